/** Which tests a command line means, and what is said of them beforehand. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { duration } from '../../scripts/steps.mjs';
import { choice, nodeTests, ringOf, RINGS, rustFilter } from '../../scripts/test-choice.mjs';
import { lastTimes, plan, rememberTimes } from '../../scripts/test-times.mjs';
import { ROOT, script } from './program.ts';

const filesWith = async (name: string) => {
  const { files, titled } = await nodeTests('scripts', name);
  return { files: files.map((file) => basename(file)), titled };
};

test('without words all rings run, in their order', () => {
  assert.deepEqual(choice([]), { rings: RINGS, name: undefined });
});

test('rings are chosen by their names, and run in their order', () => {
  assert.deepEqual(choice(['worker', 'rust']), { rings: ['rust', 'worker'], name: undefined });
});

test('what follows the rings is part of a name, spaces and all', () => {
  assert.deepEqual(choice(['rust', 'worker', 'a', 'warm', 'check']), { rings: ['rust', 'worker'], name: 'a warm check' });
  assert.equal(rustFilter('a warm check'), 'a_warm_check');
});

test('a name without a ring is refused, with all forms', async () => {
  const { code, stderr } = await script('test.mjs', ['mirror']);
  assert.equal(code, 2);
  assert.match(stderr, /^"mirror" is no ring of tests\.\n[^]*^npm test -- worker mirror /m);
});

test('a name that no test has is refused before anything is set up', async () => {
  const { code, stdout, stderr } = await script('test.mjs', ['fixtures', 'no', 'such', 'thing']);
  assert.deepEqual([code, stdout, stderr], [1, '', 'No test of fixtures has "no such thing" in its name\n']);
});

test('a name finds files, else tests, else parts of tests', async () => {
  assert.deepEqual(await filesWith('fingerprint'), { files: ['fingerprint.test.ts'], titled: undefined });
  const title = 'which a checkout resets';
  assert.deepEqual(await filesWith(title), { files: ['fingerprint.test.ts'], titled: title });
  const { files, titled } = await nodeTests('worker', 'look up who owns the number');
  assert.deepEqual([files.map((file) => basename(file)), titled], [['quick_start.test.ts'], undefined]);
});

test('every ring has files, and each knows its ring', async () => {
  for (const ring of RINGS.filter((name) => name !== 'rust')) {
    const { files } = await nodeTests(ring);
    assert.deepEqual(new Set(files.map(ringOf)), new Set([ring]));
  }
  assert.equal(ringOf(join(ROOT, 'tests', 'clients', 'clients.test.ts')), undefined);
});

/** `npm test -- rust WORDS` where cargo only tells how it was called, and knows one test. */
async function rustTests(t: TestContext, ...words: string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'frontdesk cargo '));
  t.after(() => rm(folder, { recursive: true }));
  const known = 'case "$*" in *bundle*) ;; *a_warm*--list*) echo "times::a_warm_check: test";; esac';
  await writeFile(join(folder, 'cargo'), `#!/bin/sh\necho "cargo $*"\n${known}\n`, { mode: 0o755 });
  const { code, stdout, stderr } = await script('test.mjs', ['rust', ...words], { PATH: `${folder}${delimiter}${process.env['PATH']}` });
  return { code, called: stdout.split('\n').filter((line) => line.startsWith('cargo ')), stderr };
}

const COMPILED = ['cargo test --no-run', 'cargo test --profile local --package bundle --no-run'];

test("of Rust's tests those with the name run, where there are any", async (t) => {
  const { code, called } = await rustTests(t, 'a', 'warm');
  assert.deepEqual([code, called], [0, [...COMPILED, 'cargo test --no-fail-fast a_warm']]);
});

test('a name that no test of Rust has is a failure, and not nothing to do', async (t) => {
  const outcome = await rustTests(t, 'a', 'cold');
  assert.deepEqual(outcome, { code: 1, called: COMPILED, stderr: 'No test of rust has "a cold" in its name\n' });
});

/** A file for times that is not there yet. */
async function timesFile(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'frontdesk times '));
  t.after(() => rm(folder, { recursive: true }));
  return join(folder, 'cache', 'times.json');
}

test("a ring's time is kept beside the others'", async (t) => {
  const file = await timesFile(t);
  assert.deepEqual(await lastTimes(file), {});
  await rememberTimes({ rust: 100, worker: 200 }, file);
  await rememberTimes({ worker: 300 }, file);
  assert.deepEqual(await lastTimes(file), { rust: 100, worker: 300 });
  await writeFile(file, '{"rust": 1');
  assert.deepEqual(await lastTimes(file), {});
});

test('the plan says what runs, how long it took, and the sum when all is known', () => {
  const rings = [
    { ring: 'rust', what: 'cargo test' },
    { ring: 'worker', what: '52 files' },
  ];
  const known = 'These tests run, and took last time:\n  rust    cargo test  1 min 40 s\n  worker  52 files    5.0 s\nTogether 1 min 45 s.';
  assert.equal(plan(rings, { rust: 100_000, worker: 5_000 }), known);
  const unknown = 'These tests run, and took last time:\n  rust    cargo test  not known\n  worker  52 files    5.0 s';
  assert.equal(plan(rings, { worker: 5_000 }), unknown);
  assert.equal(plan(rings.slice(1)), 'These tests run:\n  worker  52 files');
});

test('durations are said as a person reads them', () => {
  assert.deepEqual([40, 9_949, 9_951, 59_499, 59_501, 125_000].map(duration), ['0.0 s', '9.9 s', '10 s', '59 s', '1 min 0 s', '2 min 5 s']);
});
