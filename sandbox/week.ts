/** The week that the demo clinic's calendar shows. It begins on the day on which the sandbox is filled, whichever that is. */
import { addDays, instantAt, isWorkday, localDate } from './zones.ts';

/** Days that the demo week covers, today included. Later days are empty. */
export const DEMO_DAYS = 7;

/**
 * The hours that the demo week leaves free on every day. The quick start books in them, so that whoever follows it
 * never meets an appointment that the demo itself has made.
 */
export const FREE_HOURS = { from: '09:00', until: '11:00' } as const;

/** Busy times of a working day: local hours (start, end) and what the calendar shows. */
const WORKING_DAY: [start: string, end: string, summary: string, extra?: Record<string, string>][] = [
  ['11:00', '12:00', 'Cleaning'],
  ['12:30', '13:30', 'Lunch'],
  ['14:30', '15:30', 'Check-up'],
  ['16:00', '16:30', 'Phone hours (free)', { transparency: 'transparent' }],
];

/** An entry of the demo week. Instants are in milliseconds since the Unix epoch. */
export interface DemoEvent {
  id: string;
  start: number;
  end: number;
  /** What the calendar shows, by Google's field names. */
  fields: Record<string, string>;
}

/** The entries of the seven days from `now` on in `zone`, in order. Only working days have any. */
export function demoWeek(now: number, zone: string): DemoEvent[] {
  const today = localDate(now, zone);
  const dates = Array.from({ length: DEMO_DAYS }, (_, days) => addDays(today, days));
  return dates.filter(isWorkday).flatMap((date) => demoDay(date, zone));
}

function demoDay(date: string, zone: string): DemoEvent[] {
  const at = (time: string) => instantAt(`${date}T${time}`, zone);
  return WORKING_DAY.map(([start, end, summary, extra]) => ({
    id: `demo${date.replaceAll('-', '')}at${start.replace(':', '')}`,
    start: at(start),
    end: at(end),
    fields: { summary, ...extra },
  }));
}
