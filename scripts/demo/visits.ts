/**
 * Visits, as the staff of a clinic books them. What has passed cannot be booked, by nobody. Staff who forgot to write somebody down put
 * the event into the calendar where it was, and the appointment follows it: so do we.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { addDays, formatInstant } from '../../sandbox/zones.ts';
import { CALLERS } from './people.ts';
import type { Visit } from './plan.ts';
import { MINUTES } from './staff.ts';
import { all, done, each, unlessRefused, type Ways } from './ways.ts';

/** Where somebody is booked who was here already, until their event is put where it was: the same weekday and time, weeks ahead. */
const PARKED_DAYS = 42;
/** The rules of a clinic that its own staff may break. */
const OVERRIDE = ['hours', 'notice', 'grid'];
/** How often calendars are asked to be compared, and how long that may take. */
const TRIES = 3;
const FOLLOWED_WITHIN_MS = 2_000;
const POLL_MS = 60;

/** What a clinic has, by name. */
interface Catalogue {
  services: Map<string, string>;
  practitioners: Map<string, { id: string; calendar_id: string }>;
}

/** Books what is missing; what is there already stays as somebody has left it. Gives what was added. */
export async function bookVisits(ways: Ways, visits: Visit[]): Promise<Visit[]> {
  const [catalogue, known] = await Promise.all([catalogueOf(ways), appointments(ways, visits)]);
  const missing = visits.filter((visit) => !known.has(placeOf(visit)) && !known.has(placeAfter(visit)));
  const added = await each(missing, (visit) => (visit.ahead ? bookAhead(ways, catalogue, visit) : park(ways, catalogue, visit)));
  // One that somebody has moved is found by its key, and is nothing new.
  const before = new Set([...known.values()].map(({ id }) => id));
  return missing.filter((_, at) => added[at] !== undefined && !before.has(added[at]));
}

/** Waits until appointments are where their events are, and notes who came. */
export async function settleVisits(ways: Ways, visits: Visit[], added: Visit[], now: number): Promise<void> {
  const parked = added.filter(({ ahead }) => !ahead);
  if (parked.length > 0) await follow(ways, parked);
  await noteWhoCame(ways, visits, now);
}

async function catalogueOf(ways: Ways): Promise<Catalogue> {
  const [services, practitioners] = await Promise.all([all(ways, '/api/services'), all(ways, '/api/practitioners')]);
  return { services: new Map(services.map(({ name, id }) => [name, id])), practitioners: new Map(practitioners.map((one) => [one.name, one])) };
}

const placeOf = ({ date, time, practitioner }: Visit): string => `${date}T${time} ${practitioner}`;
/** Where it is when it was moved as it is told. */
const placeAfter = ({ then, practitioner }: Visit): string => (then && 'movedTo' in then ? `${then.movedTo} ${practitioner}` : '');

/** The clinic's appointments on the days of these visits, by time and practitioner. */
async function appointments(ways: Ways, visits: Visit[]): Promise<Map<string, any>> {
  const dates = visits.map(({ date }) => date).sort();
  const found = await all(ways, `/api/appointments?from=${dates[0]}&to=${dates.at(-1)}`);
  return new Map(found.map((one) => [`${one.starts_at_local.slice(0, 16)} ${one.practitioner?.name}`, one]));
}

/** The same key books once, so that a telling that was cut off can be told again. Nothing is booked with whom the clinic has no longer. */
async function book(ways: Ways, catalogue: Catalogue, visit: Visit, start: string, more: object): Promise<any> {
  const { patient, notes, key } = visit;
  const [service, practitioner] = [catalogue.services.get(visit.service), catalogue.practitioners.get(visit.practitioner)];
  if (service === undefined || practitioner === undefined) return undefined;
  const json = { patient_name: patient.name, start, service_id: service, practitioner_id: practitioner.id, ...(notes && { notes }), ...more };
  return unlessRefused(ways.rest('POST', '/api/appointments', json, key), `booking ${patient.name}`);
}

/** The id of the appointment, if it could be booked. */
async function bookAhead(ways: Ways, catalogue: Catalogue, visit: Visit): Promise<string | undefined> {
  const booked = await book(ways, catalogue, visit, `${visit.date}T${visit.time}`, { phone: visit.patient.phone, override: OVERRIDE });
  if (booked === undefined) return undefined;
  const path = `/api/appointments/${booked.id}`;
  if (visit.then && 'movedTo' in visit.then) await unlessRefused(ways.rest('PATCH', path, { start: visit.then.movedTo }, `${visit.key}-then`), 'moving');
  else if (visit.then) await unlessRefused(ways.rest('DELETE', path, undefined, `${visit.key}-then`), 'cancelling');
  return booked.id;
}

/** Books somebody weeks ahead, without a number to text, and puts their event where it was. The id of the appointment, if it has to follow. */
async function park(ways: Ways, catalogue: Catalogue, visit: Visit): Promise<string | undefined> {
  const booked = await book(ways, catalogue, visit, `${addDays(visit.date, PARKED_DAYS)}T${visit.time}`, { override: OVERRIDE });
  if (booked === undefined) return undefined;
  const now = await done(ways.rest('GET', `/api/appointments/${booked.id}`), 'reading an appointment');
  const calendar = catalogue.practitioners.get(visit.practitioner)?.calendar_id;
  if (calendar === undefined || now.status !== 'confirmed' || now.revision !== booked.revision || !now.calendar.event_id) return undefined;
  const minutes = MINUTES[visit.service as keyof typeof MINUTES] ?? (Date.parse(now.ends_at) - Date.parse(now.starts_at)) / 60_000;
  const start = `${visit.date}T${visit.time}:00`;
  const end = formatInstant(Date.parse(`${start}Z`) + minutes * 60_000, 'UTC').slice(0, 19);
  await done(ways.sandbox('PATCH', `/google/calendars/${encodeURIComponent(calendar)}/events/${now.calendar.event_id}`, { start, end }), 'moving an event');
  return booked.id;
}

/**
 * Waits until the appointments have followed their events. The clinic's calendars are compared every few minutes, and at once when it is
 * active again.
 */
async function follow(ways: Ways, visits: Visit[]): Promise<void> {
  for (let tries = 1; tries <= TRIES; tries++) {
    await done(ways.rest('PATCH', '/api/org', { status: 'suspended' }), 'suspending the clinic');
    await delay(POLL_MS * tries ** 2);
    await done(ways.rest('PATCH', '/api/org', { status: 'active' }), 'activating the clinic');
    for (const deadline = Date.now() + FOLLOWED_WITHIN_MS; Date.now() < deadline; await delay(POLL_MS)) {
      const known = await appointments(ways, visits);
      if (visits.every((visit) => known.has(placeOf(visit)))) return;
    }
  }
}

/** Notes who came, and whose number that is, unless somebody has noted it: of these visits, and of those that callers booked. */
async function noteWhoCame(ways: Ways, visits: Visit[], now: number): Promise<void> {
  const known = await appointments(ways, visits);
  const planned = visits.flatMap((visit) => {
    const one = known.get(placeOf(visit));
    return one?.patient_name === visit.patient.name && visit.came ? [{ one, came: visit.came, phone: visit.patient.phone }] : [];
  });
  const called = [...known.values()].filter(({ source, phone, ends_at }) => source === 'voice' && CALLING.has(phone) && Date.parse(ends_at) < now);
  await each([...planned, ...called.map((one) => ({ one, came: 'completed' as const, phone: one.phone }))], ({ one, came, phone }) => noteOne(ways, one, came, phone));
}

async function noteOne(ways: Ways, one: any, came: NonNullable<Visit['came']>, phone: string): Promise<void> {
  // Who is there leaves in time; anything else that was noted is somebody's word.
  const fits = one.attendance === null || (one.attendance === 'arrived' && came === 'completed');
  if (one.status !== 'confirmed' || !fits) return;
  // Nobody is texted of what has passed.
  if (one.phone === null) await unlessRefused(ways.rest('PATCH', `/api/appointments/${one.id}`, { phone }), 'noting a number');
  await unlessRefused(ways.rest('PUT', `/api/appointments/${one.id}/attendance`, { attendance: came }), 'noting who came');
}

/** The numbers of whoever calls in the plan. */
const CALLING = new Set<string | null>(CALLERS.map(({ phone }) => phone));
