/** Size of the Worker and time to its first answer, against a bare JavaScript Worker's. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { BUILDS } from '../../scripts/build.mjs';
import { frontdeskOptions } from '../frontdesk.mjs';
import { Lifetime } from '../lifetime.mjs';
import { javaScriptModule } from '../peers.mjs';
import { median, range } from '../stats.mjs';
import { kibibytes, milliseconds } from '../table.mjs';
import { startWorker } from '../workerd.mjs';

/** Cloudflare measures a Worker compressed; the project's own limit is that of .ci/run. */
const GZIP_LIMIT = 2_500_000;

/** Fresh starts of each Worker. */
const STARTS = 7;
const QUICK_STARTS = 3;

export async function footprint({ options }) {
  const wasm = await readFile(path.join(BUILDS.release.folder, 'index_bg.wasm'));
  const { wasmGzip, totalGzip } = await compressedSizes(wasm);
  const { bare, frontdesk } = await startTimes(options);
  return {
    title: 'Footprint',
    notes: [`first answer of a fresh workerd, median of ${frontdesk.length} starts; the difference is compiling and instantiating`],
    columns: ['', 'value'],
    rows: [
      ['WASM', kibibytes(wasm.length)],
      ['WASM, gzip -9', kibibytes(wasmGzip)],
      ['whole Worker, gzip -9', kibibytes(totalGzip)],
      ['first answer, bare JavaScript', `${milliseconds(median(bare))} ms`],
      ['first answer, Frontdesk', `${milliseconds(median(frontdesk))} ms`],
      ['difference', `${milliseconds(difference(bare, frontdesk))} ms`],
      ['difference of the quickest', `${milliseconds(range(frontdesk).low - range(bare).low)} ms`],
    ],
    aims: [{ text: `the Worker is ${kibibytes(totalGzip)} compressed; the aim is under 2.5 MB`, met: totalGzip < GZIP_LIMIT, value: totalGzip }],
    samples: { wasm: wasm.length, wasmGzip, totalGzip, bare, frontdesk },
  };
}

async function compressedSizes(wasm) {
  const compressed = async (bytes) => (await promisify(gzip)(bytes, { level: 9 })).length;
  const wasmGzip = await compressed(wasm);
  return { wasmGzip, totalGzip: wasmGzip + (await compressed(await readFile(path.join(BUILDS.release.folder, 'index.js')))) };
}

/**
 * Both with the same bindings, so that the difference is the Worker's own. Interleaved, like everything else; the first pair
 * warms the disk cache and is dropped.
 */
export async function startTimes({ via, quick }) {
  const frontdesk = await frontdeskOptions();
  const bare = { ...frontdesk, ...(await javaScriptModule()) };
  const times = { bare: [], frontdesk: [] };
  for (let start = 0; start <= (quick ? QUICK_STARTS : STARTS); start += 1) {
    times.bare.push(await firstAnswer(via, bare));
    times.frontdesk.push(await firstAnswer(via, frontdesk));
  }
  return { bare: times.bare.slice(1), frontdesk: times.frontdesk.slice(1) };
}

/** Milliseconds from nothing to the first answer. */
async function firstAnswer(via, worker) {
  const lifetime = new Lifetime();
  try {
    const started = performance.now();
    const { target } = await startWorker(lifetime, via, worker);
    const response = await fetch(`http://${target.host}:${target.port}/health`);
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`/health answered ${response.status}`);
    return performance.now() - started;
  } finally {
    await lifetime.close();
  }
}

const difference = (bare, frontdesk) => median(frontdesk.map((time, start) => time - bare[start]));
