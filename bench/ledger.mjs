/**
 * Stands before the built Worker and keeps a ledger of what Cloudflare bills: requests, hops to objects, alarms, calls to D1 and KV, and
 * rows of D1 and of objects. Both run as they were built. Answers when the work behind the answer is done, so nothing is timed through it.
 *
 * `GET /_ledger` answers what was entered since it was last asked.
 */
import { WorkerEntrypoint } from 'cloudflare:workers';
import Frontdesk from './index.js';
import { Clinic as OpenClinic, ignore, listen, replaced, settle, watchedClinics } from './open_clinic.mjs';

/**
 * Entries in the order in which they began. Those of SQL have their figures once the cursor was read to its end.
 * @type {{kind: 'request' | 'hop' | 'alarm' | 'setAlarm' | 'd1' | 'kv' | 'sql', [detail: string]: any}[]}
 */
const entries = [];
const enter = (kind, details = {}) => entries.push({ kind, ...details });

/** The runtime looks for the class here. An object works for all isolates, and its entries are of the one that it lives in. */
export class Clinic extends OpenClinic {
  constructor(ctx, env) {
    super(ctx, env, (given, bindings) => [ledgerOfObject(given), ledgerOfBindings(bindings)]);
  }

  alarm() {
    enter('alarm');
    return super.alarm();
  }

  /** The size of the object's file in bytes. */
  size() {
    return this.ctx.storage.sql.databaseSize;
  }
}

export default class Ledger extends WorkerEntrypoint {
  async fetch(request) {
    if (new URL(request.url).pathname === '/_ledger') return Response.json(entries.splice(0).map(settled));
    enter('request');
    const [background, asked] = [[], listen()];
    const frontdesk = new Frontdesk(this.ctx, this.env);
    frontdesk.env = ledgerOfBindings(this.env);
    frontdesk.ctx = { waitUntil: (work) => background.push(work), passThroughOnException() {} };
    const answer = await frontdesk.fetch(request);
    await settle(background, this.env.CLINICS, asked);
    ignore(asked);
    return answer;
  }
}

const settled = ({ cursor, ...entry }) =>
  cursor === undefined ? entry : { ...entry, read: cursor.rowsRead, written: cursor.rowsWritten };

function ledgerOfBindings(env) {
  return { ...env, DB: ledgerOfD1(env.DB), ROUTES: ledgerOfKv(env.ROUTES), CLINICS: watchedClinics(env.CLINICS, () => enter('hop')) };
}

function ledgerOfD1(database) {
  const batch = async (statements) => {
    const results = await database.batch(statements);
    const sum = (figure) => results.reduce((total, { meta }) => total + meta[figure], 0);
    const [first] = statements;
    enter('d1', { sql: first?.statement, statements: statements.length, read: sum('rows_read'), written: sum('rows_written') });
    return results;
  };
  return replaced(database, { batch });
}

function ledgerOfKv(store) {
  const entered = (method) => (...args) => {
    enter('kv', { method });
    return store[method](...args);
  };
  const methods = ['get', 'getWithMetadata', 'put', 'delete', 'list'];
  return replaced(store, Object.fromEntries(methods.map((method) => [method, entered(method)])));
}

function ledgerOfObject(ctx) {
  const { storage } = ctx;
  const exec = (sql, ...values) => {
    const cursor = storage.sql.exec(sql, ...values);
    enter('sql', { sql, cursor });
    return cursor;
  };
  const setAlarm = (...time) => {
    enter('setAlarm');
    return storage.setAlarm(...time);
  };
  return replaced(ctx, { storage: replaced(storage, { sql: replaced(storage.sql, { exec }), setAlarm }) });
}
