/**
 * A random day at a clinic: callers, its admin and a person in Google's calendar do things, some at the same time, while requests
 * fail and the machine does. Everybody is remembered to have been told what they were told.
 */
import assert from 'node:assert/strict';
import { formatInstant } from '../../../sandbox/zones.ts';
import { control } from '../../sandbox/fixture.ts';
import { freshNumber, workday, ZONE } from '../fixture.ts';
import { means, newToolCall, patient, startsNamed, type Call, type Tool } from './call.ts';
import { Appointment, Model, ownerOf, type Random } from './model.ts';
import type { Practice, Row } from './practice.ts';

/** What callers ask for: few enough that they get in each other's way. */
const STARTS = [workday(), workday(1)].flatMap((day) => ['10:00', '10:30', '11:00', '14:00', '14:30'].map((time) => `${day}T${time}`));
/** Where a person may move an event: after hours, so that nobody else wants it. */
const EVENINGS = Array.from({ length: 40 }, (_, n) => `${workday(2 + (n >> 2))}T${18 + (n & 3)}:00`);

/** A request that may be repeated as it was until it has been answered. */
interface Pending {
  appointment: Appointment;
  again: () => Promise<void>;
}

/** What is done, in words for the log, and how. */
interface Deed {
  what: string;
  run: () => Promise<void>;
}

/** The local start of a row. */
export const startOf = ({ starts_at }: Row): string => formatInstant(starts_at * 1000, ZONE).slice(0, 16);

/** The deeds of one run, over one clinic. */
export class Story {
  readonly model = new Model();
  /** What was done and heard. */
  readonly log: string[] = [];
  readonly #clinic: Practice;
  readonly #random: Random;
  readonly #callers: Call[];
  #pending: Pending[] = [];
  #wanted = STARTS[0]!;
  #evenings = [...EVENINGS];
  /** Callers who are being told what they have. */
  #asking = new Set<string | null>();

  constructor(clinic: Practice, random: Random) {
    this.#clinic = clinic;
    this.#random = random;
    this.#callers = Array.from({ length: 4 }, () => clinic.call());
  }

  /** Has everybody want the same time for a while, as a rule. */
  rush(): void {
    this.#wanted = this.#random.one(STARTS)!;
  }

  #start(): string {
    return this.#random.chance(0.7) ? this.#wanted : this.#random.one(STARTS)!;
  }

  /** Something that somebody does next; nothing when what was drawn is not possible now. */
  async next(): Promise<Deed | undefined> {
    const kinds: [number, () => Deed | undefined | Promise<Deed | undefined>][] = [
      [8, () => this.#book()],
      [2, () => this.#hold()],
      [1, () => this.#expire()],
      [5, () => this.#move()],
      [4, () => this.#cancel()],
      [3, () => this.#find()],
      [8, () => this.#repeat()],
      [2, () => this.#adminBooks()],
      [2, () => this.#adminChanges()],
      [1, () => this.#personChanges()],
    ];
    return this.#random.weighted(kinds)();
  }

  #book(): Deed | undefined {
    const [call, start] = [this.#random.one(this.#callers)!, this.#start()];
    if (this.#asking.has(call.caller) || this.model.placesOf(call.caller).includes(start)) return undefined;
    const appointment = this.model.add(new Appointment(call.caller, start, null));
    const args = { start, name: patient(this.#callers.indexOf(call)) };
    return this.#ask(call, 'book', args, appointment, (heard) => appointment.is(means.booked(heard) ? start : null));
  }

  #move(): Deed | undefined {
    const [appointment, start] = [this.#random.one(this.model.certain().filter((it) => it.owner)), this.#start()];
    if (!appointment?.start || this.model.placesOf(appointment.owner).includes(start)) return undefined;
    const from = appointment.start;
    appointment.mayBe(start);
    return this.#ask(this.#callOf(appointment), 'reschedule', { date: from, new_start: start }, appointment, (heard) =>
      appointment.is(means.moved(heard) ? start : from),
    );
  }

  #cancel(): Deed | undefined {
    const appointment = this.#random.one(this.model.certain().filter((it) => it.owner));
    if (!appointment?.start) return undefined;
    const from = appointment.start;
    appointment.mayBe(null);
    return this.#ask(this.#callOf(appointment), 'cancel', { date: from }, appointment, (heard) =>
      appointment.is(means.cancelled(heard) ? null : from),
    );
  }

  /** Uses a tool. While it is not known what came of it, the same request can be made again. */
  #ask(call: Call, tool: Tool, args: object, appointment: Appointment, learn: (heard: string) => void): Deed {
    const toolCallId = newToolCall();
    const attempt = async () => {
      const heard = await call.use(tool, args, { toolCallId, hasty: this.#random.chance(0.3) });
      this.#note(`${call.caller} hears: ${heard}`);
      if (means.uncertain(heard)) throw new Uncertain(heard);
      assert.doesNotMatch(heard, /no coming appointment/i, `of ${appointment}`);
      learn(heard);
    };
    return this.#attempt(`${call.caller} ${tool} ${JSON.stringify(args)}`, appointment, attempt);
  }

  /** Does something that may fail without saying whether it was done. */
  #attempt(what: string, appointment: Appointment, attempt: () => Promise<void>): Deed {
    const run = async () => {
      appointment.busy = true;
      const failed = await attempt().then(() => undefined, passing);
      if (failed) this.#pending.push({ appointment, again: run });
      else appointment.busy = false;
    };
    return { what, run };
  }

  /** Asks again for what was not answered. */
  #repeat(): Deed | undefined {
    const pending = this.#random.one(this.#pending);
    if (!pending) return undefined;
    this.#pending = this.#pending.filter((it) => it !== pending);
    return { what: `again: ${pending.appointment}`, run: pending.again };
  }

  /** Nobody is promised anything by a hold, but it takes its time. */
  #hold(): Deed {
    const [call, start] = [this.#random.one(this.#callers)!, this.#start()];
    return { what: `${call.caller} holds ${start}`, run: () => call.use('reserve', { start }).then(() => {}, passing) };
  }

  /** Where a kill cuts this off, the holds go on. */
  #expire(): Deed {
    const { frontdesk, clinic } = this.#clinic;
    const sql = "UPDATE appointments SET hold_expires_at = unixepoch() WHERE status = 'held'";
    return { what: 'all holds expire', run: () => frontdesk.clinicSql(clinic.id, sql).then(() => {}, passing) };
  }

  #find(): Deed | undefined {
    const call = this.#random.one(this.#callers)!;
    const theirs = this.model.appointments.filter((it) => it.owner === call.caller);
    if (theirs.some((it) => it.busy || (it.places.length > 0 && it.start === null))) return undefined;
    const starts = theirs.flatMap((it) => it.places).sort();
    const run = async () => {
      const heard = await call.use('find').catch(passing);
      if (typeof heard === 'string') assertNames(heard, starts);
      for (const it of theirs) it.busy = false;
      this.#asking.delete(call.caller);
    };
    for (const it of theirs) it.busy = true;
    this.#asking.add(call.caller);
    return { what: `${call.caller} asks what they have`, run };
  }

  #adminBooks(): Deed | undefined {
    const start = this.#start();
    if (this.model.placesOf(null).includes(start)) return undefined;
    const appointment = this.model.add(new Appointment(null, start, null));
    const json = { start, patient_name: 'Walk In', phone: freshNumber() };
    const learn = (done: boolean) => appointment.is(done ? start : null);
    return this.#attempt(`the admin books ${start}`, appointment, this.#admin('POST', '', { json }, learn));
  }

  async #adminChanges(): Promise<Deed | undefined> {
    const appointment = this.#random.one(this.model.certain());
    if (!appointment?.start) return undefined;
    const [from, to] = [appointment.start, this.#random.chance(0.5) ? this.#start() : null];
    if (to !== null && this.model.placesOf(appointment.owner).includes(to)) return undefined;
    const row = await this.#rowOf(appointment);
    const [method, request] = to === null ? (['DELETE', {}] as const) : (['PATCH', { json: { start: to } }] as const);
    const learn = (done: boolean) => appointment.is(done ? to : from);
    const what = `the admin moves ${appointment} to ${to ?? 'nowhere'}`;
    appointment.mayBe(to);
    return this.#attempt(what, appointment, this.#admin(method, `/${row.id}`, request, learn));
  }

  /** A request for a change, which can be made again. A server's error, and a first try that is still under way, leave open what came of it. */
  #admin(method: string, path: string, request: object, learn: (done: boolean) => void): () => Promise<void> {
    const { admin } = this.#clinic.clinic;
    const headers = { 'idempotency-key': newToolCall() };
    return async () => {
      const all = { token: admin, headers, ...request };
      const { status, text } = await this.#clinic.frontdesk.call(method, `/api/appointments${path}`, all);
      this.#note(`the admin gets ${status} ${text}`);
      if (status >= 500 || text.includes('problem:undecided')) throw new Uncertain(text);
      assert.ok(status < 300 || status === 409, `the admin gets ${status} ${text}`);
      learn(status < 300);
    };
  }

  /** Only an event that Google is known to show: others may still be written over. Nobody touches the appointment after that. */
  async #personChanges(): Promise<Deed | undefined> {
    const appointment = this.#random.one(this.model.certain());
    if (!appointment?.start) return undefined;
    const { calendar_id, event_id, event_written, revision } = await this.#rowOf(appointment);
    if (event_written !== revision) return undefined;
    const path = `/google/calendars/${encodeURIComponent(calendar_id)}/events/${event_id}`;
    const { sandbox } = this.#clinic.frontdesk;
    const to = this.#random.chance(0.5) ? this.#evenings.shift()! : null;
    const run = async () => {
      if (to === null) await control(sandbox, 'DELETE', path);
      else await control(sandbox, 'PATCH', path, { start: `${to}:00`, end: `${to.slice(0, 14)}30:00` });
    };
    const what = `a person moves ${appointment} to ${to ?? 'nowhere'} in Google`;
    appointment.wasMovedByHand(to);
    return { what, run };
  }

  async #rowOf(appointment: Appointment): Promise<Row> {
    const active = await this.#clinic.active();
    const row = active.find((it) => ownerOf(it) === appointment.owner && startOf(it) === appointment.start);
    assert.ok(row, `it was confirmed and is not there: ${appointment}`);
    return row;
  }

  #note(line: string): void {
    this.log.push(`    ${line.slice(0, 140)}`);
  }

  #callOf = ({ owner }: Appointment): Call => this.#callers.find(({ caller }) => caller === owner)!;
}

/** Asserts that an answer counts these appointments and names the first of them: up to five, fewer when their days have long names. */
function assertNames(heard: string, starts: string[]): void {
  const named = startsNamed(heard);
  assert.deepEqual(named, starts.slice(0, named.length), heard);
  assert.ok(named.length >= Math.min(starts.length, 3) && named.length <= 5, heard);
  if (starts.length > 1) assert.ok(heard.includes(` has ${starts.length} appointments`), heard);
}

/** An answer that leaves open what was done. */
class Uncertain extends Error {}

/** Lets pass what cannot be helped: an uncertain answer, and a connection that broke because the machine failed. */
function passing(error: unknown): Error {
  if (error instanceof Uncertain) return error;
  if (error instanceof TypeError && error.message === 'fetch failed') return error;
  throw error;
}
