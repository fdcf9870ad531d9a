/**
 * `npm run sbom`: the parts list of what is deployed, as CycloneDX 1.6 in build/sbom.cdx.json: the crates that are compiled into the
 * Worker, and the packages that the console is bundled from. Tools and tests are no part of it.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { capture, Failure, main } from './command.mjs';
import { inRoot, isProgram } from './project.mjs';

const VERSION = Spec.Version.v1dot6;
const TARGET = 'wasm32-unknown-unknown';

/** The crates that are compiled into the package `name`, with what each of them needs. */
export function cratesOf({ packages, resolve }, name) {
  const byId = new Map(packages.map((one) => [one.id, one]));
  const needs = new Map(resolve.nodes.map(({ id, deps }) => [id, deps.filter(isCompiledIn).map(({ pkg }) => pkg)]));
  const root = packages.find((one) => one.name === name && one.source === null)?.id;
  if (root === undefined) throw new Failure(`Cargo knows no package ${name} of ours`);
  const found = new Set();
  const visit = (id) => {
    if (found.has(id)) return;
    found.add(id);
    needs.get(id).forEach(visit);
  };
  visit(root);
  return [...found].map((id) => ({ ...byId.get(id), needs: needs.get(id).map((one) => crateRef(byId.get(one))) }));
}

/** Neither for tests nor for what runs while it is compiled. */
const isCompiledIn = ({ dep_kinds: kinds }) => kinds.some(({ kind }) => kind === null);

const crateRef = ({ name, version }) => `pkg:cargo/${name}@${version}`;

function component({ name, version, license, source }) {
  const ref = crateRef({ name, version });
  const licenses = license ? { licenses: [{ expression: license.replaceAll('/', ' OR ') }] } : {};
  return { type: source === null ? 'application' : 'library', 'bom-ref': ref, name, version, purl: ref, ...licenses };
}

/** npm's own list of the console's packages, with the Worker's crates in it. */
export function partsList(npm, crates) {
  const [worker, ...others] = crates.map(component);
  const dependencies = crates.map((one) => ({ ref: crateRef(one), dependsOn: one.needs.toSorted() }));
  const console = { ...npm.metadata.component, name: 'frontdesk-console' };
  return {
    ...npm,
    $schema: `http://cyclonedx.org/schema/bom-${VERSION}.schema.json`,
    specVersion: VERSION,
    metadata: { ...npm.metadata, component: worker },
    components: [console, ...others, ...npm.components],
    dependencies: [...dependencies, ...npm.dependencies],
  };
}

async function check(text) {
  const problems = await new Validation.JsonStrictValidator(VERSION).validate(text);
  if (problems !== null) throw new Failure(`This is no CycloneDX ${VERSION}: ${JSON.stringify(problems)}`);
}

async function told(program, args) {
  const { ok, stdout, stderr } = await capture(program, args);
  if (!ok) throw new Failure(`${program} ${args[0]} failed: ${stderr}`);
  return JSON.parse(stdout);
}

async function writeSbom() {
  const npm = await told('npm', ['sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev', '--omit', 'optional']);
  const metadata = await told('cargo', ['metadata', '--format-version', '1', '--locked', '--filter-platform', TARGET]);
  const text = `${JSON.stringify(partsList(npm, cratesOf(metadata, 'frontdesk')), null, 2)}\n`;
  await check(text);
  const path = inRoot('build', 'sbom.cdx.json');
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  console.log(`${path} lists ${JSON.parse(text).components.length} parts of what is deployed`);
}

if (isProgram(import.meta.url)) await main(writeSbom);
