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
  for (const name of ['scripts', '.dev.vars.example']) {
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

test('without Rust, set-up says how to get it', async (t) => {
  const folder = await checkout(t);
  await mkdir(join(folder, 'node_modules'));
  await writeFile(join(folder, 'node_modules', '.package-lock.json'), '{}');
  const args = [join('scripts', 'setup.mjs')];
  const { code, stderr } = await outcomeOf(process.execPath, args, { PATH: '/nonexistent' }, folder);
  assert.equal(code, 1);
  assert.match(stderr, /^Rust is not installed: get rustup from \S+ .*\n$/);
});
