/**
 * What stands between the runtime and the WASM, so that the Worker outlives a panic.
 *
 * Rust cannot unwind here. A panic, or an exception of JavaScript that crosses Rust's frames, leaves the instance in a state that nobody
 * knows; it must not be entered again. The glue then makes a new one at the next call into it. What was in the old one's memory is gone,
 * and so are all pointers into it: the instance of every object has to be made again too. What is stored is safe.
 */
import { DurableObject, WorkerEntrypoint } from 'cloudflare:workers';
import * as glue from './index.js';

/**
 * The `worker` crate's own record, which stays the same from instance to instance: it raises `criticalError` when it panics, and counts
 * instances in `instanceId`.
 */
const record = glue.__worker_init_state();

// A trap's way through Rust is long.
Error.stackTraceLimit = 100;

// The glue notices traps on its own ways into the WASM. The engine has others, such as the finalizers of objects.
addEventListener('error', ({ error }) => {
  if (error instanceof WebAssembly.RuntimeError) record.criticalError = true;
});

/** Has a new instance made if the present one has panicked. */
function replacePanicked() {
  if (!record.criticalError) return;
  console.log('The WASM has panicked; starting a new instance');
  record.criticalError = false;
  glue.__wbg_reset_state();
}

/** The number of the instance that the next call enters. */
function instance() {
  replacePanicked();
  // The glue replaces an instance that has trapped as soon as it is called, before it passes a pointer: so it is called without one.
  glue.__worker_init_state();
  return record.instanceId;
}

/**
 * The class that the runtime makes for each event.
 * @param {Record<string, (event: object, env: object, ctx: object) => unknown>} handlers
 */
export function entrypoint(handlers) {
  class Entrypoint extends WorkerEntrypoint {}
  for (const [name, handle] of Object.entries(handlers)) {
    Entrypoint.prototype[name] = function (event) {
      replacePanicked();
      return handle(event, this.env, this.ctx);
    };
  }
  return Entrypoint;
}

/**
 * A class of Durable Objects whose part in the WASM is made again, from the same state and bindings, whenever the instance is another.
 * It descends from the runtime's own, or the runtime lets nobody call its methods.
 * @param {new (state: object, env: object) => object} Class  wasm-bindgen's.
 */
export function recoveringObject(Class) {
  class Recovering {
    #state;
    #env;
    #inWasm;
    #madeIn;

    constructor(state, env) {
      this.#state = state;
      this.#env = env;
      this.#current();
    }

    #current() {
      const now = instance();
      if (this.#madeIn !== now) {
        this.#inWasm = new Class(this.#state, this.#env);
        this.#madeIn = now;
      }
      return this.#inWasm;
    }

    static {
      for (const name of methodsOf(Class)) {
        this.prototype[name] = function (...given) {
          return this.#current()[name](...given);
        };
      }
    }
  }
  // As `extends` would, but for the runtime's constructor: that refuses a state which is watched by something in front of the Worker.
  Object.setPrototypeOf(Recovering, DurableObject);
  Object.setPrototypeOf(Recovering.prototype, DurableObject.prototype);
  return Recovering;
}

/** What the runtime may call; how a pointer is given back is wasm-bindgen's business. */
const methodsOf = (Class) =>
  Object.getOwnPropertyNames(Class.prototype).filter((name) => !['constructor', 'free'].includes(name) && !name.startsWith('__'));
