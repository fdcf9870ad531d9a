/** Workers on workerd, started through Miniflare as wrangler pins it, without wrangler's proxy in front. */
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { Log, LogLevel, Miniflare, convertV4MiniflareOptions } from 'miniflare';
import { holdSignals } from './lifetime.mjs';

const MODULE_TYPES = { '.js': 'ESModule', '.mjs': 'ESModule', '.wasm': 'CompiledWasm' };

/** What all Workers of the benchmark have in common; nothing is logged per request and no port but the Worker's is open. */
const COMMON = {
  compatibilityDate: '2026-10-01',
  host: '127.0.0.1',
  port: 0,
  cf: false,
  logRequests: false,
};

/** Name of the only Worker of an instance; Miniflare finds its socket by it. */
const NAME = 'bench';

/**
 * Starts one Worker in a workerd of its own.
 *
 * Miniflare puts an entry Worker of its own before the Worker, which costs more than a small Worker does. So the load goes
 * to a socket of the Worker itself, as a request does in production, unless `via` asks for the entry Worker.
 * @param {import('./lifetime.mjs').Lifetime} lifetime
 * @param {'socket' | 'miniflare'} via
 * @param {object} options  Miniflare's options for one Worker (modules, bindings, d1Databases, kvNamespaces and so on).
 * @returns {Promise<{target: {host: string, port: number}, miniflare: Miniflare, stop: () => Promise<void>}>}
 */
export async function startWorker(lifetime, via, options) {
  const unsafeDirectSockets = [{ host: '127.0.0.1', port: 0 }];
  const worker = { ...COMMON, log: new Log(LogLevel.ERROR), name: NAME, unsafeDirectSockets, ...options };
  const miniflare = new Miniflare(convertV4MiniflareOptions(worker));
  holdSignals();
  const stop = once(() => miniflare.dispose());
  lifetime.defer(stop);
  const url = via === 'miniflare' ? await miniflare.ready : await miniflare.unsafeGetDirectURL(NAME);
  return { target: { host: url.hostname, port: Number(url.port) }, miniflare, stop };
}

/**
 * The modules of a built Worker: `index.js`, which is the entry, and the WASM beside it.
 * @param {string} directory
 */
export async function builtModules(directory) {
  const names = (await readdir(directory)).filter((name) => path.extname(name) in MODULE_TYPES);
  const ordered = names.sort((a, b) => Number(b === 'index.js') - Number(a === 'index.js'));
  const modules = await Promise.all(
    ordered.map(async (name) => ({
      type: MODULE_TYPES[path.extname(name)],
      path: path.join(directory, name),
      contents: await contentsOf(path.join(directory, name)),
    })),
  );
  return { modules, modulesRoot: directory };
}

/** A Worker that is a single ES module. */
export const singleModule = (name, contents) => ({ modules: [{ type: 'ESModule', path: name, contents }], modulesRoot: '.' });

async function contentsOf(file) {
  const bytes = await readFile(file);
  return path.extname(file) === '.wasm' ? new Uint8Array(bytes) : bytes.toString('utf8');
}

function once(work) {
  let result;
  return () => (result ??= work());
}
