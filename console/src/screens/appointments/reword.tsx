/** Changing the words of an appointment: whose it is, and where texts go. */
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { call, keyed } from '../../api/client.ts';
import type { AppointmentDetail } from '../../api/types.ts';
import { Dialog } from '../../kit/dialog.tsx';
import { AreaField, TextField } from '../../kit/fields.tsx';
import { useForm } from '../../kit/form.ts';
import { Save } from '../../kit/parts.tsx';

interface RewordProps {
  one: AppointmentDetail;
  close: () => void;
  changed: () => Promise<void>;
}

export function Reword({ one, close, changed }: RewordProps): JSX.Element {
  const key = useMemo(keyed, []);
  const before = { patient_name: one.patient_name ?? '', phone: one.phone ?? '', email: one.email ?? '', notes: one.notes ?? '' };
  const form = useForm(() => before, async (words) => {
    const { patient_name, phone, email, notes } = words;
    const body = { patient_name, phone: phone || null, email: email || null, notes: notes || null };
    await call('patch', '/api/appointments/{id}', { path: { id: one.id }, body, headers: key(words) });
    await changed();
    close();
  });
  return (
    <Dialog title="Change what stands here" close={close}>
      <form class="stack" onSubmit={form.submit}>
        <TextField form={form} name="patient_name" label="Patient" required maxLength={100} />
        <div class="fields">
          <TextField form={form} name="phone" label="Phone" type="tel" hint="Texts go there." />
          <TextField form={form} name="email" label="E-mail" type="email" />
        </div>
        <AreaField form={form} name="notes" label="Notes" maxLength={500} />
        <Save form={form}><button type="button" class="button" onClick={close}>Leave it as it is</button></Save>
      </form>
    </Dialog>
  );
}
