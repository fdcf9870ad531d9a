/**
 * Stands before the built Worker and breaks its WASM when a request or a question to an object says so: `exception` has an exception of
 * JavaScript cross Rust's frames, which ends the instance as a trap does; `panic` leaves the mark that Rust's panic hook leaves.
 * `/_instance` answers how many instances there have been.
 */
import { DurableObject, WorkerEntrypoint } from 'cloudflare:workers';
import Frontdesk, { Clinic as BuiltClinic } from './index.js';
import { replaced } from './open_clinic.mjs';

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

export class Clinic extends DurableObject {
  #built;
  #breaks = false;

  constructor(state, env) {
    super(state, env);
    const sql = { get: () => (this.#breaks ? unreadable.sql : state.storage.sql) };
    const storage = replaced(state.storage, Object.defineProperty({}, 'sql', sql));
    this.#built = new BuiltClinic(replaced(state, { storage }), env);
  }

  async ask(question, how) {
    if (how === 'panic') record.criticalError = true;
    this.#breaks = how === 'exception';
    const answer = this.#built.ask(question);
    if (!this.#breaks) return answer;
    // What is asked of an instance that breaks is never answered; when timers run again it is broken.
    await scheduler.wait(0);
    return 'broken';
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
