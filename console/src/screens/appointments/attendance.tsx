/** Whether the patient came. */
import type { JSX } from 'preact';
import { call } from '../../api/client.ts';
import type { AppointmentDetail, Schemas } from '../../api/types.ts';
import { Action } from '../../kit/parts.tsx';
import { now } from '../../clock.ts';
import { mayChange, zone } from '../../session.ts';
import { localDate } from '../../time.ts';

type Noted = Schemas['Attendance'];
const ALL: Noted[] = ['arrived', 'completed', 'no_show'];

export const ATTENDANCE: Record<Noted, string> = { arrived: 'Has arrived', completed: 'Is completed', no_show: 'Did not come' };

interface AttendanceProps {
  one: AppointmentDetail;
  changed: () => Promise<void>;
}

export function Attendance({ one, changed }: AttendanceProps): JSX.Element | null {
  // Nobody has come yet to what is on another day.
  const isToCome = localDate(one.starts_at, zone.value) > localDate(now.value, zone.value);
  if (one.status !== 'confirmed' || isToCome || !mayChange.value) return null;
  const note = (attendance: Noted | null) => async (): Promise<void> => {
    await call('put', '/api/appointments/{id}/attendance', { path: { id: one.id }, body: { attendance } });
    await changed();
  };
  return (
    <section class="row" aria-label="Whether the patient came">
      {ALL.filter((noted) => noted !== one.attendance).map((noted) => <Action key={noted} label={ATTENDANCE[noted]} act={note(noted)} />)}
      {one.attendance && <Action label="Take that back" kind="quiet" act={note(null)} />}
    </section>
  );
}
