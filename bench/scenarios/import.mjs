/**
 * Numbers by `npm run import`, a million of them, beside look-ups of a thousand warm numbers. Before, meanwhile and after it the same
 * look-ups are measured, so that what they keep of their throughput is judged within one run.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { PRODUCTION } from '../frontdesk.mjs';
import { MAPPINGS, answerOf, numberOf, orgId, token, ORGS } from '../dataset.mjs';
import { frontdeskRunner } from '../field.mjs';
import { drive } from '../load.mjs';
import { median } from '../stats.mjs';
import { milliseconds, percent, perSecond, times } from '../table.mjs';
import { hotNumber, prepared } from './lookup.mjs';

const NUMBERS = 1_000_000;
const QUICK_NUMBERS = 20_000;
/** What look-ups should keep of their throughput. */
const LEAST_SHARE = 0.8;
/** Look-ups of imported numbers, to see that they are there. */
const CHECKED = 200;
/** A number that nobody imports twice in a run. */
const FIRST = MAPPINGS;
/** Longest time that D1 may be at one batch, in milliseconds: calls wait behind it. */
const LONGEST_BATCH = 100;

const METER = 'd1_meter.mjs';
const PROGRAM = fileURLToPath(new URL('../../scripts/import.mjs', import.meta.url));

export async function importing({ lifetime, options, progress }) {
  const count = options.quick ? QUICK_NUMBERS : NUMBERS;
  const state = await lifetime.temporaryDirectory('import');
  const runner = await frontdeskRunner(lifetime, { via: options.via, mappings: MAPPINGS, state, fronts: [METER] });
  const file = await numbers(lifetime, count);
  const lookUps = { target: runner.target, exchange: prepared(runner.lookup, hotNumber), connections: options.connections };
  const measured = (seconds) => drive({ ...lookUps, seconds });
  progress('look-ups before');
  await warm(lookUps);
  const before = await inRounds(options.rounds, () => measured(options.seconds));
  await meterOf(runner.target);
  progress(`importing ${perSecond(count)} numbers`);
  const { seconds, during } = await imported(lifetime, runner, file, () => measured(options.seconds));
  const meter = await meterOf(runner.target);
  progress('look-ups after');
  const after = await inRounds(options.rounds, () => measured(options.seconds));
  await verify(runner, count);
  const publications = await waiting(runner.miniflare);
  const share = (samples) => throughput(samples) / throughput(before);
  const { imports, others } = meter;
  return {
    title: `Importing ${perSecond(count)} numbers of ${ORGS} clinics with npm run import, beside look-ups`,
    notes: [
      "rows are D1's meta.rows_written, indices included; busy is the time in which a batch of the import was under way, so it includes the way to D1",
      'publications: documents that wait to be written to KV because of the import',
    ],
    columns: ['', 'look-ups/s', 'of before', 'p50 ms', 'p99 ms'],
    rows: [['before', before], ['meanwhile', during], ['after', after]].map(([name, samples]) => [
      name,
      perSecond(throughput(samples)),
      times(share(samples)),
      milliseconds(median(samples.map(({ p50 }) => p50))),
      milliseconds(median(samples.map(({ p99 }) => p99))),
    ]),
    aims: [
      { text: `look-ups keep ${times(share(during))} of their throughput; the aim is ${LEAST_SHARE.toFixed(2)}x or more`, met: share(during) >= LEAST_SHARE, value: share(during) },
      { text: `${seconds.toFixed(1)} s, ${perSecond(count / seconds)} numbers/s`, met: true, value: seconds },
      { text: `${(imports.written / count).toFixed(2)} rows written a number, ${perSecond(imports.written)} in ${perSecond(imports.batches)} batches`, met: true, value: imports.written / count },
      { text: `D1 is at batches of the import for ${percent(imports.waited / 1000 / seconds)} of the time, the longest took ${milliseconds(imports.longest)} ms`, met: imports.longest <= LONGEST_BATCH, value: imports.waited / 1000 / seconds },
      { text: `${publications} publications wait because of it; the aim is 0`, met: publications === 0, value: publications },
    ],
    samples: { before, during, after, imports, others, seconds },
  };
}

const throughput = (samples) => median(samples.map((sample) => sample.throughput));

async function inRounds(rounds, measure) {
  const samples = [];
  for (let round = 0; round < rounds; round += 1) samples.push(await measure());
  return samples;
}

/** Every number's first look-up asks D1 and lists a document for KV. */
async function warm(lookUps) {
  const { firstError } = await drive({ ...lookUps, seconds: 60, limit: 3_000 });
  if (firstError !== null) throw new Error(`a look-up is not answered as it should be: ${firstError}`);
}

/** A CSV of numbers that nobody has yet, spread over the clinics. */
async function numbers(lifetime, count) {
  const file = path.join(await lifetime.temporaryDirectory('numbers'), 'numbers.csv');
  const out = createWriteStream(file);
  out.write('org_id,inbound_phone_number,clinic_name\n');
  for (let n = FIRST; n < FIRST + count; n += 1) {
    const { clinic_name: name } = answerOf(n);
    if (!out.write(`${orgId(n % ORGS)},${numberOf(n)},${name}\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
  return file;
}

/** Runs the program to its end, with measurements beside it. */
async function imported(lifetime, { target }, file, measure) {
  const platform = await token(PRODUCTION.JWT_SECRET, { role: 'platform' });
  const args = [PROGRAM, '--no-dry-run', '--url', `http://${target.host}:${target.port}`, file];
  const began = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, FRONTDESK_TOKEN: platform } });
  lifetime.defer(() => child.kill('SIGKILL'));
  let [said, code, ended] = ['', undefined, 0];
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said = (said + text).slice(-2_000)));
  child.on('close', (status) => ([code, ended] = [status, performance.now()]));
  const during = [];
  while (code === undefined) during.push(await measure());
  if (code !== 0) throw new Error(`npm run import ended with ${code}: ${said}`);
  await rm(file);
  // The last measurement went on when the import had ended.
  return { seconds: (ended - began) / 1000, during: during.length > 1 ? during.slice(0, -1) : during };
}

async function meterOf({ host, port }) {
  return (await fetch(`http://${host}:${port}/_meter`)).json();
}

/** Looks some of the imported numbers up. */
async function verify(runner, count) {
  const nth = (n) => FIRST + Math.floor((n * count) / CHECKED);
  const { firstError } = await drive({ target: runner.target, exchange: (n) => runner.lookup(nth(n)), connections: 4, seconds: 60, limit: CHECKED });
  if (firstError !== null) throw new Error(`an imported number is not found: ${firstError}`);
}

/** Documents of imported numbers that wait, but for those that were just looked up. */
async function waiting(miniflare) {
  const database = await miniflare.getD1Database('DB');
  const { waiting } = await database.prepare('SELECT count(*) AS waiting FROM route_publications WHERE priority > 0').first();
  return waiting;
}
