/**
 * The same without what keeps D1 from deciding: each clinic is an object with a database of its own, and what a booking writes is seven
 * statements in one transaction. The Worker hands the request over; the object asks whether the calendar is free, keeps the slot, and
 * writes the event. Nobody is authenticated, nothing is looked up elsewhere, decrypted, checked or answered in words.
 */
import { DurableObject } from 'cloudflare:workers';
import { freeBusy, insertEvent, taken, wanted } from './google.mjs';

const MINUTES = 30;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS appointments (id TEXT PRIMARY KEY, calendar TEXT NOT NULL, starts_at INTEGER NOT NULL, ends_at INTEGER NOT NULL,
    caller TEXT NOT NULL, name TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS appointments_by_start ON appointments (calendar, starts_at);
  CREATE INDEX IF NOT EXISTS appointments_by_caller ON appointments (caller, starts_at);
  CREATE TABLE IF NOT EXISTS receipts (key TEXT PRIMARY KEY, appointment TEXT NOT NULL, outcome TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS messages (id TEXT PRIMARY KEY, appointment TEXT NOT NULL, number TEXT NOT NULL, body TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS outbox (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, subject TEXT NOT NULL, UNIQUE (kind, subject)) STRICT;
  CREATE TABLE IF NOT EXISTS audit (id TEXT PRIMARY KEY, appointment TEXT NOT NULL, action TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TRIGGER IF NOT EXISTS appointments_no_overlap BEFORE INSERT ON appointments BEGIN
    SELECT RAISE(ABORT, 'appointments_overlap') WHERE EXISTS (
      SELECT 1 FROM appointments a WHERE a.calendar = NEW.calendar AND a.starts_at > NEW.starts_at - 86400
        AND a.starts_at < NEW.ends_at AND a.ends_at > NEW.starts_at);
  END;`;

export class Clinic extends DurableObject {
  constructor(ctx, env) {
    super(ctx, env);
    ctx.storage.sql.exec(SCHEMA);
  }

  async fetch(request) {
    const wish = await wanted(request);
    if (await this.isBusy(wish)) return taken();
    const { id, outcome } = this.ctx.storage.transactionSync(() => this.#book(wish));
    await insertEvent(this.env, wish, id);
    this.ctx.waitUntil(this.afterwards(wish, id));
    return Response.json({ results: [{ result: outcome }] });
  }

  isBusy(wish) {
    return freeBusy(this.env, wish);
  }

  async afterwards() {}

  #book({ key, calendar, start, caller, name }) {
    const run = (sql, ...values) => this.ctx.storage.sql.exec(sql, ...values).toArray();
    const [earlier] = run('SELECT appointment AS id, outcome FROM receipts WHERE key = ?', key);
    if (earlier !== undefined) return earlier;
    const id = crypto.randomUUID();
    const startsAt = Date.parse(`${start}:00Z`) / 1000;
    const upcoming = run('SELECT id FROM appointments WHERE caller = ? AND starts_at > unixepoch() LIMIT 9', caller);
    const outcome = `is booked: ${upcoming.length} before (start ${start})`;
    run('INSERT INTO appointments VALUES (?, ?, ?, ?, ?, ?)', id, calendar, startsAt, startsAt + MINUTES * 60, caller, name);
    run('INSERT INTO receipts VALUES (?, ?, ?)', key, id, outcome);
    run('INSERT INTO messages VALUES (?, ?, ?, ?)', crypto.randomUUID(), id, caller, `Your appointment on ${start} is confirmed.`);
    run("INSERT INTO outbox (kind, subject) VALUES ('event', ?1), ('text', ?1)", id);
    run("INSERT INTO audit VALUES (?, ?, 'booked')", crypto.randomUUID(), id);
    return { id, outcome };
  }
}

export default {
  async fetch(request, env) {
    const body = await request.text();
    // The called number, by which the object is named, is all that has to be known here.
    const { number } = JSON.parse(body).message.phoneNumber;
    return env.CLINICS.getByName(number).fetch('https://clinic.invalid/', { method: 'POST', body });
  },
};
