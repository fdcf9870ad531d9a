/** The event resource: what a client may write, what the server adds, and how it is shown. */
import { isObject } from '../http.ts';
import type { AccessToken, Calendar, StoredEvent } from '../state.ts';
import type { World } from '../world.ts';
import { calendarError, invalid, required } from './errors.ts';
import { readTimes, showEventTime } from './times.ts';

/** Writable fields that are kept as sent. Times, status and id have their own rules; fields beyond are dropped. */
const KEPT_FIELDS = [
  'summary',
  'description',
  'location',
  'colorId',
  'transparency',
  'visibility',
  'attendees',
  'reminders',
  'source',
  'extendedProperties',
  'guestsCanInviteOthers',
  'guestsCanModify',
  'guestsCanSeeOtherGuests',
  'anyoneCanAddSelf',
];
const STATUSES = ['confirmed', 'tentative', 'cancelled'];
const TRANSPARENCIES = ['opaque', 'transparent'];
/** base32hex in lower case, RFC 2938 section 3.1.2. */
const CLIENT_ID = /^[a-v0-9]{5,1024}$/;

/** The id that a client chose, or a generated one. @throws 400 outside the alphabet or the length */
export function eventId(world: World, requested: unknown): string {
  if (requested == null) return world.hex(13);
  if (typeof requested !== 'string' || !CLIENT_ID.test(requested))
    throw invalid('Invalid resource id value.');
  return requested;
}

/**
 * Puts a whole event (insert, put, or the result of a patch) over what was there.
 *
 * @param before the stored event that changes, or null for a new one
 * @throws 400 for a field with an unusable value
 */
export function writeEvent(
  world: World,
  calendar: Calendar,
  before: StoredEvent | null,
  id: string,
  body: Record<string, unknown>,
  author: string,
): StoredEvent {
  checkFields(body);
  const { start, end } = readTimes(body);
  const moved =
    before !== null && JSON.stringify([before.start, before.end]) !== JSON.stringify([start, end]);
  const event: StoredEvent = {
    id,
    iCalUID: before?.iCalUID ?? (typeof body.iCalUID === 'string' ? body.iCalUID : `${id}@google.com`),
    status: (body.status as StoredEvent['status'] | undefined) ?? 'confirmed',
    start,
    end,
    created: before?.created ?? world.now(),
    creator: before?.creator ?? author,
    sequence: (before?.sequence ?? 0) + (moved ? 1 : 0),
    fields: Object.fromEntries(
      KEPT_FIELDS.filter((name) => body[name] != null).map((name) => [name, body[name]]),
    ),
    etag: '',
    revision: 0,
    updated: 0,
  };
  calendar.events[id] = event;
  stamp(world, event);
  return event;
}

/** Marks an event as changed now. */
export function stamp(world: World, event: StoredEvent): void {
  event.etag = world.etag();
  event.revision = world.state.sequence;
  event.updated = world.now();
}

function checkFields(body: Record<string, unknown>): void {
  if (body.recurrence != null) throw invalid('Recurring events are beyond this sandbox.');
  if (body.status != null && !STATUSES.includes(String(body.status)))
    throw invalid('Invalid value for: status');
  if (body.transparency != null && !TRANSPARENCIES.includes(String(body.transparency)))
    throw invalid('Invalid value for: transparency');
  checkAttendees(body.attendees);
  checkProperties(body.extendedProperties);
}

function checkAttendees(attendees: unknown): void {
  if (attendees == null) return;
  if (!Array.isArray(attendees)) throw invalid('Invalid value for: attendees');
  for (const attendee of attendees) {
    if (!isObject(attendee) || attendee.email == null) throw required('Missing attendee email.');
    if (!/^[^\s@]+@[^\s@]+$/.test(String(attendee.email))) throw invalid('Invalid attendee email.');
  }
}

function checkProperties(properties: unknown): void {
  if (properties == null) return;
  const maps = isObject(properties) ? [properties.private ?? {}, properties.shared ?? {}] : [null];
  const valid = maps.every(
    (map) => isObject(map) && Object.values(map).every((value) => typeof value === 'string'),
  );
  if (!valid) throw invalid('Invalid value for: extendedProperties');
}

/** @throws 403 when a service account without delegation would invite somebody */
export function checkInvitations(token: AccessToken, body: Record<string, unknown>): void {
  if (token.plainServiceAccount !== true || !Array.isArray(body.attendees) || body.attendees.length === 0)
    return;
  throw calendarError(403, {
    domain: 'calendar',
    reason: 'forbiddenForServiceAccounts',
    message: 'Service accounts cannot invite attendees without Domain-Wide Delegation of Authority.',
  });
}

/** The event as a client could have written it: what a patch is merged into. */
export function writableView(event: StoredEvent, zone: string): Record<string, unknown> {
  return {
    ...event.fields,
    status: event.status,
    start: showEventTime(event.start, zone),
    end: showEventTime(event.end, zone),
  };
}

/** The event as the API answers it, with times in `zone`. */
export function showEvent(
  calendar: Calendar,
  event: StoredEvent,
  principal: string,
  zone = calendar.timeZone,
): Record<string, unknown> {
  return {
    kind: 'calendar#event',
    etag: event.etag,
    id: event.id,
    htmlLink: `https://www.google.com/calendar/event?eid=${base64url(`${event.id} ${calendar.id}`)}`,
    created: new Date(event.created).toISOString(),
    updated: new Date(event.updated).toISOString(),
    creator: person(event.creator, principal),
    organizer: { ...person(calendar.id, principal), displayName: calendar.summary, self: true },
    iCalUID: event.iCalUID,
    sequence: event.sequence,
    reminders: { useDefault: true },
    eventType: 'default',
    ...event.fields,
    status: event.status,
    start: showEventTime(event.start, zone),
    end: showEventTime(event.end, zone),
  };
}

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url');
}

function person(email: string, principal: string): { email: string; self?: true } {
  return email === principal ? { email, self: true } : { email };
}

/** JSON merge patch (RFC 7386): objects merge, null removes, everything else (arrays too) replaces. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const merged: Record<string, unknown> = isObject(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name];
    else merged[name] = mergePatch(merged[name], value);
  }
  return merged;
}
