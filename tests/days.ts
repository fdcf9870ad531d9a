/**
 * Days for tests beside a clock that runs: the Worker on workerd has the machine's. A date that is written down there lies
 * in the future for a while and in the past for good, and in the demo week on the way, so such tests take their days from here.
 */
import { addDays, isWorkday, localDate } from '../sandbox/zones.ts';

/** Where the tests' clinics are. */
export const ZONE = 'America/New_York';

/** The same for a whole file, also when midnight passes. */
const TODAY = localDate(Date.now(), ZONE);
/** Tomorrow is too near: its morning may come while the file runs, and lies within the notice before that. */
const NEAREST_DAYS = 2;

/** A day from Monday to Friday in {@link ZONE}, far enough ahead for any notice; `later` such days after the first. */
export function workday(later = 0): string {
  for (let days = NEAREST_DAYS, left = later; ; days++) {
    const date = addDays(TODAY, days);
    if (isWorkday(date) && left-- === 0) return date;
  }
}
