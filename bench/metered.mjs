/**
 * Stands before the built Worker and reads the meter of D1: what each batch of a request read and wrote, as it is billed. The Worker
 * itself runs as it was built. Answers when the work behind the answer is done, so nothing is timed through it, and one request at a
 * time, since an isolate keeps the database that it was first given.
 */
import { WorkerEntrypoint } from 'cloudflare:workers';
import Frontdesk from './index.js';

/** The runtime looks for the class here. It is not watched: an object works for all isolates. */
export { Clinic } from './index.js';

/** The batches of the request that is being answered. */
const batches = [];

export default class Metered extends WorkerEntrypoint {
  async fetch(request) {
    const background = [];
    const frontdesk = new Frontdesk(this.ctx, this.env);
    frontdesk.env = { ...this.env, DB: metered(this.env.DB) };
    frontdesk.ctx = { waitUntil: (work) => background.push(work), passThroughOnException() {} };
    const answer = await frontdesk.fetch(request);
    while (background.length > 0) await Promise.allSettled(background.splice(0));
    const response = new Response(answer.body, answer);
    response.headers.set('x-metered', JSON.stringify(batches.splice(0)));
    return response;
  }
}

/** The same database, metered. Methods need the true binding as `this`. */
function metered(database) {
  return new Proxy(database, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (typeof value !== 'function' || name === 'constructor') return value;
      if (name !== 'batch') return value.bind(target);
      return async (statements) => {
        const results = await target.batch(statements);
        const sum = (figure) => results.reduce((total, { meta }) => total + meta[figure], 0);
        batches.push({ statements: results.length, read: sum('rows_read'), written: sum('rows_written') });
        return results;
      };
    },
  });
}
