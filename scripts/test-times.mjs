/** How long each ring of tests took when it was last run whole; kept in .cache, which git ignores. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { inRoot } from './project.mjs';
import { duration } from './steps.mjs';

const KEPT = inRoot('.cache', 'test-times.json');

/** Milliseconds by ring; a ring that has never run is missing. @returns {Promise<Record<string, number>>} */
export async function lastTimes(file = KEPT) {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    // Missing, or cut short.
    return {};
  }
}

/** Remembers rings' times beside those of the others. @param {Record<string, number>} times */
export async function rememberTimes(times, file = KEPT) {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify({ ...(await lastTimes(file)), ...times }, null, 2)}\n`);
}

/**
 * What is going to run, a line for each ring.
 * @param {{ ring: string, what: string }[]} rings
 * @param {Record<string, number>} [times]  Absent when only some of each ring runs.
 */
export function plan(rings, times) {
  const column = (texts) => texts.map((text) => text.padEnd(Math.max(...texts.map(({ length }) => length))));
  const [names, contents] = [column(rings.map(({ ring }) => ring)), column(rings.map(({ what }) => what))];
  const time = ({ ring }) => (times === undefined ? '' : `  ${ring in times ? duration(times[ring]) : 'not known'}`);
  const lines = rings.map((ring, index) => `  ${names[index]}  ${contents[index]}${time(ring)}`.trimEnd());
  return [`These tests run${times === undefined ? '' : ', and took last time'}:`, ...lines, ...together(rings, times)].join('\n');
}

/** The sum, where there is one. */
function together(rings, times = {}) {
  if (rings.length < 2 || rings.some(({ ring }) => !(ring in times))) return [];
  return [`Together ${duration(rings.reduce((sum, { ring }) => sum + times[ring], 0))}.`];
}
