/**
 * `node scripts/build.mjs [local|release]`: builds the Worker into build/, and the console beside it, unless that has been done from the
 * same sources already.
 * Wrangler runs this as its custom build: `wrangler dev` takes the local one, `wrangler deploy` the release.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BUNDLING, bundleWorker, MODULES } from './bundle.mjs';
import { Failure, main } from './command.mjs';
import { buildIfStale } from './console.mjs';
import { fingerprint, isStamped, writeStamp } from './fingerprint.mjs';
import { inRoot, isProgram, ROOT } from './project.mjs';
import { duration, Steps } from './steps.mjs';

const SOURCES = [...['src', 'Cargo.toml', 'Cargo.lock', 'openapi.json'].map((name) => inRoot(name)), ...BUNDLING];

/**
 * @typedef {{ profile: 'local' | 'release', folder: string }} Build  The profile is cargo's; Cargo.toml tells the two apart.
 * @type {Record<'local' | 'release', Build>}
 */
export const BUILDS = {
  local: { profile: 'local', folder: inRoot('build', 'local') },
  release: { profile: 'release', folder: inRoot('build', 'release') },
};

/** The build that tests run: quick to make, unless FRONTDESK_BUILD=release asks for what is deployed, as CI does. */
export const testedBuild = () => buildNamed(process.env.FRONTDESK_BUILD || 'local');

function buildNamed(name) {
  if (Object.hasOwn(BUILDS, name)) return BUILDS[name];
  throw new Failure(`There is no "${name}" build of the Worker; choose from ${Object.keys(BUILDS).join(', ')}`, 2);
}

/** Whether a build is of the current sources. @param {Build} build */
export async function isBuilt({ folder }) {
  const complete = MODULES.every((name) => existsSync(join(folder, name)));
  return complete && (await isStamped(stampOf(folder), await fingerprint(SOURCES)));
}

/** Builds the Worker. @param {Build} build @param {Steps} steps */
export async function build({ profile, folder }, steps = new Steps()) {
  // Taken before compiling: a source that changes meanwhile has to be compiled next time.
  const sources = await fingerprint(SOURCES);
  await bundleWorker({ crate: ROOT, library: 'frontdesk', profile, folder }, steps);
  await writeStamp(stampOf(folder), sources);
}

const stampOf = (folder) => join(folder, '.sources');

if (isProgram(import.meta.url)) {
  await main(async () => {
    const chosen = buildNamed(process.argv[2] ?? 'local');
    // Wrangler deploys it with the Worker.
    await buildIfStale();
    if (await isBuilt(chosen)) return;
    const started = performance.now();
    // After every change of a source `wrangler dev` would show all that is told.
    await build(chosen, new Steps({ quiet: chosen === BUILDS.local && !process.stdout.isTTY }));
    process.stdout.write(`Built the Worker in ${duration(performance.now() - started)}\n`);
  });
}
