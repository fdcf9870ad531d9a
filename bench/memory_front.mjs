/**
 * Stands before the built Worker and tells at `/_wasm` how many bytes its WASM takes. KV has nothing and takes nothing: a million documents
 * would be a million files here, and are no memory of the isolate's. Everything else goes to the Worker as it came.
 */
import { WorkerEntrypoint } from 'cloudflare:workers';
import { wasmBytes } from './wasm_witness.mjs';
import Frontdesk from './index.js';
import { replaced } from './open_clinic.mjs';

export { Clinic } from './index.js';

export default class MemoryFront extends WorkerEntrypoint {
  fetch(request) {
    if (new URL(request.url).pathname === '/_wasm') return Response.json(wasmBytes());
    const frontdesk = new Frontdesk(this.ctx, this.env);
    frontdesk.env = { ...this.env, ROUTES: replaced(this.env.ROUTES, { get: async () => null, put: async () => {} }) };
    return frontdesk.fetch(request);
  }
}
