/**
 * Push notifications: `events.watch`, `channels.stop`, and what comes through a channel. Nothing comes by itself: a test says what Google
 * sends, and so also what it loses, delays or sends twice.
 */
import { createHash } from 'node:crypto';
import { jsonObject, type Reply, type SandboxRequest } from '../http.ts';
import { param, type Route } from '../routes.ts';
import { lookup, type Channel } from '../state.ts';
import type { World } from '../world.ts';
import { METHODS, authorize, openCalendar } from './access.ts';
import { calendarError, required } from './errors.ts';

/** How long a channel lasts, at most and unless said otherwise. */
const LIFE_MS = 7 * 86_400_000;
const TIMEOUT_MS = 10_000;

/** The routes of channels. */
export const channelRoutes: Route[] = [
  {
    name: 'google.events.watch',
    method: 'POST',
    pattern: '/calendar/v3/calendars/:calendarId/events/watch',
    handler: watch,
  },
  { name: 'google.channels.stop', method: 'POST', pattern: '/calendar/v3/channels/stop', handler: stop },
];

function watch(world: World, request: SandboxRequest): Reply {
  const token = authorize(world, request, METHODS.watch);
  const calendar = openCalendar(world, token, param(request, 'calendarId'), 'reader');
  const body = bodyOf(request);
  const id = text(body, 'id', 64);
  if (id === null || !/^[A-Za-z0-9\-_+/=]+$/.test(id)) throw required('Missing or invalid channel id.');
  const { channels } = world.state.google;
  if (lookup(channels, id) !== undefined) throw refused('channelIdNotUnique', `Channel id ${id} not unique`);
  if (body.type !== 'web_hook') throw refused('channelUnknown', 'Unknown channel type.');
  const address = text(body, 'address', 2048);
  if (address === null || !address.startsWith('https://'))
    throw refused('push.webhookUrlNotHttps', `WebHook callback must be HTTPS: ${address}`);
  const resourceId = createHash('sha256').update(`${calendar.id}/events`).digest('base64url').slice(0, 27);
  const expiration = Math.min(asked(body, world), world.now() + LIFE_MS);
  if (expiration <= world.now()) throw refused('invalid', 'Invalid expiration.');
  const known = { id, calendarId: calendar.id, principal: token.principal, token: text(body, 'token', 256) };
  channels[id] = { ...known, address, resourceId, expiration, messages: 0 };
  world.save();
  return { status: 200, body: view(channels[id]) };
}

function stop(world: World, request: SandboxRequest): Reply {
  const { principal } = authorize(world, request, METHODS.stop);
  const body = bodyOf(request);
  const channel = lookup(world.state.google.channels, String(body.id));
  if (channel === undefined || channel.resourceId !== body.resourceId || channel.principal !== principal) {
    throw calendarError(404, { reason: 'notFound', message: `Channel '${body.id}' not found for project` });
  }
  delete world.state.google.channels[channel.id];
  world.save();
  return { status: 204 };
}

function bodyOf(request: SandboxRequest): Record<string, unknown> {
  const body = jsonObject(request);
  if (body === null) throw calendarError(400, { reason: 'parseError', message: 'Parse Error' });
  return body;
}

function text(body: Record<string, unknown>, name: string, most: number): string | null {
  const value = body[name] ?? null;
  if (value === null) return null;
  if (typeof value !== 'string' || value.length > most) throw refused('invalid', `Invalid value for: ${name}`);
  return value;
}

/** `expiration` is milliseconds as text; `params.ttl` is seconds. */
function asked(body: Record<string, unknown>, world: World): number {
  if (body.expiration !== undefined) return Number(body.expiration);
  const ttl = (body.params as Record<string, unknown> | undefined)?.ttl;
  return ttl === undefined ? Infinity : world.now() + Number(ttl) * 1000;
}

function refused(reason: string, message: string) {
  return calendarError(400, { reason, message });
}

function view({ id, token, resourceId, calendarId, expiration }: Channel): Record<string, unknown> {
  return {
    kind: 'api#channel',
    id,
    resourceId,
    resourceUri: resourceUri(calendarId),
    ...(token === null ? {} : { token }),
    expiration: String(expiration),
  };
}

const resourceUri = (calendarId: string) =>
  `https://www.googleapis.com/calendar/v3/calendars/${encodeURIComponent(calendarId)}/events?alt=json`;

/** How a message went: the receiver's status, or the reason why there was none. */
export type ChannelDelivery = { url: string; status: number } | { url: string; error: string };

/**
 * Sends one message through a channel.
 *
 * @param target where to post in place of the channel's public address
 */
export async function sendThrough(
  world: World,
  channel: Channel,
  state: string,
  target: string,
): Promise<ChannelDelivery> {
  channel.messages += 1;
  world.save();
  const headers: Record<string, string> = {
    'x-goog-channel-id': channel.id,
    'x-goog-message-number': String(channel.messages),
    'x-goog-resource-id': channel.resourceId,
    'x-goog-resource-state': state,
    'x-goog-resource-uri': resourceUri(channel.calendarId),
    'x-goog-channel-expiration': new Date(channel.expiration).toUTCString(),
    'user-agent': 'APIs-Google; (+https://developers.google.com/webmasters/APIs-Google.html)',
    ...(channel.token === null ? {} : { 'x-goog-channel-token': channel.token }),
  };
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(target, { method: 'POST', headers, signal });
    await response.arrayBuffer();
    return { url: target, status: response.status };
  } catch (error) {
    return { url: target, error: error instanceof Error ? error.message : 'the receiver could not be reached' };
  }
}
