/** Who is calling the Calendar API, with what scopes, and what that lets them do. */
import type { SandboxRequest } from '../http.ts';
import { ACCESS_ROLES, lookup, type AccessRole, type AccessToken, type Calendar } from '../state.ts';
import type { World } from '../world.ts';
import { authError, calendarError, insufficientScope, notFound } from './errors.ts';

/** Common front of Google's scope names. */
const PREFIX = 'https://www.googleapis.com/auth/';

/** A Calendar method: the RPC name that errors carry, and the scopes (without prefix) of which one is enough. */
export interface Method {
  rpc: string;
  scopes: string[];
}

const WRITE_EVENTS = ['calendar', 'calendar.events', 'calendar.events.owned', 'calendar.app.created'];
const READ_EVENTS = [
  ...WRITE_EVENTS,
  'calendar.readonly',
  'calendar.events.readonly',
  'calendar.events.freebusy',
  'calendar.events.owned.readonly',
  'calendar.events.public.readonly',
];

const STOP_CHANNELS = [
  ...READ_EVENTS,
  'calendar.acls',
  'calendar.acls.readonly',
  'calendar.calendarlist',
  'calendar.calendarlist.readonly',
  'calendar.settings',
  'calendar.settings.readonly',
];

/** The methods played, with their scopes from the discovery document (revision 20261030). */
export const METHODS = {
  freeBusy: {
    rpc: 'calendar.v3.Freebusy.Query',
    scopes: ['calendar', 'calendar.readonly', 'calendar.freebusy', 'calendar.events.freebusy'],
  },
  insert: { rpc: 'calendar.v3.Events.Insert', scopes: WRITE_EVENTS },
  patch: { rpc: 'calendar.v3.Events.Patch', scopes: WRITE_EVENTS },
  update: { rpc: 'calendar.v3.Events.Update', scopes: WRITE_EVENTS },
  delete: { rpc: 'calendar.v3.Events.Delete', scopes: WRITE_EVENTS },
  get: { rpc: 'calendar.v3.Events.Get', scopes: READ_EVENTS },
  list: { rpc: 'calendar.v3.Events.List', scopes: READ_EVENTS },
  watch: { rpc: 'calendar.v3.Events.Watch', scopes: READ_EVENTS },
  stop: { rpc: 'calendar.v3.Channels.Stop', scopes: STOP_CHANNELS },
  calendarList: {
    rpc: 'calendar.v3.CalendarList.List',
    scopes: ['calendar', 'calendar.readonly', 'calendar.calendarlist', 'calendar.calendarlist.readonly'],
  },
  calendar: {
    rpc: 'calendar.v3.Calendars.Get',
    scopes: [
      'calendar',
      'calendar.readonly',
      'calendar.calendars',
      'calendar.calendars.readonly',
      'calendar.app.created',
    ],
  },
} satisfies Record<string, Method>;

/**
 * The token behind a request.
 *
 * @throws 401 `required` without a bearer token, 401 `authError` for an unknown or expired one,
 *   403 `insufficientPermissions` without a fitting scope
 */
export function authorize(world: World, request: SandboxRequest, method: Method): AccessToken {
  const bearer = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (bearer === undefined) {
    throw calendarError(
      401,
      { reason: 'required', message: 'Login Required.', locationType: 'header', location: 'Authorization' },
      { status: 'UNAUTHENTICATED' },
    );
  }
  const token = lookup(world.state.google.accessTokens, bearer);
  if (token === undefined || world.now() >= token.expiresAt) throw authError();
  if (!method.scopes.some((scope) => token.scopes.includes(PREFIX + scope)))
    throw insufficientScope(method.rpc);
  return token;
}

/** True when `role` is at least `least`. */
export function roleReaches(role: AccessRole, least: AccessRole): boolean {
  return ACCESS_ROLES.indexOf(role) >= ACCESS_ROLES.indexOf(least);
}

/** The calendar that a user means by an id (`primary` is the one named like them); null when it is not theirs to see. */
export function visibleCalendar(world: World, principal: string, id: string): Calendar | null {
  const calendar = lookup(world.state.google.calendars, id === 'primary' ? principal : id);
  return calendar !== undefined && lookup(calendar.access, principal) !== undefined ? calendar : null;
}

/** The user's role on a calendar that they can see. */
export function roleOn(calendar: Calendar, principal: string): AccessRole {
  return lookup(calendar.access, principal) ?? 'freeBusyReader';
}

/**
 * The calendar of a request, for somebody who needs at least `least` on it.
 *
 * @throws 404 when it is unknown or not shared at all, 403 `requiredAccessLevel` when the role is too weak
 */
export function openCalendar(world: World, token: AccessToken, id: string, least: AccessRole): Calendar {
  const calendar = visibleCalendar(world, token.principal, id);
  if (calendar === null) throw notFound();
  if (!roleReaches(roleOn(calendar, token.principal), least)) {
    throw calendarError(403, {
      domain: 'calendar',
      reason: 'requiredAccessLevel',
      message: `You need to have ${least} access to this calendar.`,
    });
  }
  return calendar;
}
