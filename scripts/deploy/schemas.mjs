/**
 * Which schemas the code is of: D1's migrations, and the steps of a clinic's object. Versions are tagged with both, so that a roll-back
 * knows what an older version would find.
 *
 * Migrations expand first and contract later (docs/operations.md). One that code from before it cannot live with says so with a line that
 * begins with `-- contract:` and the reason. A step of the object says it by `is_compatible`.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../command.mjs';
import { inRoot } from '../project.mjs';

const STEPS = inRoot('src', 'store', 'clinic', 'schema', 'mod.rs');
const TAG = /^d1-(\d{4})-object-(\d+)$/;

/** The migrations in order: their numbers, names and texts. */
export async function readMigrations(folder) {
  const names = (await readdir(folder)).filter((name) => /^\d{4}_.*\.sql$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(join(folder, name), 'utf8');
      return { number: Number(name.slice(0, 4)), name, sql, contract: sql.match(/^-- contract:\s*(\S.*)$/m)?.[1] };
    }),
  );
}

/** The number of the last one, in four digits. */
export async function newestMigration(folder) {
  const last = (await readMigrations(folder)).at(-1);
  if (last === undefined) throw new Failure(`${folder} has no migrations`);
  return String(last.number).padStart(4, '0');
}

/** Whether older code can live with each step of the object's schema, in order. @returns {Promise<boolean[]>} */
export async function objectSteps() {
  const source = await readFile(STEPS, 'utf8');
  const found = source.matchAll(/^\s*SchemaStep \{\s*is_compatible: (true|false)/gm);
  return [...found].map(([, isCompatible]) => isCompatible === 'true');
}

export const newestStep = async () => (await objectSteps()).length;

/** What a tag says; `undefined` when it is none of ours. @param {string} [tag] */
export function schemasOf(tag) {
  const [, migration, step] = tag?.match(TAG) ?? [];
  return migration === undefined ? undefined : { migration: Number(migration), step: Number(step) };
}

/**
 * Why code of older schemas cannot take over from code of newer ones; nothing when it can.
 * @param {{ migration: number, step: number }} older
 * @param {{ migration: number, step: number }} newer
 * @param {string} folder  Of the migrations.
 * @returns {Promise<string[]>}
 */
export async function obstacles(older, newer, folder) {
  const [migrations, steps] = [await readMigrations(folder), await objectSteps()];
  if ((migrations.at(-1)?.number ?? 0) < newer.migration || steps.length < newer.step) {
    return ['This checkout is older than what is deployed, so it cannot be known what has changed since. Check out the newer code.'];
  }
  const contracting = migrations.filter(({ number, contract }) => contract !== undefined && number > older.migration && number <= newer.migration);
  const breaking = steps.flatMap((isCompatible, at) => (isCompatible || at < older.step || at >= newer.step ? [] : [at + 1]));
  return [
    ...contracting.map(({ name, contract }) => `Migration ${name} has been applied, and the older code cannot work with it: ${contract}`),
    ...breaking.map((step) => `Step ${step} of the clinics' objects cannot be read by the older code: objects that took it would be without service.`),
  ];
}
