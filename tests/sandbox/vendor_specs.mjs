/**
 * The vendors' own API descriptions, fetched once into the cache folder from packages that carry them.
 * Plain JavaScript, so that set-up may call it before a Node that strips types is there.
 */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const TIMEOUT_MS = 120_000;

/** Where the documents are kept: `.cache/vendor-specs` at the repository's root, which git ignores. */
export const CACHE = fileURLToPath(new URL('../../.cache/vendor-specs/', import.meta.url));

/**
 * @typedef {object} Source
 * @property {string} file name in the cache
 * @property {string} origin package and version, for messages
 * @property {(folder: string) => Promise<string>} unpack fetches the package into a folder; returns the document's path
 */

/** @type {Record<'twilio' | 'google', Source>} */
const SOURCES = {
  twilio: {
    file: 'twilio_api_v2010.json',
    origin: 'npm package @twilio/cli-core 9.0.0',
    unpack: unpackTwilio,
  },
  google: {
    file: 'calendar.v3.json',
    origin: 'PyPI package google-api-python-client 2.202.0',
    unpack: unpackGoogle,
  },
};

/** @param {string} folder */
async function unpackTwilio(folder) {
  const member = 'package/src/services/twilio-api/twilio_api_v2010.json';
  await run('npm', ['pack', '--silent', '@twilio/cli-core@9.0.0'], { cwd: folder, timeout: TIMEOUT_MS });
  await run('tar', ['xzf', await onlyFile(folder, '.tgz'), member], { cwd: folder, timeout: TIMEOUT_MS });
  return join(folder, member);
}

/** @param {string} folder */
async function unpackGoogle(folder) {
  const wheel = [
    'download',
    '--quiet',
    '--no-deps',
    '--disable-pip-version-check',
    'google-api-python-client==2.202.0',
  ];
  await run('python3', ['-m', 'pip', ...wheel], { cwd: folder, timeout: TIMEOUT_MS });
  const archive = await onlyFile(folder, '.whl');
  await run('python3', ['-m', 'zipfile', '-e', archive, folder], { cwd: folder, timeout: TIMEOUT_MS });
  return join(folder, 'googleapiclient/discovery_cache/documents/calendar.v3.json');
}

/** @param {string} folder @param {string} ending */
async function onlyFile(folder, ending) {
  const name = (await readdir(folder)).find((each) => each.endsWith(ending));
  if (name === undefined) throw new Error(`the download brought no ${ending} file`);
  return join(folder, name);
}

/**
 * Puts a vendor's document into the cache unless it is there.
 *
 * @param {'twilio' | 'google'} vendor
 * @returns {Promise<{ file: string } | { missing: string }>} its path, or in one line why it cannot be had
 */
export async function fetchVendorSpec(vendor) {
  const { file, origin, unpack } = SOURCES[vendor];
  const target = join(CACHE, file);
  if (await isJson(target)) return { file: target };
  const folder = await mkdtemp(join(tmpdir(), 'vendor-spec-'));
  try {
    const document = await unpack(folder);
    await mkdir(CACHE, { recursive: true });
    // Copied beside the target first: the temporary folder may be on another disk, where a rename is impossible.
    await cp(document, `${target}.${process.pid}`);
    await rename(`${target}.${process.pid}`, target);
    return { file: target };
  } catch (error) {
    return { missing: `the ${origin} cannot be fetched: ${String(error.message).split('\n')[0]}` };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @param {string} file */
async function isJson(file) {
  try {
    JSON.parse(await readFile(file, 'utf8'));
    return true;
  } catch {
    return false;
  }
}

/**
 * A vendor's document, fetched when it must be.
 *
 * @param {'twilio' | 'google'} vendor
 * @returns {Promise<{ document: any, missing?: undefined } | { document?: undefined, missing: string }>}
 */
export async function vendorSpec(vendor) {
  const found = await fetchVendorSpec(vendor);
  return 'file' in found ? { document: JSON.parse(await readFile(found.file, 'utf8')) } : found;
}
