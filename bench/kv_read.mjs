/**
 * Stands before the built Worker and answers `POST /_kv/<number>` with 401 after one KV read of a document that nobody has: what a stranger
 * costs at least whose secret could be that of the number's clinic. Everything else goes to the Worker as it came.
 */
import { WorkerEntrypoint } from 'cloudflare:workers';
import Frontdesk from './index.js';

export { Clinic } from './index.js';

const PATH = '/_kv/';

export default class KvRead extends WorkerEntrypoint {
  async fetch(request) {
    const { pathname } = new URL(request.url);
    if (!pathname.startsWith(PATH)) return new Frontdesk(this.ctx, this.env).fetch(request);
    await request.arrayBuffer();
    await this.env.ROUTES.get(`route:v2:${pathname.slice(PATH.length)}`, { cacheTtl: 30 });
    return Response.json({ code: 'unauthorized' }, { status: 401 });
  }
}
