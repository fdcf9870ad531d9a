/** The control API under `/_sandbox/`: what a test or a person does to the sandbox behind the vendors' backs. */
import { accountsToTry, makeAccounts } from '../accounts.ts';
import { renderAccounts } from '../accounts_page.ts';
import { faultProblem, type FaultSpec } from '../faults.ts';
import type { Reply, SandboxRequest } from '../http.ts';
import { renderPage } from '../page.ts';
import type { Handler, Route } from '../routes.ts';
import { viewOf } from '../view.ts';
import { webhookControlRoutes } from '../webhooks.ts';
import type { World } from '../world.ts';
import { googleControlRoutes } from './google.ts';
import { Input, ok, refuse } from './input.ts';
import { twilioControlRoutes } from './twilio.ts';
import { vapiControlRoutes } from './vapi.ts';

/** All control routes. `vendorRoutes` are the names that faults may be set on. */
export function controlRoutes(vendorRoutes: string[]): Route[] {
  return [
    { name: 'control.page', method: 'GET', pattern: '/_sandbox/', handler: page },
    { name: 'control.page', method: 'GET', pattern: '/_sandbox', handler: page },
    { name: 'control.accounts', method: 'GET', pattern: '/_sandbox/accounts', handler: accounts },
    { name: 'control.accounts.make', method: 'POST', pattern: '/_sandbox/accounts', handler: addAccounts },
    {
      name: 'control.health',
      method: 'GET',
      pattern: '/_sandbox/health',
      handler: () => ok({ status: 'ok' }),
    },
    {
      name: 'control.state',
      method: 'GET',
      pattern: '/_sandbox/state',
      handler: (world) => ok(viewOf(world)),
    },
    { name: 'control.reset', method: 'POST', pattern: '/_sandbox/reset', handler: reset },
    { name: 'control.clock', method: 'POST', pattern: '/_sandbox/clock', handler: moveClock },
    { name: 'control.requests', method: 'GET', pattern: '/_sandbox/requests', handler: listRequests },
    {
      name: 'control.requests.clear',
      method: 'DELETE',
      pattern: '/_sandbox/requests',
      handler: clearRequests,
    },
    { name: 'control.faults', method: 'GET', pattern: '/_sandbox/faults', handler: listFaults },
    {
      name: 'control.faults.add',
      method: 'POST',
      pattern: '/_sandbox/faults',
      handler: addFault(vendorRoutes),
    },
    { name: 'control.faults.clear', method: 'DELETE', pattern: '/_sandbox/faults', handler: clearFaults },
    { name: 'control.release', method: 'POST', pattern: '/_sandbox/release', handler: release },
    { name: 'control.held', method: 'GET', pattern: '/_sandbox/held', handler: waitForHeld },
    ...googleControlRoutes,
    ...twilioControlRoutes,
    ...vapiControlRoutes,
    ...webhookControlRoutes,
  ];
}

const page = (world: World): Reply => document(renderPage(viewOf(world)));

const accounts = (world: World): Reply => document(renderAccounts(accountsToTry(world), world.frontdesk));

function addAccounts(world: World): Reply {
  makeAccounts(world);
  return accounts(world);
}

function document(body: string): Reply {
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
    'cache-control': 'no-store',
  };
  return { status: 200, headers, body };
}

function reset(world: World, request: SandboxRequest): Reply {
  const input = new Input(request);
  const demo = input.flag('demo', true);
  input.done();
  world.reset(demo);
  return ok({ reset: true, demo });
}

function moveClock(world: World, request: SandboxRequest): Reply {
  const input = new Input(request);
  const seconds = input.number('advanceSeconds', 0);
  input.done();
  world.advance(seconds);
  return ok({ now: new Date(world.now()).toISOString() });
}

function listRequests(world: World, request: SandboxRequest): Reply {
  const route = request.query.get('route') ?? undefined;
  return ok({ counts: world.requests.counts(), requests: world.requests.list(route) });
}

function clearRequests(world: World): Reply {
  world.requests.clear();
  return ok({ cleared: true });
}

function listFaults(world: World): Reply {
  return ok({ faults: world.faults.list(), held: world.faults.held() });
}

function addFault(vendorRoutes: string[]): Handler {
  return (world, request) => {
    const spec = new Input(request).rest();
    const problem = faultProblem(spec, vendorRoutes);
    if (problem !== null) throw refuse(400, problem);
    return { status: 201, body: world.faults.add(spec as unknown as FaultSpec) };
  };
}

function clearFaults(world: World): Reply {
  world.faults.clear();
  return ok({ cleared: true });
}

function release(world: World, request: SandboxRequest): Reply {
  const input = new Input(request);
  const route = input.text('route', '*');
  input.done();
  return ok({ released: world.faults.release(route) });
}

/** `GET /_sandbox/held?atLeast=n` answers once that many requests are held: a test's way to wait without sleeping. */
async function waitForHeld(world: World, request: SandboxRequest): Promise<Reply> {
  const count = Number(request.query.get('atLeast') ?? 0);
  if (!Number.isInteger(count) || count < 0) throw refuse(400, 'atLeast must be a count');
  await world.faults.untilHeld(count);
  return ok({ held: world.faults.held() });
}
