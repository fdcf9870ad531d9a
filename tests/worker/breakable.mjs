/**
 * Stands before the built Worker and breaks its WASM when a request says so: `x-break: exception` has an exception of JavaScript cross
 * Rust's frames, which ends the instance as a trap does; `x-break: panic` leaves the mark that Rust's panic hook leaves. `/_instance`
 * answers how many instances there have been.
 */
import { WorkerEntrypoint } from 'cloudflare:workers';
import Frontdesk, { Clinic as BuiltClinic } from './index.js';

const record = globalThis.__worker_init_state;

/** Not one of its members can be read. */
const unreadable = new Proxy({}, {
  get() {
    throw new Error('Broken on purpose');
  },
});

/** The request, or what breaks the WASM in its place. */
function broken(request) {
  const how = request.headers.get('x-break');
  if (how === 'panic') record.criticalError = true;
  return how === 'exception' ? unreadable : request;
}

export class Clinic {
  #built;

  constructor(state, env) {
    this.#built = new BuiltClinic(state, env);
  }

  async fetch(request) {
    const answer = this.#built.fetch(broken(request));
    if (request.headers.get('x-break') !== 'exception') return answer;
    // What is asked of an instance that breaks is never answered; when timers run again it is broken.
    await scheduler.wait(0);
    return new Response('broken');
  }

  alarm() {
    return this.#built.alarm();
  }
}

export default class Breakable extends WorkerEntrypoint {
  fetch(request) {
    if (new URL(request.url).pathname === '/_instance') return Response.json(record.instanceId);
    return new Frontdesk(this.ctx, this.env).fetch(broken(request));
  }
}
