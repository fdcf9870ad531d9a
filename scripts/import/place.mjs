/** How far an import has come, beside its file, so that it goes on after whatever ended it. */
import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { Failure } from '../command.mjs';

/**
 * @typedef {object} Place
 * @property {string} run  By which the deployment knows the import again.
 * @property {number} nextLine  The first line of which nothing is known.
 * @property {number} reported  Bytes of the report that are of lines before that.
 * @property {Record<string, number>} sums  What came of the lines before that.
 * @property {object[]} skipped  Rows that are left out, since another line says the same, as they are reported.
 * @property {string} target  Whose numbers they are to be.
 * @property {{ size: number, changedAt: number }} file
 */

/** The file beside an import's. */
const placeOf = (file) => `${file}.import-state.json`;

/** A new import of a file. @returns {Promise<Place>} */
export async function begin(file, target, from = 1, skipped = []) {
  return { run: randomUUID(), nextLine: from, reported: 0, sums: {}, skipped, target, file: await versionOf(file) };
}

/**
 * Where an earlier import of the file was ended, if one was.
 * @returns {Promise<Place | undefined>}
 * @throws {Failure} when it was another file then, or for somebody else
 */
export async function resumed(file, target) {
  const text = await readFile(placeOf(file), 'utf8').catch((error) => {
    if (error.code !== 'ENOENT') throw error;
  });
  if (text === undefined) return undefined;
  const place = JSON.parse(text);
  const { size, changedAt } = await versionOf(file);
  const instead = `delete ${placeOf(file)} to begin anew`;
  if (place.file.size !== size || place.file.changedAt !== changedAt) {
    throw new Failure(`${file} was changed since its import was ended before line ${place.nextLine}; ${instead}`);
  }
  if (place.target !== target) throw new Failure(`the import of ${file} that was ended was sent elsewhere, or for another clinic; ${instead}`);
  return place;
}

/** Notes it. Whatever ends the program leaves the old note or the new one. */
export async function note(file, place) {
  const path = placeOf(file);
  await writeFile(`${path}.new`, JSON.stringify(place));
  await rename(`${path}.new`, path);
}

/** The import is done. */
export const forget = (file) => rm(placeOf(file), { force: true });

async function versionOf(file) {
  const { size, mtimeMs } = await stat(file);
  return { size, changedAt: mtimeMs };
}
