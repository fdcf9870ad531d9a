/** Which tests a command line of `npm test` means. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from './command.mjs';
import { inRoot } from './project.mjs';

/** Rings of Node's, with where their files are. */
const NODE_RINGS = {
  fixtures: ['tests/fixtures', '.test.ts'],
  sandbox: ['tests/sandbox', '.test.ts'],
  worker: ['tests/worker', '.test.ts'],
  mcp: ['tests/mcp', '.test.ts'],
  metrics: ['tests/metrics', '.test.ts'],
  console: ['tests/console', '.test.ts'],
  scripts: ['tests/scripts', '.test.ts'],
  bench: ['bench', '.test.mjs'],
};
export const RINGS = ['rust', ...Object.keys(NODE_RINGS)];

export const USAGE = `npm test                      everything
npm test -- worker sandbox    some rings: ${RINGS.join(', ')}
npm test -- worker mirror     in a ring, the files or tests with "mirror" in their name
npm test -- rust booking::    Rust's tests with "booking::" in their path`;

/**
 * Reads the arguments: first rings, then words that are part of a name.
 * @param {string[]} words
 * @returns {{ rings: string[], name: string | undefined }}  All rings when none is named.
 */
export function choice(words) {
  const named = words.findIndex((word) => !RINGS.includes(word));
  const [rings, name] = named < 0 ? [words, []] : [words.slice(0, named), words.slice(named)];
  if (name.length > 0 && rings.length === 0) throw new Failure(`"${name[0]}" is no ring of tests.\n\n${USAGE}`, 2);
  const ordered = RINGS.filter((ring) => rings.length === 0 || rings.includes(ring));
  return { rings: ordered, name: name.length > 0 ? name.join(' ') : undefined };
}

/**
 * What of a ring's files to run, however deep they are.
 * @param {string} ring  One of Node's.
 * @param {string} [name]
 * @returns {Promise<{ files: string[], titled?: string }>}  With `titled`, only tests with that in their title.
 */
export async function nodeTests(ring, name) {
  const [folder, ending] = NODE_RINGS[ring];
  const names = await readdir(inRoot(folder), { recursive: true }).catch(() => []);
  const files = names.filter((file) => file.endsWith(ending)).sort();
  // Nothing would be tested, and everything would look well.
  if (files.length === 0) throw new Failure(`There is no ${folder}/*${ending}`);
  const found = name === undefined ? { files } : await withName(folder, files, name);
  return { ...found, files: found.files.map((file) => inRoot(folder, file)) };
}

/** Files whose name has it; else those with such a test, of which only that is run; else those with such a part of a test. */
async function withName(folder, files, name) {
  const called = files.filter((file) => file.includes(name));
  if (called.length > 0) return { files: called };
  const texts = await Promise.all(files.map((file) => readFile(inRoot(folder, file), 'utf8')));
  const having = (pattern) => files.filter((_, index) => titles(texts[index], pattern).some((title) => title.includes(name)));
  const tested = having(/(?<![.\w])test\(\s*(['"`])((?:\\.|(?!\1).)*)\1/gs);
  return tested.length > 0 ? { files: tested, titled: name } : { files: having(/\btest\(\s*(['"`])((?:\\.|(?!\1).)*)\1/gs) };
}

/** As far as they stand in the source. */
const titles = (text, pattern) => [...text.matchAll(pattern)].map(([, , title]) => title.replace(/\\(.)/g, '$1'));

/** As `cargo test` filters: words of a Rust test's name are joined by underscores. */
export const rustFilter = (name) => name.replaceAll(' ', '_');

/** The ring that a file is of. */
export const ringOf = (file) => Object.keys(NODE_RINGS).find((ring) => file.startsWith(join(inRoot(NODE_RINGS[ring][0]), '/')));
