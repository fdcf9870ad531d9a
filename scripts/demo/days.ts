/** Days on which the clinic is open, and what takes turns by the day. */
import { addDays, isWorkday, weekdayOf } from '../../sandbox/zones.ts';

/** The days since 1970, by which names and words take turns. */
export const ordinal = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 86_400_000;

/** Item `n` of a list that begins anew at its end. */
export const turn = <T>(items: readonly T[], n: number): T => items[n % items.length]!;

/** Tells whether the clinic works on a date as it does from Monday to Friday. It does on some: there is always a next one. */
export type IsOpen = (date: string) => boolean;

/** A date with hours of its own. */
export interface Override {
  date: string;
  hours: { open: string; close: string }[];
  label: string | null;
}

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;

/** Reads it from the hours of a clinic, `undefined` where that is on no day at all. A day with hours of its own is none for the plan. */
export function openBy({ weekly, overrides }: { weekly: Record<string, Override['hours']>; overrides: Override[] }): IsOpen | undefined {
  const other = new Set(overrides.map(({ date }) => date));
  const inWeek = WEEKDAYS.map((name, day) => day % 6 !== 0 && (weekly[name] ?? []).length > 0);
  return inWeek.includes(true) ? (date) => inWeek[weekdayOf(date)]! && !other.has(date) : undefined;
}

/** Days on which the clinic is open after a date, the first `count` of them. */
export function workdaysAfter(date: string, count: number, isOpen: IsOpen = isWorkday): string[] {
  const found: string[] = [];
  for (let next = addDays(date, 1); found.length < count; next = addDays(next, 1)) if (isOpen(next)) found.push(next);
  return found;
}

/** The last day before a date on which the clinic was open. */
export function workdayBefore(date: string, isOpen: IsOpen = isWorkday): string {
  let before = addDays(date, -1);
  while (!isOpen(before)) before = addDays(before, -1);
  return before;
}
