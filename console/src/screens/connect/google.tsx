/** Google Calendar: where appointments are written, and what is busy besides them. */
import type { JSX } from 'preact';
import { call } from '../../api/client.ts';
import { useLoad } from '../../api/load.ts';
import { Shown } from '../../kit/states.tsx';
import { route } from '../../route.ts';
import { mayChange } from '../../session.ts';
import { Connected } from './connected.tsx';
import { CalendarChoice } from './google_calendar.tsx';
import { ByConsent, Returned } from './google_consent.tsx';
import { ByKey } from './google_key.tsx';
import { setting, useIntegration } from './integration.ts';
import { Test } from './tested.tsx';

export function GoogleStep(): JSX.Element {
  const load = useIntegration('google');
  const methods = useLoad('methods', () => call('get', '/auth/methods'));
  const integration = load.data;
  const account = setting(integration, 'account');
  const isChoosing = route.value.query.get('google') === 'choose' || integration?.waiting_account !== undefined;
  return (
    <div class="stack">
      <p class="secondary">The agent asks your calendar what is busy, and writes each appointment into it. It reads no event's words but those of its own.</p>
      <Connected vendor="google" load={load} what={[setting(integration, 'calendar_id'), account && `as ${account}`].filter(Boolean).join(' ')} />
      {mayChange.value && (
        <>
          <Returned integration={integration} />
          {(isChoosing || account) && <CalendarChoice load={load} isWaiting={isChoosing} />}
          {integration && !isChoosing && <Test vendor="google" label="Test the calendars" tested={load.reload} />}
          {integration !== undefined && (
            <Shown load={methods}>
              {({ google }) => (
                <>
                  {google && <ByConsent integration={integration} quiet={isChoosing} />}
                  <ByKey load={load} open={!google && !integration} />
                </>
              )}
            </Shown>
          )}
        </>
      )}
    </div>
  );
}
