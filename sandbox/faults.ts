/** Faults: what goes wrong on purpose, per route, and the requests that are held until a test lets them go. */

import { lookup } from './state.ts';

/** A fault as the control API takes it. With neither `status` nor `drop`, the work is done and answered as usual. */
export interface FaultSpec {
  /** A route's name (`google.freeBusy`), a family (`google.*`), or `*` for every vendor route. */
  route: string;
  /** Answer this status instead of the true one. */
  status?: number;
  /**
   * Answer this body: objects as JSON, strings as they are. Default: the vendor's error body for `status`.
   * Without `status` the work is done and only its body is replaced.
   */
  body?: unknown;
  /** Headers added to the answer, such as `retry-after`. */
  headers?: Record<string, string>;
  /** Google's `reason` (or OAuth's `error`) in the default body. */
  reason?: string;
  /** Twilio's `code` in the default body. */
  code?: number;
  /** Do the work although `status` hides its result: a 5xx after the fact. */
  afterWork?: boolean;
  /** Wait before answering; ends early on release. */
  delayMs?: number;
  /** Wait until release. */
  hold?: boolean;
  /** Cut the connection without an answer, before or after doing the work. */
  drop?: 'before' | 'after';
  /** Send only half of the body, under a correct length. */
  brokenJson?: boolean;
  /** Applies to this many requests; without it, to all until cleared. */
  times?: number;
  /** Lets this many matching requests pass first. */
  skip?: number;
}

/** A fault in force; `times` and `skip` count down. */
export interface Fault extends FaultSpec {
  id: number;
}

/** A request that waits. */
interface Held {
  route: string;
  release: () => void;
}

type Check = (value: unknown) => boolean;
const isCount: Check = (value) => Number.isInteger(value) && (value as number) >= 0;
const isFlag: Check = (value) => typeof value === 'boolean';
const isText: Check = (value) => typeof value === 'string' && value !== '';

/** A misspelt fault would silently do nothing and let a test pass: so every field is known and checked. */
const FIELDS: Record<keyof FaultSpec, Check> = {
  route: isText,
  status: (value) => isCount(value) && (value as number) >= 200 && (value as number) <= 599,
  body: () => true,
  headers: (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((header) => typeof header === 'string'),
  reason: isText,
  code: isCount,
  afterWork: isFlag,
  delayMs: isCount,
  hold: isFlag,
  drop: (value) => value === 'before' || value === 'after',
  brokenJson: isFlag,
  times: (value) => isCount(value) && (value as number) > 0,
  skip: isCount,
};

/** Says what is wrong with a fault, or null. `routes` are the names that exist. */
export function faultProblem(spec: Record<string, unknown>, routes: string[]): string | null {
  for (const [name, value] of Object.entries(spec)) {
    const check = lookup<Check>(FIELDS, name);
    if (check === undefined) return `unknown field ${name}`;
    if (!check(value)) return `${name} has an unusable value`;
  }
  const route = spec.route;
  if (typeof route !== 'string') return 'route is missing';
  return routes.some((name) => covers(route, name)) ? null : `no route is called ${route}`;
}

function covers(pattern: string, route: string): boolean {
  if (pattern === '*') return true;
  return pattern.endsWith('.*') ? route.startsWith(pattern.slice(0, -1)) : pattern === route;
}

/** The faults in force and the requests they hold. */
export class Faults {
  #faults: Fault[] = [];
  #held = new Set<Held>();
  #waiters = new Set<() => void>();
  #lastId = 0;

  /** Puts a fault in force after those already there. */
  add(spec: FaultSpec): Fault {
    const fault = { ...spec, id: ++this.#lastId };
    this.#faults.push(fault);
    return { ...fault };
  }

  /** Faults still in force, oldest first. */
  list(): Fault[] {
    return this.#faults.map((fault) => ({ ...fault }));
  }

  /** Names of the routes of the requests that wait now. */
  held(): string[] {
    return [...this.#held].map((held) => held.route);
  }

  /** Removes all faults and lets every held request go on. */
  clear(): void {
    this.#faults = [];
    this.release();
  }

  /** The fault for a request on `route`, or null. Uses up `skip` and `times`. */
  take(route: string): Fault | null {
    for (const fault of this.#faults) {
      if (!covers(fault.route, route)) continue;
      if ((fault.skip ?? 0) > 0) {
        fault.skip = (fault.skip ?? 0) - 1;
        continue;
      }
      this.#spend(fault);
      return fault;
    }
    return null;
  }

  #spend(fault: Fault): void {
    if (fault.times === undefined) return;
    fault.times -= 1;
    if (fault.times === 0) this.#faults = this.#faults.filter((other) => other !== fault);
  }

  /** Waits as the fault asks: for its delay, or until {@link release}. */
  async wait(fault: Fault, route: string): Promise<void> {
    if (!fault.hold && !fault.delayMs) return;
    await new Promise<void>((resolve) => {
      const timer = fault.hold ? undefined : setTimeout(() => held.release(), fault.delayMs);
      const held: Held = {
        route,
        release: () => {
          clearTimeout(timer);
          this.#held.delete(held);
          resolve();
        },
      };
      this.#held.add(held);
      for (const wake of this.#waiters) wake();
    });
  }

  /** Lets held requests go on, all or those of one route (or family). Returns how many. */
  release(route = '*'): number {
    const chosen = [...this.#held].filter((held) => covers(route, held.route));
    for (const held of chosen) held.release();
    return chosen.length;
  }

  /** Resolves as soon as at least `count` requests wait, so that a test needs no sleep. */
  async untilHeld(count: number): Promise<void> {
    if (this.#held.size >= count) return;
    await new Promise<void>((resolve) => {
      const wake = () => {
        if (this.#held.size < count) return;
        this.#waiters.delete(wake);
        resolve();
      };
      this.#waiters.add(wake);
    });
  }
}
