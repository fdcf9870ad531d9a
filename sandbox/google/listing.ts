/** Lists of Google resources: events with their filters and sync tokens, and the calendars of a user. */
import type { Reply, SandboxRequest } from '../http.ts';
import { param, type Route } from '../routes.ts';
import {
  ACCESS_ROLES,
  lookup,
  type AccessRole,
  type AccessToken,
  type Calendar,
  type StoredEvent,
} from '../state.ts';
import type { World } from '../world.ts';
import { parseDateTime } from '../zones.ts';
import { METHODS, authorize, openCalendar, roleOn, roleReaches } from './access.ts';
import { calendarError, invalid, timeRangeEmpty } from './errors.ts';
import { invalidEnum, responseZone } from './events.ts';
import { showEvent } from './resource.ts';
import { spanOf } from './times.ts';

/** The list routes and `calendars.get`. */
export const listRoutes: Route[] = [
  {
    name: 'google.events.list',
    method: 'GET',
    pattern: '/calendar/v3/calendars/:calendarId/events',
    handler: listEvents,
  },
  {
    name: 'google.calendarList',
    method: 'GET',
    pattern: '/calendar/v3/users/me/calendarList',
    handler: listCalendars,
  },
  {
    name: 'google.calendars.get',
    method: 'GET',
    pattern: '/calendar/v3/calendars/:calendarId',
    handler: getCalendar,
  },
];

/** Parameters that a sync token excludes. */
const NOT_WITH_SYNC = [
  'iCalUID',
  'orderBy',
  'privateExtendedProperty',
  'q',
  'sharedExtendedProperty',
  'timeMin',
  'timeMax',
  'updatedMin',
];

/** Google does not say how far back `updatedMin` may lie; the sandbox takes four weeks. */
const OLDEST_UPDATED_MIN_MS = 28 * 86_400_000;

type Filter = (event: StoredEvent) => boolean;

function listEvents(world: World, request: SandboxRequest): Reply {
  const token = authorize(world, request, METHODS.list);
  const calendar = openCalendar(world, token, param(request, 'calendarId'), 'reader');
  const zone = responseZone(calendar, request);
  const filters = eventFilters(world, calendar, request);
  const chosen = Object.values(calendar.events).filter((event) => filters.every((keep) => keep(event)));
  const page = paginate(world, request, ordered(chosen, calendar, request), 2500);
  return {
    status: 200,
    body: {
      kind: 'calendar#events',
      etag: calendar.etag,
      summary: calendar.summary,
      updated: new Date(world.now()).toISOString(),
      timeZone: calendar.timeZone,
      accessRole: roleOn(calendar, token.principal),
      defaultReminders: [],
      ...page.tokens,
      items: page.items.map((event) => showListed(calendar, event, token, zone)),
    },
  };
}

/** An event in a list. Of deleted ones only the id is promised, so the sandbox shows little more. */
function showListed(
  calendar: Calendar,
  event: StoredEvent,
  token: AccessToken,
  zone: string,
): Record<string, unknown> {
  const shown = showEvent(calendar, event, token.principal, zone);
  if (event.status !== 'cancelled') return shown;
  const { kind, etag, id, status, updated } = shown;
  return { kind, etag, id, status, updated };
}

function eventFilters(world: World, calendar: Calendar, request: SandboxRequest): Filter[] {
  const { query } = request;
  const since = syncRevision(query);
  if (since !== null) return [(event) => event.revision > since];
  const timeMin = timeBound(query, 'timeMin');
  const timeMax = timeBound(query, 'timeMax');
  if (timeMin !== null && timeMax !== null && timeMax <= timeMin) throw timeRangeEmpty();
  const updatedMin = timeBound(query, 'updatedMin');
  if (updatedMin !== null && updatedMin < world.now() - OLDEST_UPDATED_MIN_MS) throw updatedMinTooLongAgo();
  const text = query.get('q')?.toLowerCase();
  return [
    (event) => timeMin === null || spanOf(event, calendar.timeZone).to > timeMin,
    (event) => timeMax === null || spanOf(event, calendar.timeZone).from < timeMax,
    (event) => updatedMin === null || event.updated >= updatedMin,
    (event) => event.status !== 'cancelled' || updatedMin !== null || query.get('showDeleted') === 'true',
    (event) => !query.has('iCalUID') || event.iCalUID === query.get('iCalUID'),
    (event) =>
      text === undefined ||
      JSON.stringify([event.fields.summary, event.fields.description, event.fields.location])
        .toLowerCase()
        .includes(text),
    ...propertyFilters(query, 'privateExtendedProperty', 'private'),
    ...propertyFilters(query, 'sharedExtendedProperty', 'shared'),
  ];
}

function updatedMinTooLongAgo() {
  return calendarError(410, {
    domain: 'calendar',
    reason: 'updatedMinTooLongAgo',
    message: 'The requested minimum modification time lies too far in the past.',
    location: 'updatedMin',
  });
}

/** Repeated constraints must all match, as the reference says (a guide says otherwise). */
function propertyFilters(query: URLSearchParams, parameter: string, kind: 'private' | 'shared'): Filter[] {
  return query.getAll(parameter).map((constraint) => {
    const at = constraint.indexOf('=');
    if (at < 1) throw invalid('Invalid extended property constraint.', parameter);
    const name = constraint.slice(0, at);
    const value = constraint.slice(at + 1);
    return (event) => {
      const properties = event.fields.extendedProperties as
        Record<string, Record<string, string>> | undefined;
      return properties?.[kind]?.[name] === value;
    };
  });
}

function timeBound(query: URLSearchParams, name: string): number | null {
  const text = query.get(name);
  if (text === null) return null;
  const time = parseDateTime(text);
  if (time === null || !('at' in time))
    throw calendarError(400, { reason: 'badRequest', message: 'Bad Request', location: name });
  return time.at;
}

function ordered(events: StoredEvent[], calendar: Calendar, request: SandboxRequest): StoredEvent[] {
  const orderBy = request.query.get('orderBy');
  if (orderBy === null) return events;
  if (orderBy === 'updated') return events.sort((a, b) => a.updated - b.updated || a.revision - b.revision);
  if (orderBy !== 'startTime') throw invalidEnum('orderBy', orderBy, ['startTime', 'updated']);
  if (request.query.get('singleEvents') !== 'true') {
    throw calendarError(400, {
      domain: 'calendar',
      reason: 'singleEventsRequired',
      message: 'The requested ordering is not available for the particular query.',
      location: 'orderBy',
    });
  }
  return events.sort((a, b) => spanOf(a, calendar.timeZone).from - spanOf(b, calendar.timeZone).from);
}

function syncRevision(query: URLSearchParams): number | null {
  const syncToken = query.get('syncToken');
  if (syncToken === null) return null;
  const clash = NOT_WITH_SYNC.find((name) => query.has(name));
  if (clash !== undefined) throw invalid(`Sync token cannot be used with ${clash}.`, 'syncToken');
  const revision = readToken(syncToken, 'sync');
  if (revision === null)
    throw calendarError(410, {
      domain: 'calendar',
      reason: 'fullSyncRequired',
      message: 'Sync token is no longer valid, a full sync is required.',
      location: 'syncToken',
    });
  return revision;
}

function getCalendar(world: World, request: SandboxRequest): Reply {
  const token = authorize(world, request, METHODS.calendar);
  const { id, etag, summary, timeZone } = openCalendar(world, token, param(request, 'calendarId'), 'reader');
  return { status: 200, headers: { etag }, body: { kind: 'calendar#calendar', etag, id, summary, timeZone } };
}

function listCalendars(world: World, request: SandboxRequest): Reply {
  const token = authorize(world, request, METHODS.calendarList);
  const least = request.query.get('minAccessRole') ?? 'freeBusyReader';
  if (!ACCESS_ROLES.includes(least as AccessRole))
    throw invalidEnum('minAccessRole', least, [...ACCESS_ROLES]);
  const calendars = Object.values(world.state.google.calendars).filter(
    (calendar) =>
      lookup(calendar.access, token.principal) !== undefined &&
      roleReaches(roleOn(calendar, token.principal), least as AccessRole),
  );
  const page = paginate(world, request, calendars, 250);
  const body = {
    kind: 'calendar#calendarList',
    etag: `"${world.state.sequence}"`,
    ...page.tokens,
    items: page.items.map((each) => entry(each, token)),
  };
  return { status: 200, body };
}

function entry(calendar: Calendar, token: AccessToken): Record<string, unknown> {
  const { id, etag, summary, timeZone } = calendar;
  return {
    kind: 'calendar#calendarListEntry',
    etag,
    id,
    summary,
    timeZone,
    selected: true,
    defaultReminders: [],
    accessRole: roleOn(calendar, token.principal),
    ...(id === token.principal ? { primary: true } : {}),
  };
}

interface Page<T> {
  items: T[];
  tokens: { nextPageToken: string } | { nextSyncToken: string };
}

/** Cuts out a page. Pages count items, so a list that changes between two pages may repeat or miss one. */
function paginate<T>(world: World, request: SandboxRequest, items: T[], most: number): Page<T> {
  const asked = request.query.get('maxResults') ?? '250';
  if (!/^[1-9]\d*$/.test(asked)) throw invalid(`Invalid integer value: '${asked}'.`, 'maxResults');
  const size = Math.min(Number(asked), most);
  const pageToken = request.query.get('pageToken');
  const from = pageToken === null ? 0 : readToken(pageToken, 'page');
  if (from === null) throw invalid('Invalid page token value.', 'pageToken');
  const to = from + size;
  const tokens =
    to < items.length
      ? { nextPageToken: makeToken('page', to) }
      : { nextSyncToken: makeToken('sync', world.state.sequence) };
  return { items: items.slice(from, to), tokens };
}

function makeToken(kind: string, value: number): string {
  return Buffer.from(`${kind}:${value}`).toString('base64url');
}

function readToken(token: string, kind: string): number | null {
  const match = /^(\w+):(\d+)$/.exec(Buffer.from(token, 'base64url').toString());
  return match?.[1] === kind ? Number(match[2]) : null;
}
