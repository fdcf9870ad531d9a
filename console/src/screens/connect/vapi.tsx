/** Vapi: who answers. */
import type { JSX } from 'preact';
import { call } from '../../api/client.ts';
import { useFresh, type Load } from '../../api/load.ts';
import type { Integration, Schemas } from '../../api/types.ts';
import { SelectField, TextField } from '../../kit/fields.tsx';
import { useForm } from '../../kit/form.ts';
import { Save } from '../../kit/parts.tsx';
import { Failure, Shown } from '../../kit/states.tsx';
import { mayChange } from '../../session.ts';
import { textOrNone } from '../values.ts';
import { Connected } from './connected.tsx';
import { setting, useFreshIntegration } from './integration.ts';
import { setUpChanged } from './set_up.ts';
import { Provision } from './provision.tsx';
import { Test } from './tested.tsx';

type Region = Schemas['VapiRegion'];
const REGIONS: [Region, string][] = [['us', 'United States'], ['eu', 'Europe']];

export function VapiStep(): JSX.Element {
  const load = useFreshIntegration('vapi');
  const assistant = useFresh('assistant', () => call('get', '/api/assistant'));
  return (
    <div class="stack">
      <p class="secondary">Vapi carries the call and speaks. Frontdesk gives its assistant the tools to look into your calendar and to book.</p>
      <Connected vendor="vapi" load={load} what={(setting(load.data, 'last_four') && `key ending in ${setting(load.data, 'last_four')}`) + (setting(load.data, 'region') === 'eu' ? ', Europe' : '')} />
      {load.data === undefined && load.problem && <Failure problem={load.problem} retry={load.reload} />}
      {load.data && mayChange.value && <Test vendor="vapi" label="Test the connection" tested={load.reload} />}
      {load.data !== undefined && mayChange.value && <Key load={load} />}
      <Shown load={assistant}>{(document) => <WhoAnswers document={document} load={assistant} />}</Shown>
      {load.data && mayChange.value && <Provision />}
    </div>
  );
}

function Key({ load }: { load: Load<Integration | null> }): JSX.Element {
  const form = useForm(() => ({ api_key: '', secret: '', region: setting(load.data, 'region') || 'us' }), async ({ api_key, secret, region }) => {
    const body = { region: region as Region, api_key: api_key.trim(), webhook_secrets: [secret.trim() || randomSecret()] };
    load.set(await call('put', '/api/integrations/{service}', { path: { service: 'vapi' }, body }));
    form.put({ api_key: '', secret: '' });
    await setUpChanged();
  }, { webhook_secrets: 'secret' });
  return (
    <details open={!load.data}>
      <summary>{load.data ? 'Give another key' : 'Connect your account'}</summary>
      <form class="stack padded-top" onSubmit={form.submit}>
        <TextField form={form} name="api_key" label="Private API key" type="password" hint="In Vapi's dashboard under API keys. It is sealed, and never shown again." required />
        <SelectField form={form} name="region" label="Region" hint="Where you sign in to Vapi: dashboard.vapi.ai, or dashboard.eu.vapi.ai for Europe." options={REGIONS} />
        <TextField form={form} name="secret" label="Webhook secret" type="password" hint="By which Vapi proves itself. Empty: one is made, and given to Vapi with the tools." />
        <Save form={form} label="Connect" done="Connected" />
      </form>
    </details>
  );
}

/** 32 random bytes, as a header may carry them. */
function randomSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

type Assistant = Schemas['Assistant'];

/** Which assistant answers, and who takes over from it. */
function WhoAnswers({ document, load }: { document: Assistant; load: Load<Assistant> }): JSX.Element {
  const form = useForm(() => ({
    assistant_id: document.assistant_id ?? '',
    number: document.transfer?.number ?? '',
    after_hours_number: document.transfer?.after_hours_number ?? '',
  }), async ({ assistant_id, number, after_hours_number }) => {
    const transfer = number.trim() === '' ? null : { ...document.transfer, number, after_hours_number: textOrNone(after_hours_number) };
    load.set(await call('put', '/api/assistant', { body: { ...document, assistant_id: textOrNone(assistant_id), transfer } }));
    await setUpChanged();
  }, { transfer: 'number' });
  return (
    <form class="stack" onSubmit={form.submit}>
      <h3>Who answers, and who takes over</h3>
      <div class="fields">
        <TextField form={form} name="assistant_id" label="Assistant" hint="Its id in Vapi's dashboard." />
        <TextField form={form} name="number" label="Takes over while you are open" type="tel" hint="Empty: callers leave a message instead." />
        <TextField form={form} name="after_hours_number" label="Takes over after hours" type="tel" />
      </div>
      {mayChange.value && <Save form={form} plain />}
    </form>
  );
}
