/** `calendar/v3/calendars/{calendarId}/events`: insert, get, patch, update and delete. Listing has its own file. */
import { jsonObject, type Reply, type SandboxRequest } from '../http.ts';
import { param, type Route } from '../routes.ts';
import { lookup, type AccessToken, type Calendar, type StoredEvent } from '../state.ts';
import type { World } from '../world.ts';
import { isZone } from '../zones.ts';
import { METHODS, authorize, openCalendar } from './access.ts';
import { calendarError, invalid, notFound } from './errors.ts';
import {
  checkInvitations,
  eventId,
  mergePatch,
  showEvent,
  stamp,
  writableView,
  writeEvent,
} from './resource.ts';

const EVENTS = '/calendar/v3/calendars/:calendarId/events';
const SEND_UPDATES = ['all', 'externalOnly', 'none'];

/** The routes for single events. */
export const eventRoutes: Route[] = [
  { name: 'google.events.insert', method: 'POST', pattern: EVENTS, handler: insert },
  { name: 'google.events.get', method: 'GET', pattern: `${EVENTS}/:eventId`, handler: get },
  { name: 'google.events.patch', method: 'PATCH', pattern: `${EVENTS}/:eventId`, handler: patch },
  { name: 'google.events.update', method: 'PUT', pattern: `${EVENTS}/:eventId`, handler: update },
  { name: 'google.events.delete', method: 'DELETE', pattern: `${EVENTS}/:eventId`, handler: remove },
];

interface Target {
  token: AccessToken;
  calendar: Calendar;
}

function insert(world: World, request: SandboxRequest): Reply {
  const target = openToWrite(world, request, METHODS.insert);
  const body = readBody(request);
  // The reference allows one or the other; refusing both shows a client that would rely on an undefined outcome.
  if (body.id != null && body.iCalUID != null) throw invalid('Only one of id and iCalUID may be given.');
  checkInvitations(target.token, body);
  const id = eventId(world, body.id);
  if (lookup(target.calendar.events, id) !== undefined) {
    throw calendarError(409, { reason: 'duplicate', message: 'The requested identifier already exists.' });
  }
  return write(world, target, null, id, body);
}

function get(world: World, request: SandboxRequest): Reply {
  const token = authorize(world, request, METHODS.get);
  const calendar = openCalendar(world, token, param(request, 'calendarId'), 'reader');
  const event = existing(calendar, request);
  const zone = responseZone(calendar, request);
  if (request.headers['if-none-match'] === event.etag) return { status: 304, headers: { etag: event.etag } };
  return show(calendar, event, token, zone);
}

function patch(world: World, request: SandboxRequest): Reply {
  const target = openToWrite(world, request, METHODS.patch);
  const event = existing(target.calendar, request);
  checkMatch(request, event);
  const changes = readBody(request);
  checkInvitations(target.token, changes);
  const current = writableView(event, target.calendar.timeZone);
  return write(
    world,
    target,
    event,
    event.id,
    withoutStaleTimes(mergePatch(current, changes) as Record<string, unknown>, changes),
  );
}

/** A patch that turns `dateTime` into `date` (or back) replaces that side: the two never stand together. */
function withoutStaleTimes(
  merged: Record<string, unknown>,
  changes: Record<string, unknown>,
): Record<string, unknown> {
  for (const side of ['start', 'end'] as const) {
    const change = changes[side] as Record<string, unknown> | undefined | null;
    const other = change?.date != null ? 'dateTime' : change?.dateTime != null ? 'date' : null;
    if (other !== null && change?.[other] == null) delete (merged[side] as Record<string, unknown>)[other];
  }
  return merged;
}

function update(world: World, request: SandboxRequest): Reply {
  const target = openToWrite(world, request, METHODS.update);
  const event = existing(target.calendar, request);
  checkMatch(request, event);
  const body = readBody(request);
  checkInvitations(target.token, body);
  return write(world, target, event, event.id, body);
}

function remove(world: World, request: SandboxRequest): Reply {
  const { calendar } = openToWrite(world, request, METHODS.delete);
  const event = existing(calendar, request);
  if (event.status === 'cancelled')
    throw calendarError(410, { reason: 'deleted', message: 'Resource has been deleted' });
  checkMatch(request, event);
  cancelEvent(world, event);
  return { status: 204 };
}

/** Turns an event into its tombstone, which keeps the id taken, and saves. */
export function cancelEvent(world: World, event: StoredEvent): void {
  event.status = 'cancelled';
  stamp(world, event);
  world.save();
}

function openToWrite(world: World, request: SandboxRequest, method: (typeof METHODS)['insert']): Target {
  const token = authorize(world, request, method);
  const calendar = openCalendar(world, token, param(request, 'calendarId'), 'writer');
  const updates = request.query.get('sendUpdates');
  if (updates !== null && !SEND_UPDATES.includes(updates))
    throw invalidEnum('sendUpdates', updates, SEND_UPDATES);
  return { token, calendar };
}

/** 400 for a query parameter outside its list of values. */
export function invalidEnum(name: string, value: string, allowed: string[]) {
  const message = `Invalid string value: '${value}'. Allowed values: [${allowed.join(', ')}]`;
  return calendarError(400, { reason: 'invalidParameter', message, location: name });
}

function readBody(request: SandboxRequest): Record<string, unknown> {
  const body = jsonObject(request);
  if (body === null) throw calendarError(400, { reason: 'parseError', message: 'Parse Error' });
  return body;
}

function existing(calendar: Calendar, request: SandboxRequest): StoredEvent {
  const event = lookup(calendar.events, param(request, 'eventId'));
  if (event === undefined) throw notFound();
  return event;
}

function checkMatch(request: SandboxRequest, event: StoredEvent): void {
  const expected = request.headers['if-match'];
  if (expected === undefined || expected === '*' || expected === event.etag) return;
  throw calendarError(412, {
    reason: 'conditionNotMet',
    message: 'Precondition Failed',
    locationType: 'header',
    location: 'If-Match',
  });
}

/** The zone that times are answered in: the `timeZone` parameter, else the calendar's. */
export function responseZone(calendar: Calendar, request: SandboxRequest): string {
  const zone = request.query.get('timeZone') ?? calendar.timeZone;
  if (!isZone(zone)) throw invalid('Invalid time zone definition.', 'timeZone');
  return zone;
}

function write(
  world: World,
  { token, calendar }: Target,
  before: StoredEvent | null,
  id: string,
  body: Record<string, unknown>,
): Reply {
  const event = writeEvent(world, calendar, before, id, body, token.principal);
  world.save();
  return show(calendar, event, token);
}

function show(calendar: Calendar, event: StoredEvent, token: AccessToken, zone?: string): Reply {
  return {
    status: 200,
    headers: { etag: event.etag },
    body: showEvent(calendar, event, token.principal, zone),
  };
}
