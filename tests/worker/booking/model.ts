/**
 * The reference model: what callers and admins were told, and so what must be there in the end. An answer that was lost, or that
 * says it cannot be sure, leaves it open which of several outcomes there is, and exactly one of them must be.
 */
import assert from 'node:assert/strict';
import type { Row } from './practice.ts';

/** A source of random numbers that gives the same ones for the same seed (mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 to 1, without 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number below `end`. */
  below(end: number): number {
    return Math.floor(this.next() * end);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** One of them, or nothing when there is none. */
  one<T>(items: readonly T[]): T | undefined {
    return items[this.below(items.length)];
  }

  /** One of them, each as likely as its weight says. */
  weighted<T>(items: readonly (readonly [weight: number, item: T])[]): T {
    let left = this.next() * items.reduce((sum, [weight]) => sum + weight, 0);
    return items.find(([weight]) => (left -= weight) < 0)![1];
  }
}

/** Whose a row is: the caller's number, or `null` for the clinic's own. */
export const ownerOf = ({ source, caller_number }: Row): string | null => (source === 'admin' ? null : caller_number);

/** Where an appointment is: a local start, or nowhere. */
type Place = string | null;

/** One appointment, as far as it is known to those who were told of it. */
export class Appointment {
  /** The caller's number; `null` for those that the clinic made itself. */
  readonly owner: string | null;
  #possible: Set<Place>;
  /** Somebody is at it, or was outside of Frontdesk, so that nobody else of this test touches it. */
  busy = false;
  /** Where else Frontdesk may take it to be. */
  left: string | null = null;

  constructor(owner: string | null, ...possible: Place[]) {
    this.owner = owner;
    this.#possible = new Set(possible);
  }

  /** Its start, if that is certain and there is one. */
  get start(): string | null {
    const [only = null] = this.#possible;
    return this.#possible.size === 1 ? only : null;
  }

  /** Whether it may be there at all. */
  get places(): string[] {
    return [...this.#possible].filter((place) => place !== null);
  }

  get mustBe(): boolean {
    return !this.#possible.has(null);
  }

  /** It is there now, for certain. */
  is(place: Place): void {
    this.#possible = new Set([place]);
  }

  /** A person has moved it in Google from where Frontdesk still believes it to be, until it looks there. */
  wasMovedByHand(place: Place): void {
    this.left = this.start;
    this.busy = true;
    this.is(place);
  }

  /** It may have gone there, or not. */
  mayBe(place: Place): void {
    this.#possible.add(place);
  }

  toString(): string {
    return `${this.owner ?? 'the clinic'}: ${[...this.#possible].map((place) => place ?? 'nowhere').join(' or ')}`;
  }
}

/** All appointments that anybody was told of, or may have made. */
export class Model {
  readonly appointments: Appointment[] = [];

  add(appointment: Appointment): Appointment {
    this.appointments.push(appointment);
    return appointment;
  }

  /** Those that are certain and that nobody is at. */
  certain(owner?: string | null): Appointment[] {
    return this.appointments.filter(
      (it) => !it.busy && it.start !== null && (owner === undefined || it.owner === owner),
    );
  }

  /** The starts at which an owner has something or may have it. A second request for one of them would be about the first. */
  placesOf(owner: string | null): string[] {
    return this.appointments
      .filter((it) => it.owner === owner)
      .flatMap((it) => [...it.places, ...(it.left === null ? [] : [it.left])]);
  }

  /**
   * What must be there is there, and nothing else is. `startOf` gives a row's local start.
   *
   * No owner has two appointments that may be at one start, so there is one way to match at most.
   */
  assertMatches(rows: Row[], startOf: (row: Row) => string): void {
    const unmatched = new Set(this.appointments);
    for (const row of rows) {
      const owner = ownerOf(row);
      const start = startOf(row);
      const match = [...unmatched].find((it) => it.owner === owner && it.places.includes(start));
      assert.ok(match, `nobody was told of the appointment of ${owner ?? 'the clinic'} at ${start}`);
      unmatched.delete(match);
    }
    const lost = [...unmatched].filter((it) => it.mustBe).map(String);
    assert.deepEqual(lost, [], 'appointments that were confirmed and are not there');
  }
}
