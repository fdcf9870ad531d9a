/** The peers of a booking: bare Workers that make the round trips which it cannot do without, over D1 and over an object for each clinic. */
import { readFile } from 'node:fs/promises';
import { startWorker } from './workerd.mjs';

/** Modules that entries are made of. */
const OTHERS = ['google.mjs', 'object.mjs'];

const durableObjects = { CLINICS: { className: 'Clinic', useSQLite: true } };

const TABLE = 'CREATE TABLE appointments (id TEXT PRIMARY KEY, calendar TEXT, start TEXT, caller TEXT, UNIQUE (calendar, start)) STRICT';

/** @param {import('./sandbox.mjs').Vendors} vendors  What they take for Google. */
export async function startD1Peer(lifetime, via, vendors) {
  const worker = await startPeer(lifetime, via, vendors, 'd1.mjs', { d1Databases: ['DB'] });
  await (await worker.miniflare.getD1Database('DB')).prepare(TABLE).run();
  return worker;
}

/** @param {import('./sandbox.mjs').Vendors} vendors  What they take for Google. */
export function startObjectPeer(lifetime, via, vendors) {
  return startPeer(lifetime, via, vendors, 'object.mjs', { durableObjects });
}

/** The same with a read of D1 beside, and a text behind the answer. @param {import('./sandbox.mjs').Vendors} vendors */
export async function startWholePeer(lifetime, via, vendors) {
  const worker = await startPeer(lifetime, via, vendors, 'whole.mjs', { durableObjects, d1Databases: ['DB'] });
  await (await worker.miniflare.getD1Database('DB')).prepare(TABLE).run();
  return worker;
}

/** Its files are in memory, as Frontdesk's are. The first module is the Worker. */
async function startPeer(lifetime, via, { base }, entry, bindings) {
  const modules = await Promise.all([entry, ...OTHERS.filter((name) => name !== entry)].map(moduleOf));
  const state = await lifetime.directoryInMemory('peer');
  const options = { modules, modulesRoot: '.', bindings: { GOOGLE_API_BASE: base }, resourcePersistencePath: state };
  return startWorker(lifetime, via, { ...options, ...bindings });
}

async function moduleOf(name) {
  const contents = await readFile(new URL(`peers/booking/${name}`, import.meta.url), 'utf8');
  return { type: 'ESModule', path: name, contents };
}
