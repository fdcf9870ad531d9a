/** Control of Google's side: credentials, calendars, and events as a person at the calendar would change them. */
import { createPublicKey } from 'node:crypto';
import { sendThrough, type ChannelDelivery } from '../google/channels.ts';
import { cancelEvent } from '../google/events.ts';
import { endGrant } from '../google/oauth.ts';
import { eventId, mergePatch, showEvent, writableView, writeEvent } from '../google/resource.ts';
import type { Reply, SandboxRequest } from '../http.ts';
import { param, type Route } from '../routes.ts';
import { ACCESS_ROLES, lookup, type Calendar, type StoredEvent } from '../state.ts';
import type { World } from '../world.ts';
import { isZone } from '../zones.ts';
import { Input, ok, reachable, refuse, saved } from './input.ts';

const CALENDAR = '/_sandbox/google/calendars/:calendarId';

/** The routes under `/_sandbox/google/`. */
export const googleControlRoutes: Route[] = [
  { name: 'control.google.client', method: 'POST', pattern: '/_sandbox/google/clients', handler: putClient },
  { name: 'control.google.grant', method: 'POST', pattern: '/_sandbox/google/grants', handler: putGrant },
  {
    name: 'control.google.grant.revoke',
    method: 'POST',
    pattern: '/_sandbox/google/grants/revoke',
    handler: revokeGrant,
  },
  {
    name: 'control.google.serviceAccount',
    method: 'POST',
    pattern: '/_sandbox/google/service-accounts',
    handler: putServiceAccount,
  },
  {
    name: 'control.google.tokens.expire',
    method: 'POST',
    pattern: '/_sandbox/google/tokens/expire',
    handler: expireTokens,
  },
  { name: 'control.google.calendar', method: 'PUT', pattern: CALENDAR, handler: putCalendar },
  { name: 'control.google.calendar.delete', method: 'DELETE', pattern: CALENDAR, handler: deleteCalendar },
  { name: 'control.google.event', method: 'POST', pattern: `${CALENDAR}/events`, handler: addEvent },
  {
    name: 'control.google.event.move',
    method: 'PATCH',
    pattern: `${CALENDAR}/events/:eventId`,
    handler: changeEvent,
  },
  {
    name: 'control.google.event.delete',
    method: 'DELETE',
    pattern: `${CALENDAR}/events/:eventId`,
    handler: deleteEvent,
  },
  { name: 'control.google.channels', method: 'GET', pattern: '/_sandbox/google/channels', handler: listChannels },
  {
    name: 'control.google.channel.send',
    method: 'POST',
    pattern: '/_sandbox/google/channels/:channelId/messages',
    handler: sendMessage,
  },
];

function putClient(world: World, request: SandboxRequest): Reply {
  const input = new Input(request);
  const clientId = input.text('clientId');
  const secret = input.text('clientSecret');
  const redirectUris = input.texts('redirectUris');
  input.done();
  world.state.google.clients[clientId] = { secret, ...(redirectUris.length === 0 ? {} : { redirectUris }) };
  return saved(world, { clientId });
}

function putGrant(world: World, request: SandboxRequest): Reply {
  const input = new Input(request);
  const refreshToken = input.text('refreshToken');
  const grant = { clientId: input.text('clientId'), user: input.text('user'), scopes: input.texts('scopes') };
  input.done();
  world.state.google.grants[refreshToken] = { ...grant, revoked: null };
  return saved(world, grant);
}

function revokeGrant(world: World, request: SandboxRequest): Reply {
  const input = new Input(request);
  const refreshToken = input.text('refreshToken');
  const subtype = input.textOrNull('subtype') ?? undefined;
  const description = input.text('description', 'Token has been expired or revoked.');
  input.done();
  if (lookup(world.state.google.grants, refreshToken) === undefined) throw refuse(404, 'no such grant');
  endGrant(world, refreshToken, description, subtype);
  return saved(world, { revoked: true });
}

function putServiceAccount(world: World, request: SandboxRequest): Reply {
  const input = new Input(request);
  const account = {
    email: input.text('email'),
    publicKey: spkiPem(input.text('publicKey')),
    subjects: input.texts('subjects'),
  };
  input.done();
  world.state.google.serviceAccounts[account.email] = account;
  return saved(world, { email: account.email, subjects: account.subjects });
}

function spkiPem(publicKey: string): string {
  try {
    return createPublicKey(publicKey).export({ type: 'spki', format: 'pem' }).toString();
  } catch {
    throw refuse(400, 'publicKey must be a PEM public key');
  }
}

function expireTokens(world: World): Reply {
  const tokens = Object.values(world.state.google.accessTokens);
  for (const token of tokens) token.expiresAt = Math.min(token.expiresAt, world.now());
  return saved(world, { expired: tokens.length });
}

/** Creates a calendar or changes it; its events stay. */
function putCalendar(world: World, request: SandboxRequest): Reply {
  const id = param(request, 'calendarId');
  const before = lookup(world.state.google.calendars, id);
  const input = new Input(request);
  const settings = {
    summary: input.text('summary', before?.summary ?? id),
    timeZone: input.text('timeZone', before?.timeZone ?? 'UTC'),
    access: input.words('access', ACCESS_ROLES, before?.access ?? {}),
    freeBusyError: input.textOrNull('freeBusyError', before?.freeBusyError),
  };
  input.done();
  if (!isZone(settings.timeZone)) throw refuse(400, 'timeZone must be an IANA zone');
  world.state.google.calendars[id] = { id, ...settings, events: before?.events ?? {}, etag: world.etag() };
  return saved(world, { id, ...settings });
}

function deleteCalendar(world: World, request: SandboxRequest): Reply {
  delete world.state.google.calendars[calendarOf(world, request).id];
  return saved(world, { deleted: true });
}

function calendarOf(world: World, request: SandboxRequest): Calendar {
  const calendar = lookup(world.state.google.calendars, param(request, 'calendarId'));
  if (calendar === undefined) throw refuse(404, 'no such calendar');
  return calendar;
}

function eventOf(calendar: Calendar, request: SandboxRequest): StoredEvent {
  const event = lookup(calendar.events, param(request, 'eventId'));
  if (event === undefined) throw refuse(404, 'no such event');
  return event;
}

/** The calendar's owner: whose hand a change by control counts as. */
function ownerOf(calendar: Calendar): string {
  return Object.entries(calendar.access).find(([, role]) => role === 'owner')?.[0] ?? calendar.id;
}

function addEvent(world: World, request: SandboxRequest): Reply {
  const calendar = calendarOf(world, request);
  const fields = withPlainTimes(new Input(request).rest(), calendar);
  const id = eventId(world, fields.id);
  if (lookup(calendar.events, id) !== undefined) throw refuse(409, 'an event has this id');
  return writeAndShow(world, calendar, null, id, fields);
}

function changeEvent(world: World, request: SandboxRequest): Reply {
  const calendar = calendarOf(world, request);
  const event = eventOf(calendar, request);
  const changes = withPlainTimes(new Input(request).rest(), calendar);
  const { start, end, ...others } = changes;
  const merged = mergePatch(writableView(event, calendar.timeZone), others) as Record<string, unknown>;
  return writeAndShow(world, calendar, event, event.id, {
    ...merged,
    ...(start ? { start } : {}),
    ...(end ? { end } : {}),
  });
}

function writeAndShow(
  world: World,
  calendar: Calendar,
  before: StoredEvent | null,
  id: string,
  fields: Record<string, unknown>,
): Reply {
  const event = writeEvent(world, calendar, before, id, fields, ownerOf(calendar));
  return saved(world, showEvent(calendar, event, ownerOf(calendar)));
}

/**
 * Lets `start` and `end` be plain text: a date, or a date-time that
 * is the calendar's local time unless it has an offset.
 */
function withPlainTimes(fields: Record<string, unknown>, calendar: Calendar): Record<string, unknown> {
  const timed = { ...fields };
  for (const side of ['start', 'end']) {
    const value = timed[side];
    if (typeof value !== 'string') continue;
    timed[side] = value.includes('T') ? { dateTime: value, timeZone: calendar.timeZone } : { date: value };
  }
  return timed;
}

function deleteEvent(world: World, request: SandboxRequest): Reply {
  const event = eventOf(calendarOf(world, request), request);
  cancelEvent(world, event);
  return saved(world, { deleted: event.id });
}

function listChannels(world: World): Reply {
  const channels = Object.values(world.state.google.channels).filter(({ expiration }) => expiration > world.now());
  return ok({ channels: channels.map(({ token: _, ...channel }) => channel) });
}

/**
 * Sends a message through a channel, as Google does when it is open (`sync`) and when something changed (`exists`), `times` times.
 * `deliverTo` receives it in place of the channel's public address.
 */
async function sendMessage(world: World, request: SandboxRequest): Promise<Reply> {
  const channel = lookup(world.state.google.channels, param(request, 'channelId'));
  if (channel === undefined || channel.expiration <= world.now()) throw refuse(404, 'no such channel');
  const input = new Input(request);
  const state = input.oneOf('state', ['sync', 'exists', 'not_exists']);
  const target = reachable(input.text('deliverTo', channel.address));
  const times = input.number('times', 1);
  input.done();
  const deliveries: ChannelDelivery[] = [];
  for (let sent = 0; sent < times; sent += 1) deliveries.push(await sendThrough(world, channel, state, target));
  return ok({ deliveries });
}
