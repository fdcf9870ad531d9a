/**
 * Stands before the built Worker and meters D1: how many batches there were, which rows they read and wrote, and how long D1 was at them,
 * for imports and for everything else. Nothing waits for it. `GET /_meter` answers what was metered since it was last asked.
 */
import { WorkerEntrypoint } from 'cloudflare:workers';
import Frontdesk from './index.js';

export { Clinic } from './index.js';

/** What batches of an import begin with: an isolate keeps the binding that it was first given, so the request does not tell. */
const IMPORTS = /asked CROSS JOIN|orgs_in_import|import_receipts|AS handed_to/;

const nothing = () => ({ batches: 0, read: 0, written: 0, waited: 0, longest: 0 });
let meter = { imports: nothing(), others: nothing() };

export default class D1Meter extends WorkerEntrypoint {
  async fetch(request) {
    const { pathname } = new URL(request.url);
    if (pathname === '/_meter') return Response.json(read());
    const frontdesk = new Frontdesk(this.ctx, this.env);
    frontdesk.env = { ...this.env, DB: metered(this.env.DB) };
    return frontdesk.fetch(request);
  }
}

function read() {
  const metered = meter;
  meter = { imports: nothing(), others: nothing() };
  return metered;
}

function metered(database) {
  const batch = async (statements) => {
    const began = performance.now();
    const results = await database.batch(statements);
    const took = performance.now() - began;
    const sum = (figure) => results.reduce((total, { meta }) => total + meta[figure], 0);
    const figures = meter[IMPORTS.test(statements[0]?.statement) ? 'imports' : 'others'];
    figures.batches += 1;
    figures.read += sum('rows_read');
    figures.written += sum('rows_written');
    figures.waited += took;
    figures.longest = Math.max(figures.longest, took);
    return results;
  };
  return new Proxy(database, { get: (target, name) => (name === 'batch' ? batch : bound(target, name)) });
}

function bound(target, name) {
  const value = target[name];
  // The Worker tells a binding by its constructor.
  return typeof value === 'function' && name !== 'constructor' ? value.bind(target) : value;
}
