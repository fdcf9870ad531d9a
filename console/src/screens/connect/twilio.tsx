/** Twilio: where texts go out. */
import type { JSX } from 'preact';
import { call } from '../../api/client.ts';
import type { Load } from '../../api/load.ts';
import type { Integration, Schemas } from '../../api/types.ts';
import { SelectField, TextField } from '../../kit/fields.tsx';
import { useForm } from '../../kit/form.ts';
import { Save } from '../../kit/parts.tsx';
import { Failure } from '../../kit/states.tsx';
import { phone } from '../../phone.ts';
import { mayChange } from '../../session.ts';
import { textOrNone } from '../values.ts';
import { Connected } from './connected.tsx';
import { setting, useFreshIntegration } from './integration.ts';
import { Replies } from './replies.tsx';
import { setUpChanged } from './set_up.ts';
import { Test } from './tested.tsx';

type Region = Schemas['TwilioRegion'];
const REGIONS: [Region, string][] = [['us1', 'United States (US1)'], ['ie1', 'Ireland (IE1)']];

export function TwilioStep(): JSX.Element {
  const load = useFreshIntegration('twilio');
  return (
    <div class="stack">
      <p class="secondary">Confirmations, changes and reminders go out from your own Twilio account, from your own number.</p>
      <Connected vendor="twilio" load={load} what={(phone(setting(load.data, 'from_number')) || setting(load.data, 'messaging_service_sid')) + (setting(load.data, 'region') === 'ie1' ? ', Ireland' : '')} />
      {load.data === undefined && load.problem && <Failure problem={load.problem} retry={load.reload} />}
      {load.data && mayChange.value && <Test vendor="twilio" label="Test the connection" tested={load.reload} />}
      {load.data && mayChange.value && <Replies key={JSON.stringify(load.data.settings)} />}
      {load.data !== undefined && mayChange.value && <Account load={load} />}
    </div>
  );
}

/** Shown once it is known what is stored: what is not typed again stays as it is. */
function Account({ load }: { load: Load<Integration | null> }): JSX.Element {
  const form = useForm(() => ({
    account_sid: setting(load.data, 'account_sid'),
    region: setting(load.data, 'region') || 'us1',
    auth_token: '',
    from_number: setting(load.data, 'from_number'),
    messaging_service_sid: setting(load.data, 'messaging_service_sid'),
  }), async ({ account_sid, region, auth_token, from_number, messaging_service_sid }) => {
    const body = { account_sid: account_sid.trim(), region: region as Region, auth_token: auth_token.trim(), from_number: textOrNone(from_number), messaging_service_sid: textOrNone(messaging_service_sid) };
    load.set(await call('put', '/api/integrations/{service}', { path: { service: 'twilio' }, body }));
    form.put({ auth_token: '' });
    await setUpChanged();
  });
  return (
    <details open={!load.data}>
      <summary>{load.data ? 'Change it' : 'Connect your account'}</summary>
      <form class="stack padded-top" onSubmit={form.submit}>
        <div class="fields">
          <TextField form={form} name="account_sid" label="Account SID" hint="It begins with AC." required />
          <TextField form={form} name="auth_token" label="Auth token" type="password" hint="It is sealed, and never shown again." required />
        </div>
        <SelectField form={form} name="region" label="Region" hint="Where Twilio keeps the account. Each region has an auth token of its own." options={REGIONS} />
        <div class="fields">
          <TextField form={form} name="from_number" label="Number that texts come from" type="tel" />
          <TextField form={form} name="messaging_service_sid" label="Or a messaging service" hint="It begins with MG." />
        </div>
        <Save form={form} label="Connect" done="Connected" />
      </form>
    </details>
  );
}
