/**
 * No date is written down beside a clock that runs. One that is to come passes one day, and a test with it fails in that week. What
 * runs beside the machine's clock computes its days (tests/days.ts); what has dates written down has its clock injected.
 */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from './program.ts';

/** Where Frontdesk or the sandbox has the machine's clock. */
const RUNNING = ['tests/worker', 'tests/console', 'bench', 'scripts', 'sandbox'];
/** Where every clock is injected. */
const STANDING = ['tests/sandbox', 'tests/fixtures', 'tests/vectors'];
/** Where either may be, but not both in one file. */
const EITHER = ['tests/scripts'];

/** Dates before this one are past on whatever day the tests run. */
const LONG_PAST = '2026-06';
/** Dates that no clock is compared with. */
const HARMLESS: Record<string, string> = {
  'bench/verify.mjs 2100-01-01': 'is when tokens expire that outlive this project',
  'bench/visits.test.mjs 2026-12-03': 'goes into a pure function',
  'bench/webhook.mjs 2026-11-18': 'is in messages of which nobody reads the time',
  'bench/workerd.mjs 2026-10-01': 'names a version of the runtime',
  'tests/worker/d1.test.ts 2100-01-01': 'is stored and read back',
};

/** Dates, and instants in seconds or milliseconds with or without separators, of this century. */
const DATE = /(?<![\d-])2\d{3}-[01]\d-[0-3]\d(?!\d)/g;
const INSTANT = /(?<![\w.+])[1-4](?:\d{9}|_\d{3}_\d{3}_\d{3})(?:_?000)?(?![\w.])/g;
/** What reads the machine's clock. */
const CLOCK = /\bDate\.now\b|\bnew Date\(\)/;

interface Source {
  name: string;
  /** Without its comments. */
  code: string;
}

async function sources(folders: string[]): Promise<Source[]> {
  const all = await Promise.all(folders.map(async (folder) => {
    const names = await readdir(join(ROOT, folder), { recursive: true });
    return names.filter((name) => /\.(ts|mjs)$/.test(name) && !name.includes('node_modules')).map((name) => `${folder}/${name}`);
  }));
  return Promise.all(all.flat().map(async (name) => ({ name, code: uncommented(await readFile(join(ROOT, name), 'utf8')) })));
}

const uncommented = (text: string) => text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)\/\/.*$/gm, '');

const dayOf = (instant: string) => {
  const digits = instant.replaceAll('_', '');
  return new Date(Number(digits.slice(0, 10)) * 1000).toISOString().slice(0, 10);
};

/** The days that a text names, as `yyyy-mm-dd`, without those long past. */
const daysIn = (code: string) =>
  [...(code.match(DATE) ?? []), ...(code.match(INSTANT) ?? []).map(dayOf)].filter((day) => day >= LONG_PAST);

test('beside a clock that runs, the only dates are long past', async () => {
  const found = (await sources(RUNNING)).flatMap(({ name, code }) =>
    daysIn(code).map((day) => `${name} ${day}`),
  );
  assert.deepEqual([...new Set(found)].sort(), Object.keys(HARMLESS).sort());
});

test('where dates are written down, nothing reads the machine’s clock', async () => {
  const standing = await sources(STANDING);
  // This file names both.
  const dated = (await sources(EITHER)).filter(({ name, code }) => daysIn(code).length > 0 && !import.meta.url.endsWith(name));
  const found = [...standing, ...dated].filter(({ code }) => CLOCK.test(code)).map(({ name }) => name);
  assert.deepEqual(found, []);
});

test('dates are found in every form, and phone numbers are none', () => {
  const code = "at('2031-04-05T10:00'); const A = 1_933_000_000; const B = 1933000000000; // 2031-01-01\n past('2023-10-05'); call('+12025550123', 20404)";
  assert.deepEqual(daysIn(uncommented(code)), ['2031-04-05', '2031-04-03', '2031-04-03']);
});
