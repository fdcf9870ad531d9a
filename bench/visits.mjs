/**
 * Callers and the times they want: caller n has a number, a call and a tool call of their own, and slot n is a start at one of the
 * clinics that nobody else asks for. Clinics open every day from nine to five, half an hour each.
 */
import { ORGS, numberOf } from './dataset.mjs';
import { TOOLS, toolCall } from './webhook.mjs';

export const SLOTS_A_DAY = 16;
/** Clinics that have free slots; the last ones are left to whoever needs full ones. */
const CLINICS = ORGS - 2;
/** As far ahead as a clinic can be booked: enough starts for a long run. */
export const HORIZON_DAYS = 730;

/** The first day that is asked for: notice and time zones are far. */
const FIRST_DAY = 2;
const DAY_MS = 86_400_000;
const STARTED = Date.now();

/** The date so many days after today's, UTC. */
export const dateAfter = (days) => new Date(STARTED + days * DAY_MS).toISOString().slice(0, 10);

/** The local start of the n-th slot of a day, such as `2026-12-03T09:30`. */
export function startOn(date, n) {
  const minutes = 9 * 60 + n * 30;
  return `${date}T${String(Math.floor(minutes / 60)).padStart(2, '0')}:${minutes % 60 === 0 ? '00' : '30'}`;
}

/** The number of the n-th caller. The exchanges of neighbours differ, or their texts would look like texts that are pumped. */
export const numberOfCaller = (n) => `+1212${String(n % 1000).padStart(3, '0')}${String(Math.floor(n / 1000) % 10_000).padStart(4, '0')}`;

/** Who calls: somebody new for every n. */
export const caller = (n, called) => ({
  called,
  caller: numberOfCaller(n),
  call: `bench-call-${n}`,
  id: `call_${n}`,
});

/** Slot n: neighbours lie at different clinics. */
export function slot(n) {
  const turn = Math.floor(n / CLINICS);
  const day = FIRST_DAY + Math.floor(turn / SLOTS_A_DAY);
  // In UTC it may be tomorrow already, a day farther ahead than the clinics count.
  if (day >= HORIZON_DAYS) throw new RangeError(`there are only ${n} slots`);
  return { called: numberOf(n % CLINICS), start: startOn(dateAfter(day), turn % SLOTS_A_DAY) };
}

/** What the answers say, of one start or of any. */
export const BOOKED = (start) => new RegExp(`is booked: [^"]*\\(start ${start}\\)`);
export const HELD = (start) => new RegExp(`Held for the caller [^"]*\\(start ${start}\\)`);
export const NOT_FREE = /is not free/;

/** A request for a start. */
export function wish(tool, start, who, contains, name = 'Ann Lee') {
  return toolCall(TOOLS[tool], { start, name }, who, contains);
}
