/**
 * `npm test [-- rust fixtures sandbox worker scripts bench]`: sets up and runs the tests. Rust's run on the host; the others in Node,
 * in one go, so that the last lines are the sum of them all. One that fails does not keep the others from running.
 */
import { readdir } from 'node:fs/promises';
import { exitStatus, Failure, main } from './command.mjs';
import { inRoot, PATHS } from './project.mjs';
import { setup } from './setup.mjs';
import { WRANGLER_ENV } from './wrangler.mjs';

const NODE_RINGS = ['fixtures', 'sandbox', 'worker', 'scripts', 'bench'];
const RINGS = ['rust', ...NODE_RINGS];

function chosenRings(names) {
  const unknown = names.find((name) => !RINGS.includes(name));
  if (unknown !== undefined) throw new Failure(`There are no "${unknown}" tests; choose from ${RINGS.join(', ')}`, 2);
  return names.length > 0 ? names : RINGS;
}

const rustTests = () => exitStatus('cargo', ['test', '--no-fail-fast']);

const nodeTests = (files) => exitStatus(PATHS.node, ['--test', '--test-reporter=spec', '--test-concurrency=2', ...files], { env: WRANGLER_ENV });

/** Where each ring's files are. */
const FILES = { bench: ['bench', '.test.mjs'] };

/** A ring's test files, however deep; none is a failure, for then nothing would be tested and everything would look well. */
async function testFiles(ring) {
  const [folder, ending] = FILES[ring] ?? [`tests/${ring}`, '.test.ts'];
  const names = await readdir(inRoot(...folder.split('/')), { recursive: true }).catch(() => []);
  const files = names.filter((name) => name.endsWith(ending)).sort();
  if (files.length === 0) fail(`There is no ${folder}/*${ending}`);
  return files.map((name) => inRoot(...folder.split('/'), name));
}

function fail(problem) {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 1;
}

await main(async () => {
  const rings = chosenRings(process.argv.slice(2));
  await setup();
  const files = (await Promise.all(NODE_RINGS.filter((ring) => rings.includes(ring)).map(testFiles))).flat();
  const rust = rings.includes('rust') ? await rustTests() : 0;
  const node = files.length > 0 ? await nodeTests(files) : 0;
  // The runners have said what failed.
  if (rust !== 0 || node !== 0) process.exitCode = 1;
});
