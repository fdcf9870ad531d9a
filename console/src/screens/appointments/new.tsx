/** Booking an appointment, as the staff do while somebody is on the other line. */
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { call, keyed } from '../../api/client.ts';
import { now } from '../../clock.ts';
import { Page } from '../../frame/page.tsx';
import { AreaField, SelectField, TextField } from '../../kit/fields.tsx';
import { useForm } from '../../kit/form.ts';
import { Save } from '../../kit/parts.tsx';
import { Shown } from '../../kit/states.tsx';
import { dayChanged } from '../../overview.ts';
import { go, route, to } from '../../route.ts';
import { zone } from '../../session.ts';
import { localDate, zoneName } from '../../time.ts';
import { doing, useCatalogue, type Catalogue } from './choices.ts';
import { FreeTimes } from './free_times.tsx';
import { OverrideOffer, type Override } from './override.tsx';

interface Wanted {
  patient_name: string;
  phone: string;
  service_id: string;
  practitioner_id: string;
  day: string;
  time: string;
  notes: string;
  override: Override[];
}

export function NewAppointment(): JSX.Element {
  const load = useCatalogue();
  return <Page title="New appointment"><Shown load={load}>{(catalogue) => <BookingForm catalogue={catalogue} />}</Shown></Page>;
}

function BookingForm({ catalogue }: { catalogue: Catalogue }): JSX.Element {
  const { query } = route.value;
  // The same values that are sent again after a lost answer are the same booking.
  const key = useMemo(keyed, []);
  const form = useForm<Wanted>(
    () => ({ patient_name: '', phone: '', service_id: '', practitioner_id: query.get('with') ?? '', day: query.get('day') ?? localDate(now.value, zone.value), time: '', notes: '', override: [] }),
    (wanted) => book(wanted, key(wanted)),
    { start: 'time' },
  );
  const { service_id, practitioner_id, day, time } = form.values.value;
  const nameOf = (items: { id: string; name: string }[], id: string): string | undefined => items.find((one) => one.id === id)?.name;
  return (
    <form class="stack form" onSubmit={form.submit}>
      <div class="fields">
        <TextField form={form} name="patient_name" label="Patient" required maxLength={100} />
        <TextField form={form} name="phone" label="Phone" type="tel" hint="Texts go there. Leave it empty to send none." />
      </div>
      {(catalogue.services.length > 0 || catalogue.practitioners.length > 0) && (
        <div class="fields">
          {catalogue.services.length > 0 && <SelectField form={form} name="service_id" label="Service" options={[['', 'Not said'], ...catalogue.services.map(({ id, name }): [string, string] => [id, name])]} />}
          {catalogue.practitioners.length > 0 && <SelectField form={form} name="practitioner_id" label="With" options={[['', 'Whoever is free first'], ...doing(catalogue.practitioners, service_id).map(({ id, name }): [string, string] => [id, name])]} />}
        </div>
      )}
      <div class="fields">
        <TextField form={form} name="day" label="Day" type="date" required />
        <TextField form={form} name="time" label="Time" type="time" required hint={zoneName(zone.value)} />
      </div>
      <FreeTimes day={day} service={nameOf(catalogue.services, service_id)} practitioner={nameOf(catalogue.practitioners, practitioner_id)} chosen={time} choose={(start) => form.put({ time: start })} />
      <AreaField form={form} name="notes" label="Notes" hint="For the staff. They also stand in the calendar." maxLength={500} />
      <OverrideOffer form={form} />
      <Save form={form} label="Book" done="Booked" failed="Not booked"><a class="button" href={to('appointments')}>Leave</a></Save>
    </form>
  );
}

async function book({ patient_name, phone, service_id, practitioner_id, day, time, notes, override }: Wanted, headers: Record<string, string>): Promise<void> {
  const given = { ...(phone && { phone }), ...(service_id && { service_id }), ...(practitioner_id && { practitioner_id }), ...(notes && { notes }), ...(override.length > 0 && { override }) };
  const booked = await call('post', '/api/appointments', { body: { patient_name, start: `${day}T${time}`, ...given }, headers });
  dayChanged();
  go(`appointments/${booked.id}`);
}
