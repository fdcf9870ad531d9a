/** Founds the demo clinic, and a second one for the operator to look at. */
import { DEMO_CLINIC_NUMBER, DEMO_GOOGLE, DEMO_TWILIO, DEMO_VAPI } from '../../sandbox/demo.ts';
import { addDays, localDate, weekdayOf } from '../../sandbox/zones.ts';
import KNOWLEDGE from '../demo-knowledge.json' with { type: 'json' };
import { SECOND_ORG } from '../project.mjs';
import type { Override } from './days.ts';
import { STAFF } from './people.ts';
import { MINUTES, PRACTITIONERS } from './staff.ts';
import { about, isTellers, TELLER, wasDone } from './trail.ts';
import { all, done, Refused, unlessRefused, type Ways } from './ways.ts';

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

/** The clinic's deletion was cut off: nobody can add it again before it is complete. */
export class BeingDeleted extends Refused {}

/** Adds the demo clinic with hours, knowledge, texts and calendar. What was there before stays as it is, and what was taken away stays away. */
export async function foundClinic(ways: Ways, id: string): Promise<void> {
  if ((await ways.rest('GET', '/api/org')).status !== 200) await addOrg(ways, { id, name: 'Downtown Dental Clinic', zone: DEMO_ZONE, country: 'US' });
  await replaceOnce(ways, 'schedule', SCHEDULE);
  await replaceOnce(ways, 'knowledge', KNOWLEDGE);
  await connectOnce(ways, 'twilio', TWILIO);
  await connectOnce(ways, 'google', GOOGLE);
}

/** @throws BeingDeleted */
async function addOrg(ways: Ways, org: Record<'id' | 'name' | 'zone' | 'country', string>): Promise<void> {
  const added = await ways.rest('POST', '/api/orgs', org);
  if (added.status === 409 && added.body.code === 'org_being_deleted') throw new BeingDeleted(added.body.detail);
  if (added.status !== 409) await done(Promise.resolve(added), 'adding the clinic');
}

/**
 * Gives the demo clinic people, services, a second clinic beside it, a number for its own calls, and a connection to repair, unless it was
 * done. Every time it sees to it that its days off are far away.
 */
export async function furnishClinic(ways: Ways, neighbour: Ways, now = Date.now()): Promise<void> {
  await keepDaysOffAhead(ways, localDate(now, DEMO_ZONE));
  // The number comes last here. It can be taken away, but the trail keeps that it was given.
  if (await wasDone(ways, 'phone_mapping.saved', ({ detail }) => detail.number === DEMO_CLINIC_NUMBER)) return;
  await replaceOnce(ways, 'messaging', { reminder_hours: 24, staff: [{ number: STAFF.mobile, hours: 'always', urgency_at_least: 'soon' }] });
  await replaceOnce(ways, 'assistant', {
    assistant_id: DEMO_VAPI.assistantId,
    transfer: { number: STAFF.desk, after_hours_number: STAFF.mobile, message: 'One moment, I will put you through.' },
    call_log: { retention_days: 90, keep_summaries: true },
  });
  if (!(await wasDone(ways, 'service.deleted'))) await addServices(ways);
  if (!(await wasDone(ways, 'practitioner.deleted'))) await addPractitioners(ways);
  await breakVoice(ways);
  await foundNeighbour(neighbour);
  const json = { inbound_phone_number: DEMO_CLINIC_NUMBER, clinic_name: 'Downtown Dental Clinic' };
  await unlessRefused(ways.rest('POST', '/api/inbound/phone-mappings', json), 'giving the clinic a number');
}

const put = (ways: Ways, path: string, json: object): Promise<any> => done(ways.rest('PUT', path, json), `PUT ${path}`);

/** Writes a clinic's settings of a kind, unless anybody ever did. */
async function replaceOnce(ways: Ways, kind: string, json: object): Promise<void> {
  if (!(await wasDone(ways, `${kind}.replaced`))) await put(ways, `/api/${kind}`, json);
}

/** Stores credentials at a vendor, unless there are any, or ever were. */
async function connectOnce(ways: Ways, vendor: string, json: object): Promise<void> {
  const path = `/api/integrations/${vendor}`;
  const isThere = (await ways.rest('GET', path)).status === 200;
  if (!isThere && !(await wasDone(ways, 'credentials.stored', about(vendor)))) await put(ways, path, json);
}

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

/** So far ahead they are put, and moved on once they are nearer than the other. */
const [OFF_DAYS, NEAR_DAYS] = [56, 28];
const WEDNESDAY = 3;

/** Beyond the days on which anything is told. The quick start books on a Thursday and a Friday, which these never are. */
export function daysOff(today: string): Override[] {
  let training = addDays(today, OFF_DAYS);
  while (weekdayOf(training) !== WEDNESDAY) training = addDays(training, 1);
  return [
    { date: training, hours: [], label: 'Staff training' },
    { date: addDays(training, 7), hours: [{ open: '09:00', close: '12:00' }], label: 'Closing early' },
  ];
}

/** Whether days off have come so near that others take their place. */
export const areNear = (overrides: Pick<Override, 'date'>[], today: string): boolean => overrides.length === 0 || overrides.some(({ date }) => date < addDays(today, NEAR_DAYS));

/** Once anybody else has touched the hours, all of them are theirs. */
async function keepDaysOffAhead(ways: Ways, today: string): Promise<void> {
  if (!(await isTellers(ways, 'schedule'))) return;
  const { overrides } = await done(ways.rest('GET', '/api/schedule'), 'reading the hours');
  // Refused where somebody has booked on such a day. They lie elsewhere a week later.
  if (areNear(overrides, today)) await unlessRefused(ways.rest('PUT', '/api/schedule', { ...SCHEDULE, overrides: daysOff(today) }), 'taking days off');
}

/** The clinic's key was replaced at Vapi, and nobody has told Frontdesk. A test finds out. */
async function breakVoice(ways: Ways): Promise<void> {
  await connectOnce(ways, 'vapi', { api_key: 'demo-vapi-key-of-last-year' });
  const [isOthers, isTested] = await Promise.all([
    wasDone(ways, 'credentials.stored', (line) => about('vapi')(line) && line.actor_id !== TELLER),
    wasDone(ways, 'credentials.tested', about('vapi')),
  ]);
  if (!isOthers && !isTested) await unlessRefused(ways.rest('POST', '/api/integrations/vapi/test'), 'testing the connection to Vapi');
}

/** Adds the second clinic, which somebody has begun to set up. `ways` acts for it. */
async function foundNeighbour(ways: Ways): Promise<void> {
  try {
    await addOrg(ways, { id: SECOND_ORG, name: 'Riverside Family Dental', zone: 'America/Chicago', country: 'US' });
  } catch (error) {
    if (error instanceof BeingDeleted) return;
    throw error;
  }
  await replaceOnce(ways, 'schedule', { weekly: WEEKLY });
  if (await wasDone(ways, 'phone_mapping.saved')) return;
  const json = { inbound_phone_number: '+15550163', clinic_name: 'Riverside Family Dental' };
  await unlessRefused(ways.rest('POST', '/api/inbound/phone-mappings', json), 'giving the second clinic a number');
}
