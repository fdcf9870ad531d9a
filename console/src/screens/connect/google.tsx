/** Google Calendar: where appointments are written, and what is busy besides them. */
import type { JSX } from 'preact';
import { call } from '../../api/client.ts';
import { useLoad, type Load } from '../../api/load.ts';
import type { Integration } from '../../api/types.ts';
import { Shown } from '../../kit/states.tsx';
import { mayChange } from '../../session.ts';
import { Connected } from './connected.tsx';
import { CalendarChoice } from './google_calendar.tsx';
import { ByConsent, Returned } from './google_consent.tsx';
import { ByKey } from './google_key.tsx';
import { setting, useIntegration } from './integration.ts';
import { Test } from './tested.tsx';

export function GoogleStep(): JSX.Element {
  const load = useIntegration('google');
  const connected = load.data?.status === 'choose_calendar' ? null : load.data;
  const account = setting(connected, 'account');
  return (
    <div class="stack">
      <p class="secondary">The agent asks your calendar what is busy, and writes each appointment into it. It reads no event's words but those of its own.</p>
      <Connected vendor="google" load={{ ...load, data: connected }} what={[setting(connected, 'calendar_id'), account && `as ${account}`].filter(Boolean).join(' ')} />
      {mayChange.value && load.data !== undefined && <Changes load={load} connected={connected ?? null} />}
    </div>
  );
}

/** What an admin can do about it. */
function Changes({ load, connected }: { load: Load<Integration | null>; connected: Integration | null }): JSX.Element {
  const methods = useLoad('methods', () => call('get', '/auth/methods'));
  const waiting = load.data?.waiting ?? undefined;
  const canChoose = waiting !== undefined || setting(connected, 'account') !== '';
  return (
    <>
      <Returned connected={connected} />
      {canChoose && <CalendarChoice load={load} connected={connected} />}
      {connected && !waiting && <Test vendor="google" label="Test the calendars" tested={load.reload} />}
      <Shown load={methods}>
        {({ google }) => (
          <>
            {google && <ByConsent connected={connected} isWaiting={waiting !== undefined} />}
            <ByKey load={load} open={!google && !connected} />
          </>
        )}
      </Shown>
    </>
  );
}
