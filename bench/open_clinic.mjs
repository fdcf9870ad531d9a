/**
 * The clinics' objects as they were built, open to tests and to the benchmark: SQL that runs inside an object, as its own does, and its
 * alarm whenever it is wanted. Stands before the built Worker; requests and alarms go straight through to the built class.
 */
import { DurableObject } from 'cloudflare:workers';
import { Clinic as BuiltClinic } from './index.js';

export { default } from './index.js';

export class Clinic extends DurableObject {
  #built;
  /** What the object has left to `waitUntil`. */
  #background = [];
  /** Ends with the alarm that rang last: the runtime never runs two at once either. */
  #rung = Promise.resolve();

  /** `watched` gives what the built object gets in place of its context and its bindings. */
  constructor(ctx, env, watched = (...given) => given) {
    super(ctx, env);
    this.#built = new BuiltClinic(...watched(this.#noted(ctx), env));
  }

  ask(question) {
    return this.#built.ask(question);
  }

  alarm() {
    const rung = this.#rung.then(() => this.#built.alarm());
    this.#rung = rung.catch(() => {});
    return rung;
  }

  /** Has the alarm ring now; back when what it did and began is done. */
  async ring() {
    await this.alarm();
    await this.settled();
  }

  /** Comes back when nothing is left that a request or an alarm began behind its answer. */
  async settled() {
    while (this.#background.length > 0) await Promise.allSettled(this.#background.splice(0));
  }

  /**
   * Runs statements in one transaction. An error is told and not thrown, since Miniflare does not pass on what is thrown.
   * @param {[sql: string, ...values: unknown[]][]} statements
   * @returns {{results: object[][]} | {error: string}}  The rows of each.
   */
  run(statements) {
    const { storage } = this.ctx;
    try {
      return { results: storage.transactionSync(() => statements.map((statement) => storage.sql.exec(...statement).toArray())) };
    } catch ({ message }) {
      return { error: message };
    }
  }

  #noted(ctx) {
    return replaced(ctx, {
      waitUntil: (work) => {
        this.#background.push(work);
        ctx.waitUntil(work);
      },
    });
  }
}

/** The same thing with some of its members replaced; methods get the true thing as `this`. */
export function replaced(thing, members) {
  return new Proxy(thing, {
    get(target, name) {
      if (Object.hasOwn(members, name)) return members[name];
      const value = Reflect.get(target, name);
      return typeof value === 'function' && name !== 'constructor' ? value.bind(target) : value;
    },
  });
}

/** Whoever wants to know which objects are asked from now on. An isolate keeps the bindings that it was first given, so all hear of all. */
const listeners = new Set();

/** Begins to note the names of objects that have been asked and have answered. */
export function listen() {
  const asked = new Set();
  listeners.add(asked);
  return asked;
}

/** A namespace of objects that calls `hop` whenever one is asked, and tells all who listen. */
export function watchedClinics(namespace, hop = () => {}) {
  return replaced(namespace, {
    getByName: (name, options) => {
      const stub = namespace.getByName(name, options);
      const ask = async (question) => {
        hop();
        const listening = [...listeners];
        try {
          return await stub.ask(question);
        } finally {
          for (const asked of listening) asked.add(name);
        }
      };
      return replaced(stub, { ask });
    },
  });
}

/**
 * Comes back when all work behind an answer is done, that of the objects that were asked since `listen` included; each piece may begin
 * more.
 */
export async function settle(background, namespace, asked) {
  do {
    await Promise.allSettled(background.splice(0));
    await Promise.all([...asked].map((name) => namespace.getByName(name).settled()));
  } while (background.length > 0);
}

/** Notes no more names. */
export const ignore = (asked) => listeners.delete(asked);
