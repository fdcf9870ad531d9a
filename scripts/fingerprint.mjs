/** Whether files have changed since something was made from them: by content, so a fresh checkout does not matter. */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { ROOT } from './project.mjs';

/**
 * One hash over the names and contents of files and, recursively, folders; what does not exist counts as empty.
 * @param {string[]} paths
 */
export async function fingerprint(paths) {
  const files = (await Promise.all(paths.map(filesUnder))).flat().sort();
  const contents = await Promise.all(files.map((file) => readFile(file)));
  const hash = createHash('sha256');
  files.forEach((file, index) => {
    hash.update(`${relative(ROOT, file)}\0${contents[index].length}\0`).update(contents[index]);
  });
  return hash.digest('hex');
}

/** Whether a stamp file holds this fingerprint. */
export async function isStamped(stamp, print) {
  return (await readFile(stamp, 'utf8').catch(() => '')) === print;
}

/** Remembers a fingerprint. */
export async function writeStamp(stamp, print) {
  await mkdir(dirname(stamp), { recursive: true });
  await writeFile(stamp, print);
}

async function filesUnder(path) {
  try {
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  } catch (error) {
    if (error.code === 'ENOTDIR') return [path];
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}
