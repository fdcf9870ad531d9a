/** Tests with the machine's clock on other days: what programs see of it, and that a date that is written down is found out. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { withOtherClocks } from '../../scripts/clock-ahead.ts';
import { outcomeOf, script, type Outcome } from './program.ts';

const skip = process.platform !== 'linux' && 'clocks can be set on Linux only';
const YEAR_MS = 365 * 86_400_000;

test('a program is ahead by so much, with what it starts, and time passes for it as for us', { skip }, async () => {
  const shown = 'const begun = performance.now(); setTimeout(() => console.log(Date.now(), performance.now() - begun), 50)';
  const nested = `require('node:child_process').spawnSync(process.execPath, ['-e', ${JSON.stringify(shown)}], { stdio: 'inherit' })`;
  await withOtherClocks(async (clockAt) => {
    const aim = Date.now() + 3 * YEAR_MS;
    const { stdout } = await outcomeOf(process.execPath, ['-e', nested], clockAt(aim));
    const [now, passed] = stdout.split(' ').map(Number) as [number, number];
    assert.ok(now >= aim && now < aim + 60_000, stdout);
    assert.ok(passed >= 49 && passed < 60_000, stdout);
  });
});

/** Runs a test file that has `body`, at all other days. */
async function tried(t: TestContext, body: string): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'clock days '));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'dated.test.mjs');
  await writeFile(file, `import assert from 'node:assert/strict';\nimport { test } from 'node:test';\n${body}`);
  return script('clock-days.ts', ['--required', file]);
}

test('what passes on every day is a line for each', { skip }, async (t) => {
  const { code, stdout, stderr } = await tried(t, "test('always', () => {});");
  assert.deepEqual([code, stderr], [0, '']);
  assert.match(stdout, /^(.+ \(\d{4}-\d\d-\d\dT\S+\): 1 tests pass\n){9}$/);
});

test('what is true for a year only fails, with the days and with what the test said', { skip }, async (t) => {
  const date = new Date(Date.now() + 1.5 * YEAR_MS).toISOString().slice(0, 10);
  const { code, stdout, stderr } = await tried(t, `test('dated', () => assert.ok(Date.now() < Date.parse('${date}'), 'is over'));`);
  assert.equal(code, 1);
  assert.match(stderr, /^Tests fail on other days: .*two years ahead; ten years ahead\n$/);
  assert.match(stdout, /is over/);
});

test('without a C compiler it is said that nothing was tried, which is a failure where it is required', { skip }, async () => {
  const environment = { PATH: '/nonexistent' };
  const [asked, required] = await Promise.all([script('clock-days.ts', [], environment), script('clock-days.ts', ['--required'], environment)]);
  assert.equal(asked.code, 0);
  assert.match(asked.stdout, /^To give programs another clock takes a C compiler \(cc\): .*, so no other day is tried\n$/);
  assert.equal(required.code, 1);
  assert.match(required.stderr, /^To give programs another clock takes a C compiler/);
});
