/** A day as a list by time, for a phone. */
import type { JSX } from 'preact';
import type { Appointment } from '../../api/types.ts';
import { now } from '../../clock.ts';
import { Empty } from '../../kit/states.tsx';
import { to } from '../../route.ts';
import { zone } from '../../session.ts';
import { clock } from '../../time.ts';
import { bookedBy } from '../../words.ts';
import { taken, type DayColumn } from './day.ts';

export function DayList({ day, columns }: { day: string; columns: DayColumn[] }): JSX.Element {
  const shown = taken(columns);
  if (shown.length === 0) {
    return (
      <div class="panel">
        <Empty title="Nothing is booked"><p>What callers book, and what you book, stands here.</p><a class="button" href={to('appointments/new', { day })}>Book an appointment</a></Empty>
      </div>
    );
  }
  return <ol class="panel list">{shown.map((appointment) => <Row key={appointment.id} appointment={appointment} />)}</ol>;
}

function Row({ appointment }: { appointment: Appointment }): JSX.Element {
  const { id, starts_at, ends_at, status, patient_name, service, practitioner } = appointment;
  const over = Date.parse(ends_at) < now.value;
  const about = [service?.name, practitioner?.name, bookedBy(appointment)].filter(Boolean).join(' · ');
  return (
    <li>
      <a class={`item timed ${over ? 'over' : ''}`} href={to(`appointments/${id}`)}>
        <span class="nowrap">{clock(starts_at, zone.value)}</span>
        <span><strong>{status === 'held' ? 'Held for a caller' : patient_name}</strong><br /><span class="secondary small">{about}</span></span>
      </a>
    </li>
  );
}
