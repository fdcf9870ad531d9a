/**
 * `npm test [-- RING… [part of a name]]`: sets up and runs tests. Rust's run on the host; the others in Node, in one go, so that the last
 * lines are the sum of them all. One that fails does not keep the others from running.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { capture, exitStatus, Failure, main } from './command.mjs';
import { requireMachine } from './machine.mjs';
import { ensureMcpClients } from './mcp-clients.mjs';
import { inRoot, PATHS } from './project.mjs';
import { ensurePrometheus } from './prometheus.mjs';
import { setup } from './setup.mjs';
import { choice, nodeTests, rustFilter } from './test-choice.mjs';
import { lastTimes, plan, rememberTimes } from './test-times.mjs';
import { WRANGLER_ENV } from './wrangler.mjs';

/** The product's, and those of the program that bundles it, in the profile in which that has been compiled already. */
const RUST_PACKAGES = [[], ['--profile', 'local', '--package', 'bundle']];
const CLOCK = inRoot('scripts', 'test-clock.mjs');
const NODE_TIMES = join(PATHS.cache, 'node-test-times.json');

/** What each ring runs; `what` says it. */
const chosenTests = ({ rings, name }) =>
  Promise.all(
    rings.map(async (ring) => {
      if (ring === 'rust') return { ring, what: `cargo test ${name === undefined ? '' : rustFilter(name)}`.trim() };
      const { files, titled } = await nodeTests(ring, name);
      if (files.length === 0) throw new Failure(noSuchTest(ring, name));
      const count = `${files.length} ${files.length === 1 ? 'file' : 'files'}`;
      return { ring, files, titled, what: titled === undefined ? count : `tests called "${titled}" in ${count}` };
    }),
  );

const noSuchTest = (ring, name) => `No test of ${ring} has "${name}" in its name`;

/** @returns {Promise<boolean>} whether all passed */
async function runRust(name) {
  const started = performance.now();
  let passed = true;
  for (const args of name === undefined ? RUST_PACKAGES : await rustPackagesWith(name)) {
    passed = (await exitStatus('cargo', ['test', '--no-fail-fast', ...args])) === 0 && passed;
  }
  if (passed && name === undefined) await rememberTimes({ rust: Math.round(performance.now() - started) });
  return passed;
}

/** Cargo is content with a name that no test has, so the tests are listed first. */
async function rustPackagesWith(name) {
  const having = [];
  for (const args of RUST_PACKAGES) {
    if ((await exitStatus('cargo', ['test', ...args, '--no-run'])) !== 0) throw new Failure("Rust's tests do not compile");
    const { stdout } = await capture('cargo', ['test', '--quiet', ...args, rustFilter(name), '--', '--list']);
    if (/: test$/m.test(stdout)) having.push([...args, rustFilter(name)]);
  }
  if (having.length === 0) throw new Failure(noSuchTest('rust', name));
  return having;
}

/** One run of all files, or with a name one of the files that are called so, and one of the tests. */
function nodeRuns(chosen) {
  const filesOf = (ofKind) => chosen.filter(ofKind).flatMap(({ files }) => files);
  const [whole, single] = [filesOf(({ titled }) => titled === undefined), filesOf(({ titled }) => titled !== undefined)];
  return [{ files: whole }, { files: single, titled: chosen.find(({ titled }) => titled)?.titled }].filter(({ files }) => files.length > 0);
}

/** @returns {Promise<boolean>} whether all passed */
async function runNode({ files, titled }) {
  await mkdir(PATHS.cache, { recursive: true });
  const seen = ['--test-reporter=spec', '--test-reporter-destination=stdout'];
  const timed = [`--test-reporter=${CLOCK}`, `--test-reporter-destination=${NODE_TIMES}`];
  const only = titled === undefined ? [] : [`--test-name-pattern=${titled.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}`];
  const args = ['--test', '--test-concurrency=2', ...seen, ...timed, ...only, ...files];
  return (await exitStatus(PATHS.node, args, { env: WRANGLER_ENV })) === 0;
}

const say = (line) => process.stdout.write(`${line}\n`);

await main(async () => {
  const { rings, name } = choice(process.argv.slice(2));
  const chosen = await chosenTests({ rings, name });
  say(plan(chosen, name === undefined ? await lastTimes() : undefined));
  const node = chosen.filter(({ ring }) => ring !== 'rust');
  // Rust's need no Worker.
  await (node.length > 0 ? setup() : requireMachine());
  if (rings.includes('mcp')) await ensureMcpClients();
  if (rings.includes('metrics')) await ensurePrometheus();
  const results = [];
  if (rings.includes('rust')) results.push(await runRust(name));
  for (const run of nodeRuns(node)) results.push(await runNode(run));
  if (name === undefined && results.at(-1) && node.length > 0) await rememberTimes(JSON.parse(await readFile(NODE_TIMES, 'utf8')));
  // The runners have said what failed.
  if (results.includes(false)) process.exitCode = 1;
});
