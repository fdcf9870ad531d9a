/** Moments at which software that is right today has been wrong: ends of years, leap days, and clocks that change. */
import { addDays, instantAt, localDate, startOfDay, weekdayOf } from '../sandbox/zones.ts';

const DAY_MS = 86_400_000;
/** Leap days recur within eight years. */
const SEARCHED_DAYS = 8 * 366;

/** A moment in milliseconds since the Unix epoch, and what is special about it. */
export interface Moment {
  what: string;
  at: number;
}

/** The next of each kind after `now` in a zone whose clocks change at two in the morning. None is earlier than a day from now. */
export function otherDays(now: number, zone: string): Moment[] {
  const tomorrow = addDays(localDate(now, zone), 1);
  const next = (fits: (date: string) => boolean) => firstDate(addDays(tomorrow, 1), fits);
  const at = (date: string, time: string) => instantAt(`${date}T${time}`, zone);
  const [forward, back] = [next((date) => hours(date, zone) < 24), next((date) => hours(date, zone) > 24)];
  // What begins seconds before midnight or before a change of clocks is still going on when it comes.
  return [
    { what: 'the evening before clocks go forward', at: at(addDays(forward, -1), '23:59:58') },
    { what: 'the night in which clocks go forward', at: at(forward, '01:59:58') },
    { what: 'the evening before clocks go back', at: at(addDays(back, -1), '23:59:58') },
    { what: 'the night in which clocks go back', at: at(back, '01:59:58') },
    { what: 'the last seconds of a year', at: at(next((date) => date.endsWith('-12-31')), '23:59:58') },
    { what: 'a leap day', at: at(next((date) => date.endsWith('-02-29')), '12:00') },
    { what: 'a Sunday night', at: at(next((date) => weekdayOf(date) === 0), '22:00') },
    { what: 'two years ahead', at: now + 2 * 365 * DAY_MS },
    { what: 'ten years ahead', at: now + 10 * 365 * DAY_MS },
  ];
}

function firstDate(from: string, fits: (date: string) => boolean): string {
  for (let days = 0; days <= SEARCHED_DAYS; days++) {
    const date = addDays(from, days);
    if (fits(date)) return date;
  }
  throw new Error(`No such day within ${SEARCHED_DAYS} days of ${from}; do clocks change at all?`);
}

/** How long a local day is. */
const hours = (date: string, zone: string) => (startOfDay(addDays(date, 1), zone) - startOfDay(date, zone)) / 3_600_000;
