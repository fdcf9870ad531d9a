/** `POST /calendar/v3/freeBusy`: when calendars are busy, with failures per calendar inside the 200. */
import { isObject, jsonObject, type Reply, type SandboxRequest } from '../http.ts';
import type { Route } from '../routes.ts';
import type { AccessToken, Calendar } from '../state.ts';
import type { World } from '../world.ts';
import { formatInstant, isZone, parseDateTime } from '../zones.ts';
import { METHODS, authorize, visibleCalendar } from './access.ts';
import { calendarError, invalid, required, timeRangeEmpty } from './errors.ts';
import { isBusy, spanOf } from './times.ts';

/** Calendars that one query may ask for; also the ceiling of `calendarExpansionMax`. */
const MAX_CALENDARS = 50;
/** Google refuses long ranges; the limit is undocumented, and 90 days is what its users report. */
const MAX_RANGE_MS = 90 * 86_400_000;

interface Range {
  from: number;
  to: number;
}

interface Query extends Range {
  zone: string;
  ids: string[];
  most: number;
}

/** The freeBusy route. */
export const freeBusyRoutes: Route[] = [
  { name: 'google.freeBusy', method: 'POST', pattern: '/calendar/v3/freeBusy', handler: freeBusy },
];

function freeBusy(world: World, request: SandboxRequest): Reply {
  const token = authorize(world, request, METHODS.freeBusy);
  const query = readQuery(request);
  const calendars = Object.fromEntries(query.ids.map((id) => [id, answerFor(world, token, query, id)]));
  return {
    status: 200,
    body: {
      kind: 'calendar#freeBusy',
      timeMin: new Date(query.from).toISOString(),
      timeMax: new Date(query.to).toISOString(),
      calendars,
    },
  };
}

function readQuery(request: SandboxRequest): Query {
  const body = jsonObject(request);
  if (body === null) throw calendarError(400, { reason: 'parseError', message: 'Parse Error' });
  const from = readBound(body, 'timeMin');
  const to = readBound(body, 'timeMax');
  if (to <= from) throw timeRangeEmpty();
  if (to - from > MAX_RANGE_MS) {
    throw calendarError(400, {
      domain: 'calendar',
      reason: 'timeRangeTooLong',
      message: 'The requested time range is too long.',
      location: 'timeMax',
    });
  }
  const zone = body.timeZone ?? 'UTC';
  if (typeof zone !== 'string' || !isZone(zone)) throw invalid('Invalid time zone definition.', 'timeZone');
  return { from, to, zone, ids: readItems(body.items), most: readMost(body.calendarExpansionMax) };
}

function readBound(body: Record<string, unknown>, name: string): number {
  if (body[name] === undefined) throw required(`Missing ${name} parameter.`);
  const time = parseDateTime(body[name]);
  if (time === null || !('at' in time))
    throw calendarError(400, { reason: 'badRequest', message: 'Bad Request', location: name });
  return time.at;
}

function readItems(items: unknown): string[] {
  if (items === undefined) return [];
  const valid = Array.isArray(items) && items.every((item) => isObject(item) && typeof item.id === 'string');
  if (!valid) throw invalid('Invalid value for: items', 'items');
  return [...new Set(items.map((item) => item.id as string))];
}

function readMost(value: unknown): number {
  if (value === undefined) return MAX_CALENDARS;
  const valid = Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MAX_CALENDARS;
  if (!valid)
    throw invalid(
      `Invalid value for calendarExpansionMax: at most ${MAX_CALENDARS}.`,
      'calendarExpansionMax',
    );
  return Number(value);
}

function answerFor(world: World, token: AccessToken, query: Query, id: string): Record<string, unknown> {
  const calendar = visibleCalendar(world, token.principal, id);
  if (query.ids.length > query.most) return failure('calendar', 'tooManyCalendarsRequested');
  if (calendar === null) return failure('global', 'notFound');
  if (calendar.freeBusyError !== null) return failure('global', calendar.freeBusyError);
  const periods = busyPeriods(calendar, query);
  return {
    busy: periods.map(({ from, to }) => ({
      start: formatInstant(from, query.zone),
      end: formatInstant(to, query.zone),
    })),
  };
}

function failure(domain: string, reason: string): Record<string, unknown> {
  return { errors: [{ domain, reason }], busy: [] };
}

/** The busy time inside a range: cut to the range, sorted, overlapping and touching periods joined. */
function busyPeriods(calendar: Calendar, range: Range): Range[] {
  const spans = Object.values(calendar.events)
    .filter(isBusy)
    .map((event) => spanOf(event, calendar.timeZone))
    .filter(({ from, to }) => from < to && from < range.to && to > range.from)
    .map(({ from, to }) => ({ from: Math.max(from, range.from), to: Math.min(to, range.to) }))
    .sort((a, b) => a.from - b.from);
  const joined: Range[] = [];
  for (const span of spans) {
    const last = joined.at(-1);
    if (last !== undefined && span.from <= last.to) last.to = Math.max(last.to, span.to);
    else joined.push({ ...span });
  }
  return joined;
}
