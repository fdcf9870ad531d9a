/** Founds the demo clinic, and a second one for the operator to look at. */
import { DEMO_CLINIC_NUMBER, DEMO_GOOGLE, DEMO_TWILIO, DEMO_VAPI } from '../../sandbox/demo.ts';
import { addDays, localDate } from '../../sandbox/zones.ts';
import KNOWLEDGE from '../demo-knowledge.json' with { type: 'json' };
import { workdaysAfter } from './days.ts';
import { STAFF } from './people.ts';
import { MINUTES, PRACTITIONERS } from './staff.ts';
import { all, done, unlessRefused, type Ways } from './ways.ts';

export const DEMO_ZONE = 'America/New_York';
const HOURS = [{ open: '09:00', close: '17:00' }];
const WEEKLY = { monday: HOURS, tuesday: HOURS, wednesday: HOURS, thursday: HOURS, friday: HOURS };
/** Visits start on the hour and half past it, however long they take. */
const SCHEDULE = { weekly: WEEKLY, step_minutes: 30 };

const GOOGLE = {
  calendar_id: DEMO_GOOGLE.calendarId,
  refresh_token: DEMO_GOOGLE.refreshToken,
  client_id: DEMO_GOOGLE.clientId,
  client_secret: DEMO_GOOGLE.clientSecret,
};
const TWILIO = { account_sid: DEMO_TWILIO.accountSid, auth_token: DEMO_TWILIO.authToken, from_number: DEMO_TWILIO.fromNumber };

/** Adds the demo clinic with hours, knowledge, calendar and texts, unless it is there. */
export async function foundClinic(ways: Ways, id: string): Promise<void> {
  // The calendar comes last, so that it stands for a clinic that is complete.
  if ((await ways.rest('GET', '/api/integrations/google')).status === 200) return;
  await unlessRefused(ways.rest('POST', '/api/orgs', { id, name: 'Downtown Dental Clinic', zone: DEMO_ZONE, country: 'US' }), 'adding the clinic');
  await put(ways, '/api/schedule', SCHEDULE);
  await put(ways, '/api/knowledge', KNOWLEDGE);
  await put(ways, '/api/integrations/twilio', TWILIO);
  await put(ways, '/api/integrations/google', GOOGLE);
}

/** Gives the demo clinic people, services, a number for its own calls, and a connection to repair, unless it was done. */
export async function furnishClinic(ways: Ways): Promise<void> {
  const numbers = await all(ways, '/api/inbound/phone-mappings');
  // The number comes last here, and one that somebody has taken away stays in the list.
  if (numbers.some((mapping) => mapping.inbound_phone_number === DEMO_CLINIC_NUMBER)) return;
  await put(ways, '/api/messaging', { reminder_hours: 24, staff: [{ number: STAFF.mobile, hours: 'always', urgency_at_least: 'soon' }] });
  await put(ways, '/api/assistant', {
    assistant_id: DEMO_VAPI.assistantId,
    transfer: { number: STAFF.desk, after_hours_number: STAFF.mobile, message: 'One moment, I will put you through.' },
    call_log: { retention_days: 90, keep_summaries: true },
  });
  await addServices(ways);
  await addPractitioners(ways);
  await takeDaysOff(ways);
  await breakVoice(ways);
  const json = { inbound_phone_number: DEMO_CLINIC_NUMBER, clinic_name: 'Downtown Dental Clinic' };
  await done(ways.rest('POST', '/api/inbound/phone-mappings', json), 'giving the clinic a number');
}

const put = (ways: Ways, path: string, json: object): Promise<any> => done(ways.rest('PUT', path, json), `PUT ${path}`);

const ALIASES: Record<keyof typeof MINUTES, string[]> = {
  Cleaning: ['hygiene', 'teeth cleaning', 'scale and polish'],
  'Check-up': ['checkup', 'exam', 'dental exam'],
  Filling: ['cavity'],
  'Root canal': ['root canal treatment'],
  'Urgent visit': ['toothache', 'broken tooth'],
};

const SERVICES: NewService[] = Object.entries(MINUTES).map(([name, minutes]) => ({ name, minutes, aliases: ALIASES[name as keyof typeof MINUTES] }));

export interface NewService {
  name: string;
  minutes: number;
  aliases?: string[];
  buffer_after_minutes?: number;
}

/** Adds services, but for those that are there. */
export async function addServices(ways: Ways, services: NewService[] = SERVICES): Promise<void> {
  const there = new Set((await all(ways, '/api/services')).map(({ name }) => name));
  for (const json of services.filter(({ name }) => !there.has(name))) await done(ways.rest('POST', '/api/services', json), `adding ${json.name}`);
}

/** Has lunch at a time of their own. */
const LUNCH: Record<(typeof PRACTITIONERS)[number], [from: string, until: string]> = {
  'Dr. Kim': ['12:30', '13:30'],
  'Dr. Romero': ['12:00', '13:00'],
  'Priya Patel': ['12:00', '13:00'],
};

async function addPractitioners(ways: Ways): Promise<void> {
  const [there, services] = await Promise.all([all(ways, '/api/practitioners'), all(ways, '/api/services')]);
  const idOf = (name: string) => services.find((service) => service.name === name)?.id;
  for (const name of PRACTITIONERS.filter((name) => there.every((one) => one.name !== name))) {
    const [from, until] = LUNCH[name];
    const day = [{ open: '09:00', close: from }, { open: until, close: '17:00' }];
    const weekly = Object.fromEntries(Object.keys(WEEKLY).map((weekday) => [weekday, day]));
    // A hygienist.
    const service_ids = name === 'Priya Patel' ? ['Cleaning', 'Check-up'].map(idOf) : undefined;
    await employ(ways, { name, owner: DEMO_GOOGLE.user, timeZone: DEMO_ZONE }, { weekly, service_ids });
  }
}

/** Adds a practitioner with a calendar of their own, which the clinic's account at Google owns. */
export async function employ(ways: Ways, { name, owner, timeZone }: Record<'name' | 'owner' | 'timeZone', string>, more: object = {}): Promise<void> {
  const calendar_id = `${name.toLowerCase().replaceAll(/[^a-z]+/g, '.')}.${owner.replace('@', '.at.')}@calendar.example.com`;
  const settings = { summary: name, timeZone, access: { [owner]: 'owner' } };
  await done(ways.sandbox('PUT', `/google/calendars/${encodeURIComponent(calendar_id)}`, settings), 'adding a calendar');
  await done(ways.rest('POST', '/api/practitioners', { name, calendar_id, ...more }), `adding ${name}`);
}

/** Beyond the days on which anything is told, and on which the quick start books. */
async function takeDaysOff(ways: Ways): Promise<void> {
  const days = workdaysAfter(addDays(localDate(Date.now(), DEMO_ZONE), 16), 3);
  const overrides = [{ date: days[0], hours: [], label: 'Staff training' }, { date: days[2], hours: [{ open: '09:00', close: '12:00' }], label: 'Closing early' }];
  await put(ways, '/api/schedule', { ...SCHEDULE, overrides });
}

/** The clinic's key was replaced at Vapi, and nobody has told Frontdesk. A test finds out. */
async function breakVoice(ways: Ways): Promise<void> {
  await put(ways, '/api/integrations/vapi', { api_key: 'demo-vapi-key-of-last-year' });
  await done(ways.rest('POST', '/api/integrations/vapi/test'), 'testing the connection to Vapi');
}

/** Adds the second clinic, which somebody has begun to set up. `ways` acts for it. */
export async function foundNeighbour(ways: Ways, id: string): Promise<void> {
  const added = await ways.rest('POST', '/api/orgs', { id, name: 'Riverside Family Dental', zone: 'America/Chicago', country: 'US' });
  if (added.status === 409) return;
  await done(Promise.resolve(added), 'adding the second clinic');
  await put(ways, '/api/schedule', { weekly: WEEKLY });
  const json = { inbound_phone_number: '+15550163', clinic_name: 'Riverside Family Dental' };
  await done(ways.rest('POST', '/api/inbound/phone-mappings', json), 'giving the second clinic a number');
}
