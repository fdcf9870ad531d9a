/** A service account's key: the way that needs no consent. */
import type { JSX } from 'preact';
import { call } from '../../api/client.ts';
import type { Load } from '../../api/load.ts';
import type { Integration } from '../../api/types.ts';
import { AreaField, TextField } from '../../kit/fields.tsx';
import { useForm } from '../../kit/form.ts';
import { Save } from '../../kit/parts.tsx';
import { setting } from './integration.ts';
import { setUpChanged } from './set_up.ts';

export function ByKey({ load, open }: { load: Load<Integration | null>; open: boolean }): JSX.Element {
  const form = useForm(() => ({ calendar_id: setting(load.data, 'calendar_id'), key: '' }), async ({ calendar_id, key }) => {
    load.set(await call('put', '/api/integrations/{service}', { path: { service: 'google' }, body: { calendar_id, service_account: keyOf(key) } }));
    form.put({ key: '' });
    await setUpChanged();
  }, { service_account: 'key' });
  return (
    <details open={open}>
      <summary>Connect by a service account</summary>
      <form class="stack padded-top" onSubmit={form.submit}>
        <ol class="steps secondary">
          <li>In Google Cloud make a service account, and a key for it (JSON).</li>
          <li>In Google Calendar share the calendar with the account's address: “Make changes to events”.</li>
          <li>Give the calendar's id, and paste the key.</li>
        </ol>
        <TextField form={form} name="calendar_id" label="Calendar" hint="Its id; of an account's main calendar its e-mail address." required maxLength={255} />
        <AreaField form={form} name="key" label="Key" hint="The whole file. It is sealed, and never shown again." rows={3} />
        <Save form={form} label="Connect" done="Connected" plain={!open} />
      </form>
    </details>
  );
}

/** What is no key is left to the API, which says what is wrong with it. */
function keyOf(text: string): { client_email: string; private_key: string; private_key_id?: string } {
  try {
    const { client_email, private_key, private_key_id } = JSON.parse(text);
    return { client_email, private_key, private_key_id };
  } catch {
    return { client_email: '', private_key: text };
  }
}
