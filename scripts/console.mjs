/**
 * `npm run console [-- --watch]`: builds the console into console/dist, unless that has been done from the same sources already.
 *
 * One script and one style sheet, with the hash of their contents in their names, so that browsers may keep them for good.
 */
import { existsSync, watch } from 'node:fs';
import { copyFile, cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { capture, Failure, main, run } from './command.mjs';
import { fingerprint, isStamped, writeStamp } from './fingerprint.mjs';
import { inRoot, isProgram, PATHS } from './project.mjs';
import { duration, Steps } from './steps.mjs';

const CONSOLE = inRoot('console');
const SOURCE = join(CONSOLE, 'src');
/** What `[assets]` of wrangler.toml serves. */
export const CONSOLE_DIST = join(CONSOLE, 'dist');
const SERVED = join(CONSOLE_DIST, 'console', 'assets');
const SERVED_PAGE = join(CONSOLE_DIST, 'console', 'index.html');
const TYPES = join(CONSOLE, 'generated', 'openapi.d.ts');
const PAGE = [join(CONSOLE, 'index.html'), join(CONSOLE, '_headers')];
const SOURCES = [SOURCE, ...PAGE, ...['openapi.json', 'package-lock.json', 'scripts/console.mjs'].map((name) => inRoot(name))];
const STAMP = join(CONSOLE, 'generated', '.sources');

/** Whether console/dist is of the current sources. */
export const isConsoleBuilt = async () => isStamped(STAMP, await fingerprint(SOURCES));

/** Builds the console. @param {Steps} steps */
export async function buildConsole(steps = new Steps()) {
  // Taken before building: a source that changes meanwhile has to be built next time.
  const sources = await fingerprint(SOURCES);
  await steps.do('Building the console', 'two seconds', async () => {
    await typesOfTheApi();
    await bundle();
  });
  await writeStamp(STAMP, sources);
}

/** Only for whoever checks or edits the console; esbuild takes types away without reading them. */
async function typesOfTheApi() {
  const program = join(PATHS.packages, 'openapi-typescript', 'bin', 'cli.js');
  const { ok, stderr } = await capture(PATHS.node, [program, inRoot('openapi.json'), '--default-non-nullable=false', '--output', TYPES]);
  if (!ok) throw new Failure(`The types of openapi.json cannot be made: ${stderr}`);
}

/** The page comes after what it names, and what it no longer names goes last, so that nobody is served half a console. */
async function bundle() {
  const { made, names } = await assets();
  await mkdir(SERVED, { recursive: true });
  await cp(made, SERVED, { recursive: true });
  await copyFile(join(CONSOLE, '_headers'), join(CONSOLE_DIST, '_headers'));
  await writeFile(SERVED_PAGE, await page(names));
  const stale = (await readdir(SERVED)).filter((name) => !names.includes(name));
  await Promise.all(stale.map((name) => rm(join(SERVED, name))));
}

/** What esbuild makes, and where. */
async function assets() {
  const made = join(CONSOLE, 'generated', 'assets');
  await rm(made, { recursive: true, force: true });
  const options = ['--bundle', '--minify', '--format=esm', '--target=es2022', '--jsx=automatic', '--jsx-import-source=preact'];
  const output = [`--outdir=${made}`, '--entry-names=app-[hash]', '--log-level=warning'];
  await run(PATHS.esbuild, [join(SOURCE, 'main.tsx'), ...options, ...output]);
  return { made, names: await readdir(made) };
}

/**
 * Wrangler knows the files that were there when it started, and no others. So what is new takes the names of what is served, and the page
 * tells browsers apart from what they have kept by a query.
 */
async function bundleInPlace() {
  const { made, names } = await assets();
  const served = await readdir(SERVED);
  const renamed = names.map((name) => [name, served.find((one) => one.split('.').at(-1) === name.split('.').at(-1)) ?? name]);
  for (const [name, kept] of renamed) await copyFile(join(made, name), join(SERVED, kept));
  await writeFile(SERVED_PAGE, await page(renamed.map(([name, kept]) => `${kept}?${name}`)));
}

async function page(names) {
  const named = (ending) => names.find((name) => name.endsWith(ending));
  const html = await readFile(join(CONSOLE, 'index.html'), 'utf8');
  return html.replace('app.css', named('.css')).replace('app.js', named('.js'));
}

/** Builds again whenever a source changes, beside a running `npm start`. What that leaves is not stamped: the next set-up builds afresh. */
async function watchSources() {
  if (!existsSync(SERVED_PAGE)) await buildIfStale();
  let built = (await isConsoleBuilt()) ? await fingerprint(SOURCES) : '';
  const again = async () => {
    const sources = await fingerprint(SOURCES);
    if (sources === built) return;
    built = sources;
    await rm(STAMP, { force: true });
    await bundleInPlace();
    process.stdout.write('Built the console again\n');
  };
  let building = Promise.resolve();
  const changed = () => (building = building.then(again).catch((error) => process.stderr.write(`${error.message}\n`)));
  for (const path of [SOURCE, inRoot('openapi.json')]) watch(path, { recursive: true }, changed);
  await changed();
}

/** Builds it unless that has been done, and says so in one line. */
export async function buildIfStale() {
  if (await isConsoleBuilt()) return;
  const started = performance.now();
  await buildConsole(new Steps({ quiet: true }));
  process.stdout.write(`Built the console in ${duration(performance.now() - started)}\n`);
}

if (isProgram(import.meta.url)) {
  await main(async () => {
    await (process.argv.includes('--watch') ? watchSources() : buildIfStale());
  });
}
