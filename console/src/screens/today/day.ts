/** What a day shows, before it is drawn: which columns, from when to when, and what stands where. */
import type { Appointment, Practitioner } from '../../api/types.ts';
import { minuteOfDay } from '../../time.ts';

/** Hours that a quiet day shows, in minutes since midnight. */
const QUIET = { from: 9 * 60, until: 17 * 60 };

export interface Block {
  appointment: Appointment;
  /** Minutes since midnight on the clinic's clock. */
  from: number;
  until: number;
}

export interface Column {
  /** A practitioner's id; empty for the clinic itself. */
  id: string;
  name: string;
  blocks: Block[];
}

export interface DayPlan {
  columns: Column[];
  /** Whole hours, in minutes since midnight. */
  from: number;
  until: number;
}

/** Cancelled appointments leave their place to others, so that they are not drawn. */
export const taken = (appointments: Appointment[]): Appointment[] => appointments.filter(({ status }) => status === 'confirmed' || status === 'held');

export function dayPlan(appointments: Appointment[], practitioners: Practitioner[], zone: string): DayPlan {
  const blocks = taken(appointments).map((appointment) => blockOf(appointment, zone));
  const named = practitioners.map(({ id, name }) => ({ id, name }));
  // Those who have left still have what was booked with them.
  const left = blocks.map(({ appointment }) => appointment.practitioner).filter((one) => one != null && !named.some(({ id }) => id === one.id));
  for (const one of left) if (one && !named.some(({ id }) => id === one.id)) named.push({ id: one.id, name: one.name ?? 'Somebody who has left' });
  const columns = named.map((one) => ({ ...one, blocks: blocks.filter(({ appointment }) => appointment.practitioner?.id === one.id) }));
  const others = blocks.filter(({ appointment }) => appointment.practitioner == null);
  if (others.length > 0 || columns.length === 0) columns.push({ id: '', name: 'Appointments', blocks: others });
  const from = Math.min(QUIET.from, ...blocks.map((block) => block.from));
  const until = Math.max(QUIET.until, ...blocks.map((block) => block.until));
  return { columns, from: Math.floor(from / 60) * 60, until: Math.ceil(until / 60) * 60 };
}

function blockOf(appointment: Appointment, zone: string): Block {
  const from = minuteOfDay(appointment.starts_at, zone);
  const lasts = (Date.parse(appointment.ends_at) - Date.parse(appointment.starts_at)) / 60_000;
  return { appointment, from, until: Math.min(from + lasts, 24 * 60) };
}
