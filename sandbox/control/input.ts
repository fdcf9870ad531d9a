/**
 * Bodies and answers of the control API. Bodies are read strictly: a misspelt field is refused, since it would make a
 * test pass for the wrong reason.
 */
import { ReplyError, isLoopback, isObject, jsonObject, type Reply, type SandboxRequest } from '../http.ts';
import type { World } from '../world.ts';

/** A 200 with a JSON body. */
export function ok(body: unknown): Reply {
  return { status: 200, body };
}

/** {@link ok} after a change. */
export function saved(world: World, body: unknown): Reply {
  world.save();
  return ok(body);
}

/** 4xx answer of the control API. */
export function refuse(status: number, error: string): ReplyError {
  return new ReplyError({ status, body: { error } });
}

/** A control body whose fields are taken out one by one; {@link done} refuses what is left. */
export class Input {
  readonly #fields: Record<string, unknown>;

  constructor(request: SandboxRequest) {
    const fields = jsonObject(request);
    if (fields === null) throw refuse(400, 'the body must be a JSON object');
    this.#fields = { ...fields };
  }

  #take(name: string): unknown {
    const value = this.#fields[name];
    delete this.#fields[name];
    return value;
  }

  /** A string that must be there, unless a fallback is given. */
  text(name: string, fallback?: string): string {
    const value = this.#take(name) ?? fallback;
    if (typeof value !== 'string' || value === '') throw refuse(400, `${name} must be a string`);
    return value;
  }

  /** A string or null; the fallback when absent. */
  textOrNull(name: string, fallback: string | null = null): string | null {
    const taken = this.#take(name);
    const value = taken === undefined ? fallback : taken;
    if (value !== null && typeof value !== 'string') throw refuse(400, `${name} must be a string or null`);
    return value;
  }

  /** One of a few words; null is one when it is allowed. */
  oneOf<T extends string | null>(name: string, allowed: readonly T[], fallback?: T): T {
    const value = this.#take(name) ?? fallback;
    if (!allowed.includes(value as T)) throw refuse(400, `${name} must be one of ${allowed.join(', ')}`);
    return value as T;
  }

  /** A list of strings; the fallback when absent. */
  texts(name: string, fallback: string[] = []): string[] {
    const value = this.#take(name) ?? fallback;
    if (!Array.isArray(value) || !value.every((item) => typeof item === 'string'))
      throw refuse(400, `${name} must be a list of strings`);
    return value;
  }

  /** A finite number, or the fallback. */
  number<T>(name: string, fallback: T): number | T {
    const value = this.#take(name);
    if (value === undefined || value === null) return fallback;
    if (typeof value !== 'number' || !Number.isFinite(value)) throw refuse(400, `${name} must be a number`);
    return value;
  }

  /** True or false. */
  flag(name: string, fallback: boolean): boolean {
    const value = this.#take(name) ?? fallback;
    if (typeof value !== 'boolean') throw refuse(400, `${name} must be true or false`);
    return value;
  }

  /** An object whose values all come from a list of words, or the fallback. */
  words<T extends string>(
    name: string,
    allowed: readonly T[],
    fallback: Record<string, T>,
  ): Record<string, T> {
    const value = this.#take(name) ?? fallback;
    if (!isObject(value) || !Object.values(value).every((word) => allowed.includes(word as T))) {
      throw refuse(400, `${name} must map names to ${allowed.join(', ')}`);
    }
    return value as Record<string, T>;
  }

  /** Everything not taken yet, for a part that has its own rules. */
  rest(): Record<string, unknown> {
    const rest = { ...this.#fields };
    for (const name of Object.keys(rest)) delete this.#fields[name];
    return rest;
  }

  /** Refuses fields that nobody took. */
  done(): void {
    const left = Object.keys(this.#fields);
    if (left.length > 0) throw refuse(400, `unknown field ${left.join(', ')}`);
  }
}

/** An address of this machine: nothing is ever sent anywhere else. */
export function reachable(target: string): string {
  if (!isLoopback(target))
    throw refuse(400, 'callbacks go to this machine only; name a loopback address in deliverTo');
  return target;
}
