/** The calls that come in at the demo clinic: of each outcome that a call can have, every day. */
import { addDays, instantAt, startOfDay } from '../../sandbox/zones.ts';
import { ordinal, turn, workdaysAfter, type IsOpen } from './days.ts';
import { ANSWERED, CALLERS, EMERGENCY, ROUTINE, SOON, UNANSWERED } from './people.ts';
import type { CallStory } from './phone.ts';
import { KIM, PRIYA, ROMERO, type Service } from './staff.ts';

type Told = Omit<CallStory, 'id' | 'called' | 'caller'>;
/** With whom, and the wall time. */
type Place = [practitioner: string, time: string];

/** What callers book, on the first, second and third working day after their call. */
interface Bookings {
  first: [Place, Place];
  /** On the second day, and the time on the third to which it is moved. */
  moved: [...Place, to: string];
  /** On the third. */
  cancelled: Place;
  /** One on the second, one on the third. */
  more?: [Place, Place];
}

/**
 * No visit of the plan is at these times. Of what is booked on a Friday, a Saturday and a Sunday the days are the same, so the times are
 * others; likewise around another day on which the clinic is closed.
 */
const WORKDAY: Bookings = { first: [[ROMERO, '15:00'], [KIM, '16:00']], moved: [PRIYA, '15:00', '11:00'], cancelled: [KIM, '16:30'], more: [[ROMERO, '13:00'], [ROMERO, '15:30']] };
const SATURDAY: Bookings = { first: [[ROMERO, '13:30'], [KIM, '15:30']], moved: [ROMERO, '13:30', '13:30'], cancelled: [KIM, '15:30'] };
const SUNDAY: Bookings = { first: [[ROMERO, '14:30'], [ROMERO, '11:30']], moved: [ROMERO, '14:30', '14:30'], cancelled: [KIM, '15:30'] };
/** What is booked for the same day instead, where there is time. */
const TODAY: [Place, Place] = [[ROMERO, '16:30'], [KIM, '14:30']];
/** So far ahead a caller books for the same day. */
const AHEAD_MS = 2 * 3_600_000;

/** Today's calls. Those of one caller are one after the other. */
export function callsOf(today: string, now: number, zone: string, called: string, isOpen: IsOpen): CallStory[][] {
  const n = ordinal(today);
  const [first, second, third] = workdaysAfter(today, 3, isOpen) as [string, string, string];
  const { first: early, moved, cancelled, more = [] } = isOpen(today) ? WORKDAY : isOpen(addDays(today, -1)) ? SATURDAY : SUNDAY;
  const who = Array.from({ length: 16 }, (_, at) => turn(CALLERS, n * 5 + at));
  const call = (at: number, name: string, told: Told): CallStory => ({ id: `demo-${today}-${name}`, called, caller: who[at]!.phone, ...told });
  const book = (at: number, day: string, [practitioner, time]: Place): [string, object] => ['book_appointment', { start: `${day}T${time}`, name: who[at]!.name, service: serviceOf(practitioner), practitioner }];
  const soon = (at: 0 | 1): [day: string, place: Place] => (isOpen(today) && instantAt(`${today}T${TODAY[at][1]}`, zone) - now > AHEAD_MS ? [today, TODAY[at]] : [first, early[at]]);
  const name = (at: number) => who[at]!.name;
  const [answered, unanswered] = [turn(ANSWERED, n), turn(UNANSWERED, n)];
  return [
    [call(0, 'booked', { seconds: 164, uses: [['check_availability', { date: soon(0)[0], service: 'check-up' }], book(0, ...soon(0))], summary: `${name(0)} wanted a check-up soon and took a time with Dr. Romero.` })],
    [call(1, 'booked-2', { seconds: 131, uses: [['check_availability', { earliest: true, practitioner: soon(1)[1][0] }], book(1, ...soon(1))], summary: `${name(1)} booked a check-up with ${soon(1)[1][0]}. The insurance was confirmed.` })],
    [
      call(2, 'booked-3', { seconds: 118, uses: [book(2, second, [moved[0], moved[1]])], summary: `${name(2)} booked a time with ${moved[0]}.` }),
      call(2, 'moved', { seconds: 74, uses: [['find_appointments', {}], ['reschedule_appointment', { new_start: `${third}T${moved[2]}` }]], summary: `${name(2)} called again: a meeting came up. The appointment was moved by a day.` }),
    ],
    [
      call(3, 'booked-4', { seconds: 126, uses: [book(3, third, cancelled)], summary: `${name(3)} booked a check-up with ${cancelled[0]}.` }),
      call(3, 'cancelled', { seconds: 52, uses: [['find_appointments', {}], ['cancel_appointment', {}]], summary: `${name(3)} is travelling and cancelled. Will call to book again.` }),
    ],
    ...more.map((place, at) => [call(11 + at, `booked-${5 + at}`, { seconds: 142 - at * 99, uses: [book(11 + at, at === 0 ? second : third, place)], summary: at === 0 ? `${name(11)} is new here and booked a check-up. Will bring the insurance card.` : `${name(12)} booked the half-yearly check-up.` })]),
    [call(4, 'routine', { seconds: 69, uses: [['take_message', { about: turn(ROUTINE, n), name: name(4), urgency: 'routine', best_time: 'in the afternoon' }]], summary: `${name(4)} left a message for the front desk.` })],
    [call(5, 'soon', { seconds: 88, uses: [['take_message', { about: turn(SOON, n), name: name(5), urgency: 'soon', best_time: 'as soon as somebody can' }]], summary: `${name(5)} is in some pain and asked to be called back today.` })],
    [call(6, 'emergency', { seconds: 96, uses: [['take_message', { about: turn(EMERGENCY, n), name: name(6), urgency: 'emergency' }]], summary: `${name(6)} was told where to call in an emergency, and waits for a call of the dentist.` })],
    [call(7, 'answered', { seconds: 47, uses: [['answer_question', { question: answered[0] }], ['answer_question', { question: 'do you take Delta Dental PPO' }]], summary: answered[1] })],
    [call(8, 'unanswered', { seconds: 101, uses: [['answer_question', { question: unanswered[0] }]], summary: unanswered[1] })],
    [call(9, 'transferred', { seconds: 83, uses: [['transfer_call', { reason: 'a bill' }]], endedReason: 'assistant-forwarded-call', summary: 'Had a question about a bill and was put through to the front desk.' })],
    [call(10, 'gave-up', { seconds: 11, endsAt: now - 5 * 60_000, summary: 'Hung up while the agent was greeting.' })],
    ...[0.25, 0.5, 0.75].map((part, at) => [earlier(call(13 + at, `earlier-${at + 1}`, QUIET[at]!), part, today, now, zone)]),
  ];
}

/** Priya Patel is a hygienist. */
const serviceOf = (practitioner: string): Service => (practitioner === PRIYA ? 'Cleaning' : 'Check-up');

/** Calls in which no tool was used, so that they can be told of a time that has passed: Frontdesk notes itself when a tool was used. */
const QUIET: Told[] = [
  { seconds: 108, endedReason: 'assistant-forwarded-call', summary: 'Wanted to speak to the hygienist about aftercare and was put through.' },
  { seconds: 14, summary: 'Hung up before saying anything.' },
  { seconds: 95, endedReason: 'assistant-forwarded-call', summary: 'A dental lab called about a crown and was put through.' },
  { seconds: 61, endedReason: 'assistant-forwarded-call', summary: 'A pharmacy had a question about a prescription and was put through.' },
  { seconds: 22, summary: 'A wrong number.' },
  { seconds: 143, endedReason: 'assistant-forwarded-call', summary: 'Had received two bills and was put through to the front desk.' },
];

/** The same call at a part of the day up to `now`. */
function earlier(call: CallStory, part: number, date: string, now: number, zone: string): CallStory {
  const opened = instantAt(`${date}T09:00`, zone);
  const from = now - opened > 3_600_000 ? opened : startOfDay(date, zone);
  return { ...call, endsAt: Math.round(from + (now - from) * part) };
}

/** Calls of the day before and of a week ago, with which today is compared. */
export function callsBefore(today: string, now: number, zone: string, called: string): CallStory[][] {
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
