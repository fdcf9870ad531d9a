/** Moving an appointment: another day, another time, or another practitioner. */
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { call, keyed } from '../../api/client.ts';
import type { AppointmentDetail } from '../../api/types.ts';
import { Dialog } from '../../kit/dialog.tsx';
import { SelectField, TextField } from '../../kit/fields.tsx';
import { useForm } from '../../kit/form.ts';
import { Save } from '../../kit/parts.tsx';
import { zone } from '../../session.ts';
import { localDate, localTime, zoneName } from '../../time.ts';
import { doing, useCatalogue } from './choices.ts';
import { OverrideOffer, type Override } from './override.tsx';

interface MoveProps {
  one: AppointmentDetail;
  close: () => void;
  changed: () => Promise<void>;
}

export function Move({ one, close, changed }: MoveProps): JSX.Element {
  const { data } = useCatalogue();
  const before = { day: localDate(one.starts_at, zone.value), time: localTime(one.starts_at, zone.value), practitioner_id: one.practitioner?.id ?? '', override: [] as Override[] };
  const key = useMemo(keyed, []);
  const form = useForm(() => before, async (wanted) => {
    const { day, time, practitioner_id, override } = wanted;
    const other = practitioner_id !== before.practitioner_id && practitioner_id !== '' ? { practitioner_id } : {};
    await call('patch', '/api/appointments/{id}', { path: { id: one.id }, body: { start: `${day}T${time}`, ...other, ...(override.length > 0 && { override }) }, headers: key(wanted) });
    await changed();
    close();
  }, { start: 'time' });
  const practitioners = doing(data?.practitioners ?? [], one.service?.id ?? '');
  return (
    <Dialog title={`Move ${one.patient_name ?? 'this appointment'}`} close={close}>
      <form class="stack" onSubmit={form.submit}>
        <div class="fields">
          <TextField form={form} name="day" label="Day" type="date" required />
          <TextField form={form} name="time" label="Time" type="time" required hint={zoneName(zone.value)} />
        </div>
        {practitioners.length > 0 && one.practitioner && (
          <SelectField form={form} name="practitioner_id" label="With" options={practitioners.map(({ id, name }): [string, string] => [id, name])} />
        )}
        <OverrideOffer form={form} />
        <Save form={form} label="Move" done="Moved" failed="Not moved"><button type="button" class="button" onClick={close}>Leave it as it is</button></Save>
      </form>
    </Dialog>
  );
}
