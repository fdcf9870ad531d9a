/** How a connection stands, and taking it away. */
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { call } from '../../api/client.ts';
import type { Load } from '../../api/load.ts';
import type { Integration } from '../../api/types.ts';
import { Confirm } from '../../kit/dialog.tsx';
import { When } from '../../kit/parts.tsx';
import { Mark } from '../../kit/states.tsx';
import { mayChange } from '../../session.ts';
import { NAMES, type Vendor } from './integration.ts';
import { setUpChanged } from './set_up.ts';

const WITHOUT: Record<Vendor, string> = {
  google: 'Without a calendar callers hear that it cannot be checked, and nothing is booked.',
  twilio: 'Without Twilio no confirmation and no reminder is sent.',
  vapi: 'Without Vapi the agent cannot be set up from here. Calls that it answers still work.',
};

interface ConnectedProps {
  vendor: Vendor;
  load: Load<Integration | null>;
  /** What is connected, in words. */
  what: string;
}

export function Connected({ vendor, load, what }: ConnectedProps): JSX.Element | null {
  const asking = useSignal(false);
  const integration = load.data;
  if (!integration) return null;
  const broken = integration.status === 'needs_reconnect';
  const remove = async (): Promise<void> => {
    await call('delete', '/api/integrations/{service}', { path: { service: vendor } });
    load.set(null);
    await setUpChanged();
  };
  return (
    <div class="stack tight">
      <div class="row apart">
        <span class="breaks"><Mark state={broken ? { word: 'Connection lost', tone: 'bad' } : { word: 'Connected', tone: 'good' }} /> {what} <span class="secondary small">since <When at={integration.created_at} /></span></span>
        {mayChange.value && <button type="button" class="button small" onClick={() => (asking.value = true)}>Disconnect</button>}
      </div>
      {integration.status_detail && <p class="notice bad">{integration.status_detail}</p>}
      {integration.unreadable_calendars?.map((calendar) => <p key={calendar.calendar_id} class="notice bad breaks">{calendar.calendar_id}: {calendar.detail} Since <When at={calendar.since} />.</p>)}
      {asking.value && <Confirm title={`Disconnect ${NAMES[vendor]}?`} verb={`Disconnect ${NAMES[vendor]}`} act={remove} close={() => (asking.value = false)}><p>{WITHOUT[vendor]}</p>{vendor === 'google' && <p class="secondary">Google goes on listing Frontdesk among what you have allowed. You can remove it at myaccount.google.com/connections; other clinics of the same account lose their calendar by that, too.</p>}</Confirm>}
    </div>
  );
}
