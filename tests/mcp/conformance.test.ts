/** The official conformance suite of MCP, as its pinned package has it. Every message on the wire is held against the protocol's schema. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { PATHS } from '../../scripts/project.mjs';
import { start } from '../worker/fixture.ts';

const SUITE = join(PATHS.packages, '@modelcontextprotocol', 'conformance', 'dist', 'index.js');
const BASELINE = join(import.meta.dirname, 'baseline.yml');
const WIRE = 'wire-schema-valid';

interface Check {
  id: string;
  status: string;
}

// The suite sends no credentials.
const frontdesk = await start({ after }, { plain: true, vars: { MCP_AUTH: 'off' } });
const { id } = await frontdesk.clinic();

/** Runs scenarios, and answers what each of them checked. */
async function checked(...scenarios: string[]): Promise<Map<string, Check[]>> {
  await mkdir(PATHS.cache, { recursive: true });
  const results = await mkdtemp(join(PATHS.cache, 'conformance-'));
  try {
    const where = ['server', '--url', `${frontdesk.url}/mcp/${id}`, '--output-dir', results];
    const suite = spawn(PATHS.node, [SUITE, ...where, ...scenarios, '--expected-failures', BASELINE]);
    const [out, error, [status]] = await Promise.all([text(suite.stdout), text(suite.stderr), once(suite, 'close')]);
    assert.equal(status, 0, `${out}${error}`);
    const folders = await readdir(results);
    const read = async (folder: string) => JSON.parse(await readFile(join(results, folder, 'checks.json'), 'utf8'));
    return new Map(await Promise.all(folders.map(async (folder): Promise<[string, Check[]]> => [scenarioOf(folder), await read(folder)])));
  } finally {
    await rm(results, { recursive: true, force: true });
  }
}

/** A folder is called `server-<scenario>-<time>`. */
const scenarioOf = (folder: string) => folder.replace(/^server-/, '').replace(/-\d{4}-\d\d-\d\dT.*$/, '');

/** Asserts that nothing at all was found wanting in some scenarios, and nothing in any message. */
function clean(all: Map<string, Check[]>, scenarios: string[], messages: number): void {
  for (const scenario of scenarios) {
    const failed = all.get(scenario)?.filter(({ status }) => status === 'FAILURE' || status === 'WARNING');
    assert.deepEqual(failed, [], scenario);
  }
  const wire = [...all.values()].flat().filter((check) => check.id === WIRE);
  assert.ok(wire.length >= messages, `the wire was checked in ${wire.length} scenarios`);
  assert.deepEqual([...new Set(wire.map(({ status }) => status))], ['SUCCESS']);
}

test('of 2025-11-25, with a handshake', async () => {
  clean(await checked('--requirements', '2025-11-25'), ['server-initialize', 'ping', 'tools-list', 'dns-rebinding-protection'], 25);
});

test('of 2026-07-28, without one', async () => {
  const found = await checked('--requirements', '2026-07-28');
  clean(found, ['tools-list', 'dns-rebinding-protection', 'server-sse-multiple-streams'], 35);
  const stateless = found.get('server-stateless')?.filter(({ status }) => status === 'SUCCESS') ?? [];
  assert.ok(stateless.length >= 21, `${stateless.length} checks of server-stateless passed`);
});

test('of headers that say what the body says', async () => {
  clean(await checked('--scenario', 'http-header-validation'), ['http-header-validation'], 1);
});

test('each line of the baseline has its reason', async () => {
  const lines = (await readFile(BASELINE, 'utf8')).split('\n').filter((line) => line.trim().startsWith('-'));
  assert.ok(lines.length > 40);
  for (const line of lines) assert.match(line, /^ {2}- [\w-]+:[\w-]+ # .{10,}$/);
});
