/**
 * What happens at the demo clinic in the week around a moment: a pure function of that moment and of the clinic's zone.
 *
 * What is planned for a date depends on the date alone, and how much of it is booked on how near the date is. So whoever plans again a
 * day later finds the same visits and a few more, and today always has some: at any time of day, and on Saturdays and Sundays too.
 */
import { addDays, instantAt, isWorkday, localDate } from '../../sandbox/zones.ts';
import { callsBefore, callsOf } from './calls.ts';
import { ordinal, turn, workdayBefore, workdaysAfter, type IsOpen } from './days.ts';
import { NOTES, PATIENTS, type Person } from './people.ts';
import type { CallStory } from './phone.ts';
import { KIM, MINUTES, PRIYA, ROMERO, type Service } from './staff.ts';

/** Somebody comes, or came. */
export interface Visit {
  /** Names it for good. */
  key: string;
  date: string;
  /** Wall time. */
  time: string;
  service: string;
  practitioner: string;
  patient: Person;
  notes?: string;
  /** Whether it is still to come. What is not cannot be booked any more. */
  ahead: boolean;
  /** Whether the patient came, as far as somebody has noted it. */
  came?: 'arrived' | 'completed' | 'no_show';
  /** What becomes of it after it is booked. */
  then?: { cancelled: true } | { movedTo: string };
}

export interface Week {
  today: string;
  visits: Visit[];
  /** Whose phone takes no texts. */
  landline: string;
  /** Who has texted STOP. */
  stopped: string;
  /** Calls of one caller, one after the other. Those of several callers come in at the same time. */
  calls: CallStory[][];
}

/**
 * Visits of a working day; the first are booked the longest ahead. They leave the hours of the quick start (`FREE_HOURS` of sandbox/week.ts)
 * to Dr. Kim, who is the first to be given a caller that names nobody, and the times that callers book.
 */
const SLOTS: [time: string, practitioner: string, service: Service][] = [
  ['11:00', KIM, 'Root canal'],
  ['10:00', ROMERO, 'Filling'],
  ['09:00', PRIYA, 'Cleaning'],
  ['13:30', KIM, 'Filling'],
  ['14:00', ROMERO, 'Check-up'],
  ['13:00', PRIYA, 'Cleaning'],
  ['10:00', PRIYA, 'Cleaning'],
  ['09:00', ROMERO, 'Check-up'],
  ['14:00', PRIYA, 'Cleaning'],
  ['15:00', KIM, 'Check-up'],
  ['11:00', ROMERO, 'Check-up'],
  ['16:00', ROMERO, 'Check-up'],
];
/** The clinic is closed, and Dr. Kim comes in for who is in pain. */
const ON_CALL: typeof SLOTS = [
  ['10:00', KIM, 'Urgent visit'],
  ['11:30', KIM, 'Urgent visit'],
  ['16:00', KIM, 'Urgent visit'],
];
/** How many of them are booked so many days ahead, today first. */
const BOOKED = [12, 9, 8, 7, 6, 5, 4, 4];
/** How many there were on the working day before. */
const BOOKED_BEFORE = 6;
/** Who does not come, and whose visit is now and then cancelled or moved: places in {@link SLOTS}. */
const [NO_SHOW, CANCELLED, MOVED] = [7, 4, 5] as const;
/** A visit that begins sooner cannot be booked in time. */
const LATEST_MS = 3 * 60_000;
/** Whoever comes so soon may be in the waiting room. */
const EARLY_MS = 20 * 60_000;
/** A patient who has just left is noted as here. */
const TIDY_MS = 15 * 60_000;

/** The week around `now`. Calls go to `called`. Nobody comes on days on which the clinic is closed, but for who is in pain today. */
export function planWeek(now: number, zone: string, called: string, isOpen: IsOpen = isWorkday): Week {
  const today = localDate(now, zone);
  const days = BOOKED.map((count, ahead) => ({ date: addDays(today, ahead), count })).filter(({ date }, ahead) => ahead === 0 || isOpen(date));
  const before = { date: workdayBefore(today, isOpen), count: BOOKED_BEFORE };
  const visits = [before, ...days].flatMap(({ date, count }) => visitsOf(date, isOpen(date) ? SLOTS.slice(0, count) : ON_CALL, now, zone));
  const [first, second] = workdaysAfter(today, 2, isOpen).map((date) => visitsOf(date, SLOTS, now, zone));
  const [landline, stopped] = [first![1]!.patient.phone, second![0]!.patient.phone];
  return { today, visits, landline, stopped, calls: [...callsOf(today, now, zone, called, isOpen), ...callsBefore(today, now, zone, called)] };
}

function visitsOf(date: string, slots: typeof SLOTS, now: number, zone: string): Visit[] {
  return slots.map(([time, practitioner, service], slot) => {
    const n = ordinal(date) * SLOTS.length + slot;
    const start = instantAt(`${date}T${time}`, zone);
    const end = start + MINUTES[service] * 60_000;
    const ahead = start > now + LATEST_MS;
    const visit: Visit = { key: `demo-${date}-${slot}`, date, time, service, practitioner, patient: turn(PATIENTS, n), ahead };
    if (n % 3 === 0) visit.notes = turn(NOTES, n / 3);
    const came = ahead ? start <= now + EARLY_MS && ('arrived' as const) : attendance(slot, now, end);
    if (came) visit.came = came;
    const then = becomes(date, slot);
    if (ahead && then) visit.then = then;
    return visit;
  });
}

function attendance(slot: number, now: number, end: number): Visit['came'] {
  if (slot === NO_SHOW && now > end) return 'no_show';
  return now > end + TIDY_MS ? 'completed' : 'arrived';
}

/** Now and then one is cancelled, and one moved to the end of the day. */
function becomes(date: string, slot: number): Visit['then'] {
  const day = ordinal(date);
  if (slot === CANCELLED && day % 3 === 0) return { cancelled: true };
  return slot === MOVED && day % 3 === 1 ? { movedTo: `${date}T16:00` } : undefined;
}
