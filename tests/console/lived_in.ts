/** A clinic in the middle of its week: people, services, bookings of both kinds, calls of every outcome, a message, a day off. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { addDays, localDate } from '../../sandbox/zones.ts';
import { addServices, employ } from '../../scripts/demo/clinic.ts';
import { tellCall, type CallStory } from '../../scripts/demo/phone.ts';
import type { Visit } from '../../scripts/demo/plan.ts';
import { bookVisits } from '../../scripts/demo/visits.ts';
import type { Ways } from '../../scripts/demo/ways.ts';
import { practice, type Practice } from '../worker/booking/practice.ts';
import { freshNumber, SCHEDULE, type Frontdesk } from '../worker/fixture.ts';
import { waysOf } from '../worker/ways.ts';

/** Cities around the globe, an hour or so apart. */
const ZONES = [
  'Pacific/Auckland', 'Australia/Sydney', 'Asia/Tokyo', 'Asia/Singapore', 'Asia/Bangkok', 'Asia/Dhaka', 'Asia/Karachi', 'Asia/Dubai',
  'Africa/Nairobi', 'Africa/Cairo', 'Europe/Madrid', 'Europe/London', 'Atlantic/Azores', 'Atlantic/South_Georgia', 'America/Sao_Paulo',
  'America/Halifax', 'America/New_York', 'America/Chicago', 'America/Denver', 'America/Los_Angeles', 'America/Anchorage', 'Pacific/Honolulu',
];

/** A zone in which it is morning now, so that the day is ahead whenever the tests run. */
export function zoneOfMorning(now = Date.now()): string {
  const hourIn = (zone: string) => Number(new Intl.DateTimeFormat('en-US', { timeZone: zone, hour: 'numeric', hourCycle: 'h23' }).format(now));
  return ZONES.toSorted((a, b) => Math.abs(hourIn(a) - 7) - Math.abs(hourIn(b) - 7))[0]!;
}

export interface LivedIn extends Practice {
  zone: string;
  today: string;
}

/** Adds one. */
export async function livedIn(frontdesk: Frontdesk, name = 'Oak Dental'): Promise<LivedIn> {
  const org = await frontdesk.org(name);
  const zone = zoneOfMorning();
  const today = localDate(Date.now(), zone);
  const as = { token: org.admin };
  await frontdesk.done('PATCH', '/api/org', { ...as, json: { zone } });
  const open = SCHEDULE.weekly.monday;
  const weekly = { ...SCHEDULE.weekly, saturday: [{ open: '10:00', close: '16:00' }], sunday: open };
  const overrides = [{ date: addDays(today, 9), hours: [], label: 'Staff training' }, { date: addDays(today, 30), hours: [{ open: '10:00', close: '12:00' }], label: null }];
  await frontdesk.done('PUT', '/api/schedule', { ...as, json: { weekly, overrides, min_notice_minutes: 0, step_minutes: 15 } });
  const clinic = await practice(frontdesk, [], org);
  const ways = waysOf(frontdesk, org.admin);
  for (const name of ['Dr. Kim', 'Dr. Roe', 'Priya Patel']) await employ(ways, { name, owner: `${org.id}@clinic.example.com`, timeZone: zone });
  await catalogue(ways);
  await bookings(ways, today);
  await calls(ways, clinic.clinic.number, today);
  return Object.assign(clinic, { zone, today });
}

async function catalogue(ways: Ways): Promise<void> {
  await addServices(ways, [{ name: 'Cleaning', minutes: 45, aliases: ['hygiene', 'scale and polish'] }, { name: 'Check-up', minutes: 30, buffer_after_minutes: 5 }, { name: 'Root canal', minutes: 90 }]);
  const facts = [
    { ask: ['where can I park', 'is there parking'], say: 'Parking is free behind the house, off Oak Street.', topic: 'parking' },
    { ask: ['what does a cleaning cost'], say: 'A cleaning is 120 dollars without insurance.', topic: 'prices' },
  ];
  await ways.rest('PUT', '/api/knowledge', { facts, insurance: { accepted: ['Delta Dental PPO', 'Cigna DPPO'], not_accepted: ['Medicaid'] } });
}

/** What the staff have booked. */
async function bookings(ways: Ways, today: string): Promise<void> {
  const wanted: [name: string, day: number, time: string, service: string, practitioner: string][] = [
    ['Ann Lee', 0, '10:00', 'Cleaning', 'Dr. Kim'],
    ['Bo Li', 0, '11:30', 'Root canal', 'Dr. Kim'],
    ['Maximiliana Featherstonehaugh-Wolverhampton', 0, '10:30', 'Check-up', 'Dr. Roe'],
    ['Mia Roe', 0, '14:00', 'Cleaning', 'Priya Patel'],
    ['Noor Haddad', 1, '10:00', 'Check-up', 'Dr. Roe'],
    ['Li Wei', 2, '11:00', 'Cleaning', 'Priya Patel'],
  ];
  const visits = wanted.map(([name, day, time, service, practitioner], position): Visit => {
    return { key: `visit-${position}`, date: addDays(today, day), time, service, practitioner, patient: { name, phone: '+12125550143' }, notes: 'Prefers the left chair', ahead: true };
  });
  const { length } = await bookVisits(ways, visits);
  assert.equal(length, wanted.length);
}

/** What callers did, the longest call first. */
async function calls(ways: Ways, called: string, today: string): Promise<void> {
  const stories: Omit<CallStory, 'id' | 'called'>[] = [
    { caller: freshNumber(), seconds: 180, uses: [['check_availability', { date: today }], ['book_appointment', { start: `${today}T15:00`, name: 'Ada Marsh', service: 'check-up', practitioner: 'Dr. Roe' }]] },
    { caller: freshNumber(), seconds: 120, uses: [['answer_question', { question: 'is there parking' }], ['answer_question', { question: 'do you whiten teeth' }]] },
    { caller: freshNumber(), seconds: 90, uses: [['take_message', { about: 'I lost a filling and it hurts when I drink something cold.', name: 'Tom Okafor', urgency: 'soon', best_time: 'after 3' }]] },
    { caller: null, seconds: 60, uses: [['take_message', { about: 'Please send me last month’s invoice again.', name: 'Grace Hall', callback_number: '+12125550155' }]] },
    { caller: freshNumber(), seconds: 0, goesOn: true, uses: [['reserve_slot', { start: `${today}T13:00`, practitioner: 'Dr. Roe' }]] },
  ];
  for (const story of stories) await tellCall(ways, { id: randomUUID(), called, ...story });
}
