/**
 * What happens at the demo clinic in the week around a moment: a pure function of that moment and of the clinic's zone.
 *
 * What is planned for a date depends on the date alone, and how much of it is booked on how near the date is. So whoever plans again a
 * day later finds the same visits and a few more, and today always has some: at any time of day, and on Saturdays and Sundays too.
 */
import { addDays, instantAt, isWorkday, localDate, startOfDay } from '../../sandbox/zones.ts';
import { FREE_HOURS } from '../../sandbox/week.ts';
import { ANSWERED, CALLERS, EMERGENCY, NOTES, PATIENTS, ROUTINE, SOON, UNANSWERED, type Person } from './people.ts';
import type { CallStory } from './phone.ts';

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

/** Who works there. A caller who names nobody gets the first of them who is free, which from 9 to 11 is the first: see `FREE_HOURS`. */
export const PRACTITIONERS = ['Dr. Kim', 'Dr. Romero', 'Priya Patel'] as const;
const [KIM, ROMERO, PRIYA] = PRACTITIONERS;
/** Minutes of each service. */
export const MINUTES = { Cleaning: 45, 'Check-up': 30, Filling: 60, 'Root canal': 90, 'Urgent visit': 30 } as const;
type Service = keyof typeof MINUTES;

/**
 * Visits of a working day; the first are booked the longest ahead. They leave {@link FREE_HOURS} of the first practitioner free, and the
 * times that today's callers book.
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
const [NO_SHOW, CANCELLED, MOVED] = [7, 4, 5];
/** A visit that begins sooner cannot be booked in time. */
const LATEST_MS = 3 * 60_000;
/** Whoever comes so soon may be in the waiting room. */
const EARLY_MS = 20 * 60_000;
/** A patient who has just left is noted as here. */
const TIDY_MS = 15 * 60_000;

/** The days since 1970, by which names and words take turns. */
const ordinal = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 86_400_000;
const turn = <T>(items: readonly T[], n: number): T => items[((n % items.length) + items.length) % items.length]!;

/** Working days after a date, the first `count` of them. */
export function workdaysAfter(date: string, count: number): string[] {
  const found: string[] = [];
  for (let next = addDays(date, 1); found.length < count; next = addDays(next, 1)) if (isWorkday(next)) found.push(next);
  return found;
}

function workdayBefore(date: string): string {
  let before = addDays(date, -1);
  while (!isWorkday(before)) before = addDays(before, -1);
  return before;
}

/** The week around `now`. Calls go to `called`. */
export function planWeek(now: number, zone: string, called: string): Week {
  const today = localDate(now, zone);
  const days = BOOKED.map((count, ahead) => ({ date: addDays(today, ahead), count })).filter(({ date }, ahead) => ahead === 0 || isWorkday(date));
  const before = { date: workdayBefore(today), count: BOOKED_BEFORE };
  const visits = [before, ...days].flatMap(({ date, count }) => visitsOf(date, count, now, zone));
  const [first, second] = workdaysAfter(today, 2).map((date) => visitsOf(date, 3, now, zone));
  const [landline, stopped] = [first![1]!.patient.phone, second![0]!.patient.phone];
  return { today, visits, landline, stopped, calls: [...callsOf(today, now, zone, called), ...callsBefore(today, now, zone, called)] };
}

function visitsOf(date: string, count: number, now: number, zone: string): Visit[] {
  const slots = isWorkday(date) ? SLOTS.slice(0, count) : ON_CALL;
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

/** Today's calls: each outcome that a call can have. */
function callsOf(today: string, now: number, zone: string, called: string): CallStory[][] {
  const n = ordinal(today);
  const [first, second, third] = workdaysAfter(today, 3) as [string, string, string];
  const who = Array.from({ length: 12 }, (_, at) => turn(CALLERS, n * 5 + at));
  const call = (at: number, name: string, more: Omit<CallStory, 'id' | 'called' | 'caller'>): CallStory => ({ id: `demo-${today}-${name}`, called, caller: who[at]!.phone, ...more });
  const book = (at: number, start: string, practitioner: string, service: Service): [string, object] => ['book_appointment', { start, name: who[at]!.name, service, practitioner }];
  const nearest = agentToday(today, now, zone) ?? `${first}T15:00`;
  const [answered, unanswered] = [turn(ANSWERED, n), turn(UNANSWERED, n)];
  const about = (words: string[]) => turn(words, n);
  return [
    [call(0, 'booked', { seconds: 164, uses: [['check_availability', { date: nearest.slice(0, 10), service: 'check-up' }], book(0, nearest, ROMERO, 'Check-up')], summary: `${who[0]!.name} wanted a check-up soon and took the first time with Dr. Romero.` })],
    [call(1, 'booked-2', { seconds: 131, uses: [['check_availability', { earliest: true, practitioner: KIM }], book(1, `${first}T16:00`, KIM, 'Check-up')], summary: `${who[1]!.name} booked a check-up with Dr. Kim. The insurance was confirmed.` })],
    [
      call(2, 'booked-3', { seconds: 118, uses: [book(2, `${second}T15:00`, PRIYA, 'Cleaning')], summary: `${who[2]!.name} booked a cleaning with Priya Patel.` }),
      call(2, 'moved', { seconds: 74, uses: [['find_appointments', {}], ['reschedule_appointment', { new_start: `${third}T15:00` }]], summary: `${who[2]!.name} called again: a meeting came up. The cleaning was moved by a day.` }),
    ],
    [
      call(3, 'booked-4', { seconds: 126, uses: [book(3, `${third}T16:30`, KIM, 'Check-up')], summary: `${who[3]!.name} booked a check-up with Dr. Kim.` }),
      call(3, 'cancelled', { seconds: 52, uses: [['find_appointments', {}], ['cancel_appointment', {}]], summary: `${who[3]!.name} is travelling and cancelled. Will call to book again.` }),
    ],
    [call(4, 'routine', { seconds: 69, uses: [['take_message', { about: about(ROUTINE), name: who[4]!.name, urgency: 'routine', best_time: 'in the afternoon' }]], summary: `${who[4]!.name} left a message for the front desk.` })],
    [call(5, 'soon', { seconds: 88, uses: [['take_message', { about: about(SOON), name: who[5]!.name, urgency: 'soon', best_time: 'as soon as somebody can' }]], summary: `${who[5]!.name} is in some pain and asked to be called back today.` })],
    [call(6, 'emergency', { seconds: 96, uses: [['take_message', { about: about(EMERGENCY), name: who[6]!.name, urgency: 'emergency' }]], summary: `${who[6]!.name} was told where to call in an emergency, and waits for a call of the dentist.` })],
    [call(7, 'answered', { seconds: 47, uses: [['answer_question', { question: answered[0] }], ['answer_question', { question: 'do you take Delta Dental PPO' }]], summary: answered[1] })],
    [call(8, 'unanswered', { seconds: 41, uses: [['answer_question', { question: unanswered[0] }]], summary: unanswered[1] })],
    [call(9, 'transferred', { seconds: 83, uses: [['transfer_call', { reason: 'a bill' }]], endedReason: 'assistant-forwarded-call', summary: 'Had a question about a bill and was put through to the front desk.' })],
    [call(10, 'gave-up', { seconds: 11, summary: 'Hung up while the agent was greeting.' })],
    ...[0.25, 0.5, 0.75].map((part, at) => [earlier(call(11 - at * 4, `earlier-${at + 1}`, QUIET[at]!), part, today, now, zone)]),
  ];
}

/** Calls in which no tool was used, so that they can be told of a time that has passed. */
const QUIET: Omit<CallStory, 'id' | 'called' | 'caller'>[] = [
  { seconds: 108, endedReason: 'assistant-forwarded-call', summary: 'Wanted to speak to the hygienist about aftercare and was put through.' },
  { seconds: 14, summary: 'Hung up before saying anything.' },
  { seconds: 95, endedReason: 'assistant-forwarded-call', summary: 'A dental lab called about a crown and was put through.' },
  { seconds: 61, endedReason: 'assistant-forwarded-call', summary: 'A pharmacy had a question about a prescription and was put through.' },
  { seconds: 22, summary: 'A wrong number.' },
  { seconds: 143, endedReason: 'assistant-forwarded-call', summary: 'Had received two bills and was put through to the front desk.' },
];

/** The same call at a part of today's hours so far. */
function earlier(call: CallStory, part: number, today: string, now: number, zone: string): CallStory {
  const opened = instantAt(`${today}T09:00`, zone);
  const from = now - opened > 3_600_000 ? opened : startOfDay(today, zone);
  return { ...call, endsAt: Math.round(from + (now - from) * part) };
}

/** Calls of the day before and of a week ago, with which today is compared. */
function callsBefore(today: string, now: number, zone: string, called: string): CallStory[][] {
  const dates: [days: number, count: number][] = [[1, 4], [7, QUIET.length]];
  return dates.flatMap(([days, count]) => {
    const date = addDays(today, -days);
    return QUIET.slice(0, count).map((_, at) => {
      const n = ordinal(date) + at;
      const story: CallStory = { id: `demo-${date}-quiet-${at + 1}`, called, caller: turn(CALLERS, n * 5).phone, ...turn(QUIET, n) };
      return [earlier(story, (at + 1) / (count + 1), date, now - days * 86_400_000, zone)];
    });
  });
}

/** A time later today for the agent to book, if the clinic is still open long enough. */
function agentToday(today: string, now: number, zone: string): string | undefined {
  const start = `${today}T16:30`;
  return isWorkday(today) && instantAt(start, zone) - now > 2 * 3_600_000 ? start : undefined;
}
