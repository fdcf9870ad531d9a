/** A clinic in the middle of its week: people, services, bookings of both kinds, calls of every outcome, a message, a day off. */
import { addDays, localDate } from '../../sandbox/zones.ts';
import { control } from '../sandbox/fixture.ts';
import { practice, type Practice } from '../worker/booking/practice.ts';
import { Phone } from '../worker/drill/phone.ts';
import { SCHEDULE, type Frontdesk } from '../worker/fixture.ts';

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
  for (const person of ['Dr. Kim', 'Dr. Roe', 'Priya Patel']) await employ(clinic, person, zone);
  await catalogue(frontdesk, as.token);
  await bookings(clinic, today);
  await calls(clinic, today);
  return Object.assign(clinic, { zone, today });
}

/** Adds a practitioner with a calendar of their own. */
async function employ({ frontdesk, clinic }: Practice, name: string, timeZone: string): Promise<void> {
  const calendar_id = `${name.toLowerCase().replaceAll(/[^a-z]+/g, '.')}.${clinic.calendarId}`;
  const settings = { timeZone, access: { [`${clinic.id}@clinic.example.com`]: 'owner' } };
  await control(frontdesk.sandbox, 'PUT', `/google/calendars/${encodeURIComponent(calendar_id)}`, settings);
  await frontdesk.done('POST', '/api/practitioners', { token: clinic.admin, json: { name, calendar_id } });
}

async function catalogue(frontdesk: Frontdesk, token: string): Promise<void> {
  for (const json of [{ name: 'Cleaning', minutes: 45, aliases: ['hygiene', 'scale and polish'] }, { name: 'Check-up', minutes: 30, buffer_after_minutes: 5 }, { name: 'Root canal', minutes: 90, aliases: [] }]) {
    await frontdesk.done('POST', '/api/services', { token, json });
  }
  const facts = [
    { ask: ['where can I park', 'is there parking'], say: 'Parking is free behind the house, off Oak Street.', topic: 'parking' },
    { ask: ['what does a cleaning cost'], say: 'A cleaning is 120 dollars without insurance.', topic: 'prices' },
  ];
  await frontdesk.done('PUT', '/api/knowledge', { token, json: { facts, insurance: { accepted: ['Delta Dental PPO', 'Cigna DPPO'], not_accepted: ['Medicaid'] } } });
}

/** What the staff have booked. */
async function bookings({ frontdesk, clinic }: Practice, today: string): Promise<void> {
  const token = clinic.admin;
  const [{ items: services }, { items: people }] = await Promise.all(['services', 'practitioners'].map((what) => frontdesk.done('GET', `/api/${what}`, { token })));
  const idOf = (items: any[], name: string): string => items.find((one) => one.name === name).id;
  const wanted: [name: string, day: number, time: string, service: string, person: string][] = [
    ['Ann Lee', 0, '10:00', 'Cleaning', 'Dr. Kim'],
    ['Bo Li', 0, '11:30', 'Root canal', 'Dr. Kim'],
    ['Maximiliana Featherstonehaugh-Wolverhampton', 0, '10:30', 'Check-up', 'Dr. Roe'],
    ['Mia Roe', 0, '14:00', 'Cleaning', 'Priya Patel'],
    ['Noor Haddad', 1, '10:00', 'Check-up', 'Dr. Roe'],
    ['Li Wei', 2, '11:00', 'Cleaning', 'Priya Patel'],
  ];
  for (const [patient_name, day, time, service, person] of wanted) {
    const json = { patient_name, phone: '+12125550143', start: `${addDays(today, day)}T${time}`, service_id: idOf(services, service), practitioner_id: idOf(people, person), notes: 'Prefers the left chair' };
    await frontdesk.done('POST', '/api/appointments', { token, json });
  }
}

/** What callers did. */
async function calls(clinic: Practice, today: string): Promise<void> {
  const booking = await new Phone(clinic).answered();
  await booking.use('check', { date: today });
  await booking.use('book', { start: `${today}T15:00`, name: 'Ada Marsh', service: 'check-up', practitioner: 'Dr. Roe' });
  await booking.hangsUp();
  const asking = await new Phone(clinic).answered();
  await asking.use('ask', { question: 'is there parking' });
  await asking.use('ask', { question: 'do you whiten teeth' });
  await asking.hangsUp();
  const message = await new Phone(clinic).answered();
  await message.use('message', { about: 'I lost a filling and it hurts when I drink something cold.', name: 'Tom Okafor', urgency: 'soon', best_time: 'after 3' });
  await message.hangsUp();
  const routine = await new Phone(clinic, { caller: null }).answered();
  await routine.use('message', { about: 'Please send me last month’s invoice again.', name: 'Grace Hall', callback_number: '+12125550155' });
  await routine.hangsUp();
  const holding = await new Phone(clinic).answered();
  await holding.use('reserve', { start: `${today}T13:00`, practitioner: 'Dr. Roe' });
}
