/** Adding a clinic, and inviting whoever sets it up. */
import type { JSX } from 'preact';
import { call } from '../../api/client.ts';
import { stale } from '../../api/load.ts';
import { Dialog } from '../../kit/dialog.tsx';
import { SelectField, TextField } from '../../kit/fields.tsx';
import { useForm } from '../../kit/form.ts';
import { Save } from '../../kit/parts.tsx';
import { readOverview } from '../../overview.ts';
import { go } from '../../route.ts';
import { switchTo } from '../../session.ts';
import { zonesWith } from '../../time.ts';

const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone;

export function NewClinic({ close }: { close: () => void }): JSX.Element {
  const form = useForm(() => ({ name: '', zone: HERE, country: '', jurisdiction: '' }), async ({ name, zone, country, jurisdiction }) => {
    const given = { ...(country && { country: country.toUpperCase() }), ...(jurisdiction && { jurisdiction: jurisdiction as 'eu' | 'us' }) };
    const org = await call('post', '/api/orgs', { body: { name, zone, ...given } });
    stale('clinics');
    await switchTo(org.id);
    await readOverview();
    close();
    go('connect');
  });
  return (
    <Dialog title="New clinic" close={close}>
      <form class="stack" onSubmit={form.submit}>
        <TextField form={form} name="name" label="Name" required />
        <div class="fields">
          <SelectField form={form} name="zone" label="Time zone" options={zonesWith(HERE)} />
          <TextField form={form} name="country" label="Country" placeholder="US" maxLength={2} hint="Two letters: so that numbers can be written as people write them." />
        </div>
        <SelectField form={form} name="jurisdiction" label="Where its data stays" hint="For good." options={[['', 'Anywhere'], ['eu', 'European Union'], ['us', 'United States']]} />
        <Save form={form} label="Add this clinic" done="Added" />
      </form>
    </Dialog>
  );
}
