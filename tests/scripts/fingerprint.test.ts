import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { fingerprint, isStamped, writeStamp } from '../../scripts/fingerprint.mjs';

/** A folder with sources in it, its name with a space, as a repository's may be. */
async function sources(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'frontdesk sources '));
  t.after(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, 'deep'));
  await writeFile(join(folder, 'lib.rs'), 'one');
  await writeFile(join(folder, 'deep', 'mod.rs'), 'two');
  return folder;
}

test('it changes with what a file says, is called, and whether it is there', async (t) => {
  const folder = await sources(t);
  const prints = [await fingerprint([folder])];
  await writeFile(join(folder, 'deep', 'mod.rs'), 'three');
  prints.push(await fingerprint([folder]));
  await rename(join(folder, 'deep', 'mod.rs'), join(folder, 'deep', 'other.rs'));
  prints.push(await fingerprint([folder]));
  await rm(join(folder, 'deep', 'other.rs'));
  prints.push(await fingerprint([folder]));
  assert.equal(new Set(prints).size, prints.length);
});

test('it does not change with when a file was written, which a checkout resets', async (t) => {
  const folder = await sources(t);
  const before = await fingerprint([folder]);
  await utimes(join(folder, 'lib.rs'), 0, 0);
  assert.equal(await fingerprint([folder]), before);
});

test('moving text from one file to the next changes it', async (t) => {
  const folder = await sources(t);
  const before = await fingerprint([folder]);
  await writeFile(join(folder, 'deep', 'mod.rs'), '');
  await writeFile(join(folder, 'lib.rs'), 'twoone');
  assert.notEqual(await fingerprint([folder]), before);
});

test('files and what does not exist count too', async (t) => {
  const folder = await sources(t);
  const file = join(folder, 'lib.rs');
  assert.equal(await fingerprint([file, join(folder, 'missing')]), await fingerprint([file]));
  assert.notEqual(await fingerprint([file]), await fingerprint([]));
});

test('a stamp is of one fingerprint', async (t) => {
  const stamp = join(await sources(t), 'build', '.sources');
  assert.equal(await isStamped(stamp, 'a'), false);
  await writeStamp(stamp, 'a');
  assert.equal(await isStamped(stamp, 'a'), true);
  assert.equal(await isStamped(stamp, 'b'), false);
});
