/** `npm run import` against workerd: tried, imported, refused, and ended in the middle. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { ROOT, script } from '../scripts/program.ts';
import { freshNumber, PLATFORM, start, token, type Frontdesk } from './fixture.ts';

const HEADER = 'org_id,inbound_phone_number,clinic_name';
const number = (n: number) => `+1213${6_000_000 + n}`;

/** A file in a directory of its own. */
async function file(t: TestContext, name: string, text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'frontdesk-import-'));
  t.after(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, name), text);
  return join(folder, name);
}

const csv = (org: string, count: number, name = 'Oak') =>
  `${HEADER}\n${Array.from({ length: count }, (_, n) => `${org},${number(n)},${name}\n`).join('')}`;

const args = (frontdesk: Frontdesk, ...more: string[]) => ['--url', frontdesk.url, '--token', PLATFORM, ...more];

const count = async (frontdesk: Frontdesk, name = 'Oak') =>
  (await frontdesk.sql('SELECT count(*) AS rows FROM phone_number_mapping WHERE clinic_name = ?', name))[0]?.rows;

const failures = async (path: string) =>
  (await readFile(`${path}.failed.ndjson`, 'utf8')).trimEnd().split('\n').map((line) => JSON.parse(line));

test('a file is tried and then imported, and what fails is listed', async (t) => {
  const frontdesk = await start(t);
  const [ours, theirs] = [await frontdesk.org(), await frontdesk.org('Elm Dental')];
  const taken = freshNumber();
  await frontdesk.map(theirs, taken);
  const text = `\ufeff${HEADER}\r\n${ours.id},${number(1)},"Oak, West"\r\n\r\n${ours.id},${taken},Oak\r\n${ours.id},1.2136E+10,Oak`;
  const path = await file(t, 'numbers.csv', text);
  const tried = await script('import.mjs', args(frontdesk, path));
  assert.equal(tried.code, 1, tried.stderr);
  assert.match(tried.stdout, /^Tried 3 rows: 1 created, 1 conflict, 1 invalid\n/);
  assert.match(tried.stderr, /Nothing was imported.*--skip-failed/);
  assert.equal(await count(frontdesk, 'Oak, West'), 0);
  assert.deepEqual((await failures(path)).map(({ line, code }) => [line, code]), [[4, 'number_taken'], [5, 'invalid']]);
  const done = await script('import.mjs', args(frontdesk, '--skip-failed', path));
  assert.match(done.stdout, /\nImported 3 rows: 1 created, 1 conflict, 1 invalid\nRows that failed: .*numbers\.csv\.failed\.ndjson\n$/);
  assert.deepEqual([done.code, await count(frontdesk, 'Oak, West')], [1, 1]);
  assert.deepEqual((await failures(path)).length, 2);
  const again = await script('import.mjs', args(frontdesk, '--dry-run', '--from', '2', await file(t, 'one.csv', text.split('\r\n').slice(0, 2).join('\n'))));
  assert.deepEqual([again.code, again.stdout], [0, 'Tried 1 row: 1 unchanged\n']);
});

test('an admin imports a JSON object each line for the own clinic', async (t) => {
  const frontdesk = await start(t);
  const org = await frontdesk.org();
  const row = (n: number) => `${JSON.stringify({ inbound_phone_number: number(n), clinic_name: 'Oak' })}\n`;
  const path = await file(t, 'numbers.ndjson', row(1) + row(2));
  const done = await script('import.mjs', ['--url', frontdesk.url, '--token', token('admin', org.id), path]);
  assert.deepEqual([done.code, done.stdout], [0, 'Tried 2 rows: 2 created\nImported 2 rows: 2 created\n'], done.stderr);
  const refused = await script('import.mjs', ['--url', frontdesk.url, '--token', token('viewer', org.id), path]);
  assert.deepEqual([refused.code, refused.stderr.startsWith('403: ')], [1, true], refused.stderr);
});

test('a number that is in two pieces is found, and left out with the rest', async (t) => {
  const frontdesk = await start(t);
  const { id } = await frontdesk.org();
  const path = await file(t, 'numbers.csv', `${csv(id, 10_050)}${id},${number(7)},Elm\n`);
  const tried = await script('import.mjs', args(frontdesk, path));
  assert.match(tried.stdout, /Tried 10,051 rows: 10,049 created, 2 invalid/);
  assert.deepEqual((await failures(path)).map(({ line, code }) => [line, code]), [[9, 'repeated'], [10_052, 'repeated']]);
  const done = await script('import.mjs', args(frontdesk, '--skip-failed', path));
  assert.match(done.stdout, /Imported 10,051 rows: 10,049 created, 2 invalid/);
  assert.deepEqual([await count(frontdesk), await count(frontdesk, 'Elm')], [10_049, 0]);
});

/** The program, and its exit. Something is done when it says that a line is imported. */
function importing(t: TestContext, more: string[], act: (child: ChildProcess) => unknown) {
  const child = spawn(process.execPath, ['scripts/import.mjs', ...more], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  t.after(async () => void child.kill('SIGKILL'));
  let [stdout, stderr, acted] = ['', '', false];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    if (acted || !stderr.includes('imported up to line 10001:')) return;
    acted = true;
    act(child);
  });
  return new Promise<{ code: number | null; signal: string | null; stdout: string; stderr: string }>((resolve) =>
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr })),
  );
}

const ROWS = 25_000;

test('an import whose program is killed goes on where it was, and tells of every row once', async (t) => {
  const frontdesk = await start(t);
  const { id } = await frontdesk.org();
  const path = await file(t, 'numbers.csv', csv(id, ROWS));
  const line = args(frontdesk, '--no-dry-run', path);
  const killed = await importing(t, line, (child) => child.kill('SIGKILL'));
  assert.equal(killed.signal, 'SIGKILL', killed.stderr);
  const before = await count(frontdesk);
  assert.ok(before >= 10_000 && before < ROWS, String(before));
  const done = await script('import.mjs', line);
  // Rows of a piece that got no answer were created by this import, whichever program sent it.
  assert.deepEqual([done.code, done.stdout], [0, 'Goes on at line 10002\nImported 25,000 rows: 25,000 created\n'], done.stderr);
  assert.equal(await count(frontdesk), ROWS);
  assert.deepEqual(await readdir(join(path, '..')), ['numbers.csv']);
});

test('an import outlives the deployment that it is sent to', async (t) => {
  const state = await mkdtemp(join(tmpdir(), 'frontdesk-import-state-'));
  t.after(() => rm(state, { recursive: true }));
  const frontdesk = await start(t, { state });
  const { id } = await frontdesk.org();
  const path = await file(t, 'numbers.csv', csv(id, ROWS));
  let killed: Promise<void> | undefined;
  const done = await importing(t, args(frontdesk, '--no-dry-run', path), () => (killed = frontdesk.kill()));
  await killed;
  assert.deepEqual([done.code, done.stdout], [0, 'Imported 25,000 rows: 25,000 created\n'], done.stderr);
  assert.equal(await count(frontdesk), ROWS);
});

test('a file that was changed meanwhile is not gone on with, and a stopped program says what to type', async (t) => {
  const frontdesk = await start(t);
  const { id } = await frontdesk.org();
  const path = await file(t, 'numbers.csv', csv(id, ROWS));
  const line = args(frontdesk, '--no-dry-run', path);
  const stopped = await importing(t, line, (child) => child.kill('SIGTERM'));
  assert.equal(stopped.code, 130, stopped.stderr);
  assert.match(stopped.stderr, /Imported up to line \d+\. To go on, type the same again\./);
  await writeFile(path, csv(id, 3, 'Elm'));
  const refused = await script('import.mjs', line);
  assert.deepEqual([refused.code, /was changed since its import was ended.*delete .*import-state\.json/.test(refused.stderr)], [1, true]);
  assert.equal(await count(frontdesk, 'Elm'), 0);
});
