/**
 * Stands before the built Worker on workerd and watches it from outside: which calls it and the clinics' objects make to KV and D1, how
 * often and where objects are asked, and what is left to `waitUntil`. Both run as they were built; they only get watched bindings.
 *
 * A request with `x-observe: settle` is answered when its background work is done, so that a test needs no waiting.
 */
import { WorkerEntrypoint } from 'cloudflare:workers';
import Frontdesk from './index.js';
import { Clinic as OpenClinic, ignore, listen, settle, watchedClinics } from './open_clinic.mjs';

/** The runtime looks for the class here. An object works for all isolates, and its calls count in the one that it lives in. */
export class Clinic extends OpenClinic {
  constructor(ctx, env) {
    super(ctx, env, (given, bindings) => [given, watchedBindings(bindings)]);
  }
}

/** Calls since the isolate began; a hop is one question to an object. */
const counts = { requests: 0, kv: 0, d1: 0, hops: 0 };

/** How clinics' objects were asked for since the isolate began: by which name and with which hint, or in which jurisdiction. */
const addresses = [];

/** Batches of D1 that begin with a statement like `sql` wait until as many as are missing are there, or the next gathering begins. */
let gathering = { sql: undefined, missing: 0 };

/** Every method of a binding that leaves the isolate. */
const CALLS = {
  kv: ['get', 'getWithMetadata', 'put', 'delete', 'list'],
  d1: ['batch', 'exec', 'dump', 'first', 'run', 'all', 'raw'],
};
/** Methods of D1 that give something which can call D1 in its turn. */
const MAKERS = ['prepare', 'bind', 'withSession'];

export default class Observed extends WorkerEntrypoint {
  async fetch(request) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === '/_observed') {
      // A mark in the log: whatever was logged before it has been seen when it is seen.
      if (searchParams.has('mark')) console.log(searchParams.get('mark'));
      if (searchParams.has('gather')) {
        gathering.missing = 0;
        gathering = { sql: searchParams.get('gather'), missing: Number(searchParams.get('count')) };
      }
      return Response.json(searchParams.has('addresses') ? addresses : counts);
    }
    counts.requests += 1;
    const before = { ...counts };
    const [background, asked] = [[], listen()];
    const answer = await this.#frontdesk(background).fetch(request);
    const inFront = since(before);
    if (request.headers.get('x-observe') === 'settle') await settle(background, this.env.CLINICS, asked);
    ignore(asked);
    const response = new Response(answer.body, answer);
    response.headers.set('x-observed', JSON.stringify({ inFront, altogether: since(before) }));
    return response;
  }

  scheduled(controller) {
    return this.#frontdesk([]).scheduled(controller);
  }

  #frontdesk(background) {
    const frontdesk = new Frontdesk(this.ctx, this.env);
    frontdesk.env = watchedBindings(this.env);
    frontdesk.ctx = {
      waitUntil: (work) => {
        background.push(work);
        this.ctx.waitUntil(work);
      },
      passThroughOnException: () => this.ctx.passThroughOnException(),
    };
    return frontdesk;
  }
}

/**
 * Comes back when a batch may be run. Each request looks for itself, since a promise that another request resolves does
 * not wake this one.
 */
async function gathered([first]) {
  const meeting = gathering;
  if (meeting.missing === 0 || !first?.statement?.includes(meeting.sql)) return;
  meeting.missing -= 1;
  while (meeting.missing > 0) await scheduler.wait(1);
}

const since = (before) => ({ kv: counts.kv - before.kv, d1: counts.d1 - before.d1, hops: counts.hops - before.hops });

function watchedBindings(env) {
  const hop = () => (counts.hops += 1);
  return { ...env, DB: watched(env.DB, 'd1'), ROUTES: watched(env.ROUTES, 'kv'), CLINICS: watchedClinics(addressed(env.CLINICS), hop) };
}

/** The same binding, its calls counted. Methods need the true binding as `this`. */
function watched(binding, kind) {
  return new Proxy(binding, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (typeof value !== 'function' || name === 'constructor') return value;
      return (...args) => {
        if (CALLS[kind].includes(name)) counts[kind] += 1;
        if (name === 'batch') return gathered(args[0]).then(() => value.apply(target, args));
        const result = value.apply(target, args);
        return MAKERS.includes(name) ? watched(result, kind) : result;
      };
    },
  });
}

/** The namespace of the clinics' objects, with every way in which an object is asked for noted. */
function addressed(namespace) {
  return new Proxy(namespace, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (typeof value !== 'function' || name === 'constructor') return value;
      return (...args) => {
        if (name === 'jurisdiction') addresses.push({ jurisdiction: args[0] });
        if (name === 'getByName') addresses.push({ name: args[0], ...args[1] });
        return value.apply(target, args);
      };
    },
  });
}
