/** Scripts in a copy of the repository that has nothing installed, as right after cloning. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { jwtVerify } from 'jose';
import { parseDevVars } from '../../scripts/dev-vars.mjs';
import { DEMO_ORG } from '../../scripts/project.mjs';
import { outcomeOf, ROOT, type Outcome } from './program.ts';

/** A checkout of what the scripts need; its name has a space. */
async function checkout(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'frontdesk checkout '));
  t.after(() => rm(folder, { recursive: true }));
  for (const name of ['scripts', '.dev.vars.example', 'Cargo.toml']) {
    await cp(join(ROOT, name), join(folder, name), { recursive: true });
  }
  return folder;
}

const script = (folder: string, name: string, ...args: string[]): Promise<Outcome> =>
  outcomeOf(process.execPath, [join('scripts', name), ...args], {}, folder);

test('a token can be had at once, signed with the published secret', async (t) => {
  const folder = await checkout(t);
  const { code, stdout } = await script(folder, 'token.mjs', '--org', DEMO_ORG);
  assert.equal(code, 0);
  const { JWT_SECRET } = parseDevVars(await readFile(join(folder, '.dev.vars'), 'utf8'));
  await jwtVerify(stdout.trim(), Buffer.from(JWT_SECRET ?? ''));
});

test('secrets that are there already stay as they are', async (t) => {
  const folder = await checkout(t);
  const mine = 'JWT_SECRET=a-secret-of-my-own-that-is-long-enough\n';
  await writeFile(join(folder, '.dev.vars'), mine);
  assert.equal((await script(folder, 'token.mjs', '--role', 'platform')).code, 0);
  assert.equal(await readFile(join(folder, '.dev.vars'), 'utf8'), mine);
});

test('a missing secret is named', async (t) => {
  const folder = await checkout(t);
  await writeFile(join(folder, '.dev.vars'), 'JWT_SECRET=\n');
  const { code, stderr } = await script(folder, 'token.mjs', '--role', 'platform');
  assert.equal(code, 1);
  assert.match(stderr, /^\.dev\.vars has no JWT_SECRET.*\n$/);
});

test('reset clears the local state, and does nothing where there is none', async (t) => {
  const folder = await checkout(t);
  await mkdir(join(folder, '.wrangler', 'state'), { recursive: true });
  for (const round of ['with state', 'without']) {
    assert.equal((await script(folder, 'reset.mjs')).code, 0, round);
    assert.equal(existsSync(join(folder, '.wrangler')), false, round);
  }
});

test('reset refuses while Frontdesk runs, and only then', async (t) => {
  const folder = await checkout(t);
  const running = join(folder, '.wrangler', 'running.json');
  await mkdir(join(folder, '.wrangler'));
  await writeFile(running, JSON.stringify({ pids: [process.pid] }));
  const refused = await script(folder, 'reset.mjs');
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, new RegExp(`^Frontdesk is running \\(process ${process.pid}\\).*\\n$`));
  assert.ok(existsSync(running));
  await writeFile(running, '{"pids": [');
  assert.equal((await script(folder, 'reset.mjs')).code, 0);
});

/** Set-up in a checkout on a machine that has nothing but `programs`, each a script of the shell. */
async function setupWith(t: TestContext, programs: Record<string, string>): Promise<Outcome> {
  const folder = await checkout(t);
  await writeFile(join(folder, 'package-lock.json'), '{}');
  const path = join(folder, 'programs');
  await mkdir(path);
  for (const [name, script] of Object.entries(programs)) await writeFile(join(path, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return outcomeOf(process.execPath, [join('scripts', 'setup.mjs')], { PATH: path, npm_execpath: '' }, folder);
}

const GOOD = { cargo: 'exit 0', rustc: 'echo rustc 1.99.0', cc: 'exit 0', npm: 'exit 0' };

test('set-up names all that a machine lacks, how to get it, and does nothing else', async (t) => {
  const { code, stdout, stderr } = await setupWith(t, {});
  assert.equal(code, 1);
  assert.equal(stdout, '');
  const lines = stderr.split('\n');
  assert.match(lines[1] ?? '', /^  Rust 1\.\d+ or newer: get rustup from https:/);
  assert.match(lines[2] ?? '', /^  A C compiler called cc that links a program: /);
  assert.match(lines[3] ?? '', /^  npm: it comes with Node/);
  assert.deepEqual(lines.slice(4), ['Then run this again.', '']);
});

for (const [what, programs, line] of [
  ['a Rust that is too old', { rustc: 'echo rustc 1.70.0' }, /^  Rust 1\.\d+ or newer \(this is 1\.70\): run rustup update stable$/m],
  ['a C compiler that links nothing', { cc: 'exit 1' }, /^  A C compiler called cc that links a program: /m],
] as const) {
  test(`set-up names ${what}, and nothing else`, async (t) => {
    const { code, stderr } = await setupWith(t, { ...GOOD, ...programs });
    assert.equal(code, 1);
    assert.match(stderr, line);
    assert.equal(stderr.match(/^  /gm)?.length, 1);
  });
}

test('a machine that has everything goes on to the npm packages', async (t) => {
  const { stdout, stderr } = await setupWith(t, { ...GOOD, npm: '[ "$1" = --version ] || { echo "npm $*" >&2; exit 1; }' });
  assert.match(stdout, /^Installing npm packages \(usually half a minute\)$/m);
  assert.match(stderr, /^npm ci --ignore-scripts .*\nnpm ci .* failed \(1\)\n$/);
});

test('a build that does not exist is refused', async (t) => {
  const { code, stderr } = await script(await checkout(t), 'build.mjs', 'quick');
  assert.equal(code, 2);
  assert.equal(stderr, 'There is no "quick" build of the Worker; choose from local, release\n');
});
