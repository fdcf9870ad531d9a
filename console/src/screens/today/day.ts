/** What a day shows, before it is drawn: which columns, from when to when, and what stands where. */
import type { Appointment, Schemas } from '../../api/types.ts';
import { minuteOfDay } from '../../time.ts';

export type DayColumn = Schemas['DayColumn'];

/** Hours that a quiet day shows, in minutes since midnight. */
const QUIET = { from: 9 * 60, until: 17 * 60 };

export interface Block {
  appointment: Appointment;
  /** Minutes since midnight on the clinic's clock. */
  from: number;
  until: number;
}

export interface Lane {
  /** A practitioner's id; empty for the clinic itself. */
  id: string;
  name: string;
  blocks: Block[];
}

export interface DayPlan {
  lanes: Lane[];
  /** Whole hours, in minutes since midnight. */
  from: number;
  until: number;
}

/** Cancelled appointments leave their place to others, so that they are not drawn. In the order of their starts. */
export const taken = (columns: DayColumn[]): Appointment[] =>
  columns
    .flatMap(({ appointments }) => appointments)
    .filter(({ status }) => status === 'confirmed' || status === 'held')
    .sort((a, b) => a.starts_at.localeCompare(b.starts_at));

export function dayPlan(columns: DayColumn[], zone: string): DayPlan {
  const lanes = columns.filter(({ practitioner_id }) => practitioner_id != null).map(({ practitioner_id, practitioner }) => lane(practitioner_id ?? '', practitioner ?? 'Somebody who has left'));
  const others = lane('', 'Appointments');
  for (const appointment of taken(columns)) laneOf(lanes, others, appointment).blocks.push(blockOf(appointment, zone));
  if (others.blocks.length > 0 || lanes.length === 0) lanes.push(others);
  const blocks = lanes.flatMap((one) => one.blocks);
  const from = Math.min(QUIET.from, ...blocks.map((block) => block.from));
  const until = Math.max(QUIET.until, ...blocks.map((block) => block.until));
  return { lanes, from: Math.floor(from / 60) * 60, until: Math.ceil(until / 60) * 60 };
}

const lane = (id: string, name: string): Lane => ({ id, name, blocks: [] });

/** Those who have left have no column of their own, but still what was booked with them. */
function laneOf(lanes: Lane[], others: Lane, { practitioner }: Appointment): Lane {
  if (practitioner == null) return others;
  const there = lanes.find(({ id }) => id === practitioner.id);
  if (there) return there;
  const left = lane(practitioner.id, practitioner.name ?? 'Somebody who has left');
  lanes.push(left);
  return left;
}

function blockOf(appointment: Appointment, zone: string): Block {
  const from = minuteOfDay(appointment.starts_at, zone);
  const lasts = (Date.parse(appointment.ends_at) - Date.parse(appointment.starts_at)) / 60_000;
  return { appointment, from, until: Math.min(from + lasts, 24 * 60) };
}
