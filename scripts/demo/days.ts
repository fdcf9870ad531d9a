/** Working days, and what takes turns by the day. */
import { addDays, isWorkday } from '../../sandbox/zones.ts';

/** The days since 1970, by which names and words take turns. */
export const ordinal = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 86_400_000;

/** Item `n` of a list that begins anew at its end. */
export const turn = <T>(items: readonly T[], n: number): T => items[n % items.length]!;

/** Working days after a date, the first `count` of them. */
export function workdaysAfter(date: string, count: number): string[] {
  const found: string[] = [];
  for (let next = addDays(date, 1); found.length < count; next = addDays(next, 1)) if (isWorkday(next)) found.push(next);
  return found;
}

/** The last working day before a date. */
export function workdayBefore(date: string): string {
  let before = addDays(date, -1);
  while (!isWorkday(before)) before = addDays(before, -1);
  return before;
}
