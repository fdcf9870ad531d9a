/** From a request to its answer: finds the route, records the call, plays the fault, does the work. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { controlRoutes } from './control/routes.ts';
import type { Fault } from './faults.ts';
import { channelRoutes } from './google/channels.ts';
import { consentRoutes } from './google/consent.ts';
import { calendarFault, oauthFault } from './google/errors.ts';
import { eventRoutes } from './google/events.ts';
import { withFields } from './google/fields.ts';
import { freeBusyRoutes } from './google/freebusy.ts';
import { identityRoutes } from './google/identity.ts';
import { listRoutes } from './google/listing.ts';
import { oauthRoutes } from './google/oauth.ts';
import { ReplyError, isLoopback, readRequest, sendReply, type Reply, type SandboxRequest } from './http.ts';
import { regional } from './regions.ts';
import { retellFault } from './retell/errors.ts';
import { retellRoutes } from './retell/resources.ts';
import { compileRoutes, findRoute, type CompiledRoute, type Match } from './routes.ts';
import { accountRoutes } from './twilio/accounts.ts';
import { resourceNotFound, twilioFault, twilioReply } from './twilio/errors.ts';
import { messageRoutes } from './twilio/messages.ts';
import { noRoute, vapiFault } from './vapi/errors.ts';
import { vapiRoutes } from './vapi/kinds.ts';
import { webhookRoutes } from './webhooks.ts';
import type { World } from './world.ts';

const VENDOR = compileRoutes([
  ...oauthRoutes,
  ...consentRoutes,
  ...identityRoutes,
  ...withFields([...freeBusyRoutes, ...eventRoutes, ...channelRoutes, ...listRoutes]),
  ...accountRoutes,
  ...messageRoutes,
  ...vapiRoutes,
  ...retellRoutes,
  ...webhookRoutes,
]);

/** The paths that are Vapi's, although it has no route for them. */
const VAPI_PATH = /^\/(tool|assistant|phone-number)(\/|$)/;

/** What calls to no known route are recorded as; faults may name it too. */
const UNKNOWN = 'unknown';

const CONTROL = compileRoutes(controlRoutes([...VENDOR.map((route) => route.name), UNKNOWN]));

/** How a vendor call ends: with a reply (perhaps cut off), or with the connection. */
type Outcome = { reply: Reply; broken: boolean } | { dropped: 'before' | 'after' };

/** Answers one request, whatever happens. */
export async function handle(
  world: World,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const request = await readRequest(incoming);
    if (request.path.startsWith('/_sandbox')) sendReply(response, await answerControl(world, request));
    else await answerVendor(world, request, response);
  } catch (error) {
    if (error instanceof ReplyError) sendReply(response, error.reply);
    else response.destroy();
  }
}

/** The control API is for this machine's tools and its own page, not for scripts of other sites. */
async function answerControl(world: World, request: SandboxRequest): Promise<Reply> {
  const { origin, host } = request.headers;
  const ours = isLoopback(`http://${host}`) && (origin === undefined || origin === `http://${host}`);
  if (!ours) return { status: 403, body: { error: 'the control API answers this machine only' } };
  const match = findRoute(CONTROL, request.method, request.path);
  if ('route' in match) return work(world, match.route, { ...request, params: match.params });
  const known = match.allowed.length > 0;
  return {
    status: known ? 405 : 404,
    body: { error: known ? `use ${match.allowed.join(' or ')}` : 'no such control route' },
  };
}

async function answerVendor(world: World, incoming: SandboxRequest, response: ServerResponse): Promise<void> {
  const request = regional(incoming);
  const match = findRoute(VENDOR, request.method, request.path);
  const name = 'route' in match ? match.route.name : UNKNOWN;
  const call = world.requests.arrive(name, incoming);
  const outcome = await play(world, name, () => answer(world, match, request));
  if ('dropped' in outcome) {
    call.dropped = outcome.dropped;
    response.destroy();
    return;
  }
  call.status = outcome.reply.status;
  sendReply(response, outcome.reply, outcome.broken ? 0.5 : 1);
}

async function answer(world: World, match: Match, request: SandboxRequest): Promise<Reply> {
  if ('route' in match) return work(world, match.route, { ...request, params: match.params });
  if (VAPI_PATH.test(request.path)) return noRoute(request.method, request.path);
  if (!request.path.startsWith('/2010-04-01/')) return { status: 404, body: 'Not Found' };
  return match.allowed.length > 0
    ? twilioReply(405, 'Method not allowed', 20004)
    : resourceNotFound(request.path).reply;
}

async function work(world: World, route: CompiledRoute, request: SandboxRequest): Promise<Reply> {
  try {
    return await route.handler(world, request);
  } catch (error) {
    if (error instanceof ReplyError) return error.reply;
    console.error(`sandbox: ${route.name} failed:`, error);
    return { status: 500, body: { error: `the sandbox itself failed in ${route.name}; see its log` } };
  }
}

async function play(world: World, name: string, doWork: () => Promise<Reply>): Promise<Outcome> {
  const fault = world.faults.take(name);
  if (fault === null) return { reply: await doWork(), broken: false };
  const worksFirst = fault.afterWork === true || fault.drop === 'after';
  const early = worksFirst ? await doWork() : null;
  await world.faults.wait(fault, name);
  if (fault.drop !== undefined) return { dropped: fault.drop };
  const reply =
    fault.status === undefined ? (early ?? (await doWork())) : faultReply(fault, name, fault.status);
  return { reply: disguised(reply, fault), broken: fault.brokenJson === true };
}

/** The reply with the fault's own body and headers. */
function disguised(reply: Reply, fault: Fault): Reply {
  const headers = Object.entries(fault.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    status: reply.status,
    body: fault.body === undefined ? reply.body : fault.body,
    headers: { ...reply.headers, ...Object.fromEntries(headers) },
  };
}

function faultReply(fault: Fault, name: string, status: number): Reply {
  if (status < 400) return { status };
  if (name.startsWith('twilio.')) return twilioFault(status, fault.code);
  if (name.startsWith('vapi.')) return vapiFault(status);
  if (name.startsWith('retell.')) return retellFault(status);
  if (name.startsWith('webhooks.')) return { status, body: { error: 'the receiver fails on purpose' } };
  if (name === 'google.token' || name === 'google.revoke') return oauthFault(status, fault.reason);
  return calendarFault(status, fault.reason);
}
