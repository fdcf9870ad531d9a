/**
 * Stands before the built Worker and reads the meters of D1 and of the clinics' objects: what was read and written for a request, as it
 * is billed. Both run as they were built. Answers when the work behind the answer is done, so nothing is timed through it, and one
 * request at a time, since an isolate keeps the database that it was first given.
 */
import { WorkerEntrypoint } from 'cloudflare:workers';
import Frontdesk from './index.js';
import { Clinic as OpenClinic, ignore, listen, replaced, settle, watchedClinics } from './open_clinic.mjs';

/** What the request that is being answered has read and written; each has its figures once it has been read to its end. */
const reads = [];

/** The runtime looks for the class here. */
export class Clinic extends OpenClinic {
  constructor(ctx, env) {
    super(ctx, env, (given, bindings) => [meteredObject(given), meteredBindings(bindings)]);
  }
}

export default class Metered extends WorkerEntrypoint {
  async fetch(request) {
    const [background, asked] = [[], listen()];
    const frontdesk = new Frontdesk(this.ctx, this.env);
    frontdesk.env = meteredBindings(this.env);
    frontdesk.ctx = { waitUntil: (work) => background.push(work), passThroughOnException() {} };
    const answer = await frontdesk.fetch(request);
    await settle(background, this.env.CLINICS, asked);
    ignore(asked);
    const response = new Response(answer.body, answer);
    const figures = reads.splice(0).map(({ rowsRead, rowsWritten }) => ({ read: rowsRead, written: rowsWritten }));
    response.headers.set('x-metered', JSON.stringify(figures));
    return response;
  }
}

const meteredBindings = (env) => ({ ...env, DB: metered(env.DB), CLINICS: watchedClinics(env.CLINICS) });

/** The same database, metered. */
function metered(database) {
  return replaced(database, {
    batch: async (statements) => {
      const results = await database.batch(statements);
      const sum = (figure) => results.reduce((total, { meta }) => total + meta[figure], 0);
      reads.push({ rowsRead: sum('rows_read'), rowsWritten: sum('rows_written') });
      return results;
    },
  });
}

/** The same object, its database metered; an alarm that is set counts as a row. */
function meteredObject(ctx) {
  const { storage } = ctx;
  const exec = (...statement) => {
    const cursor = storage.sql.exec(...statement);
    reads.push(cursor);
    return cursor;
  };
  const setAlarm = (...time) => {
    reads.push({ rowsRead: 0, rowsWritten: 1 });
    return storage.setAlarm(...time);
  };
  return replaced(ctx, { storage: replaced(storage, { sql: replaced(storage.sql, { exec }), setAlarm }) });
}
