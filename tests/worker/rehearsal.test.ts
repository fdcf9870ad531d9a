/**
 * What docs/operations.md says of backups, rehearsed as far as a machine without an account can: D1 is exported and imported by wrangler
 * into an empty database, and what a clinic's object had is put back from `GET /api/org/export`. Callers are served as before.
 */
import assert from 'node:assert/strict';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { capture } from '../../scripts/command.mjs';
import { wrangler, WRANGLER_ENV } from '../../scripts/wrangler.mjs';
import { means } from './booking/call.ts';
import { practice, type Practice } from './booking/practice.ts';
import { sandboxFor, start, workday, type Frontdesk } from './fixture.ts';

/** By which Miniflare calls the database, as wrangler has to. */
const CONFIG = `name = "rehearsal"\ncompatibility_date = "2026-01-01"\n[[d1_databases]]\nbinding = "DB"\ndatabase_name = "frontdesk"\ndatabase_id = "DB"\n`;

interface Places {
  folder: string;
  /** Where an instance keeps its state, as wrangler lays it out below the folder that it is given. */
  state(name: string): string;
  /** Runs wrangler's `d1` on what is there. */
  d1(place: string, ...args: string[]): Promise<void>;
}

async function places(t: TestContext): Promise<Places> {
  const folder = await mkdtemp(join(tmpdir(), 'frontdesk-rehearsal-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const config = join(folder, 'wrangler.toml');
  await writeFile(config, CONFIG);
  return {
    folder,
    state: (name) => join(folder, name, 'v3'),
    d1: async (place, command, ...args) => {
      const all = wrangler('d1', command, 'DB', '--local', '--config', config, ...args);
      // `d1 export` looks beside its configuration, and takes no other place.
      await rm(join(folder, '.wrangler', 'state'), { recursive: true, force: true });
      await cp(join(folder, place), join(folder, '.wrangler', 'state'), { recursive: true }).catch(() => {});
      const { ok, stdout, stderr } = await capture(...all, { env: WRANGLER_ENV, cwd: folder });
      assert.ok(ok, stdout + stderr);
      await cp(join(folder, '.wrangler', 'state'), join(folder, place), { recursive: true });
    },
  };
}

const at = (time: string) => `${workday()}T${time}`;

/** The same clinic on another instance. */
function servedBy(clinic: Practice, frontdesk: Frontdesk): Practice {
  clinic.frontdesk = frontdesk;
  return clinic;
}

test('D1 is exported and imported into an empty database, and calls are answered as before', async (t) => {
  const { folder, state, d1 } = await places(t);
  const sandbox = await sandboxFor(t);
  const first = await start(t, { state: state('first'), sandbox });
  const clinic = await practice(first);
  const caller = clinic.call();
  assert.ok(means.booked(await caller.book(at('09:00'))));
  const before = (await first.lookup(clinic.clinic.number)).body;
  const tables = await tablesOf(first);
  await first.close();

  const dump = join(folder, 'frontdesk.sql');
  await d1('first', 'export', '--output', dump);
  await d1('second', 'execute', '--yes', '--file', dump);
  // Objects are where they were; KV is empty, as a route's only copy must not be.
  await cp(join(state('first'), 'do'), join(state('second'), 'do'), { recursive: true });
  const second = await start(t, { state: state('second'), sandbox });
  assert.deepEqual(await tablesOf(second), tables);
  assert.deepEqual((await second.lookup(clinic.clinic.number)).body, before);
  servedBy(clinic, second);
  assert.ok(means.booked(await clinic.call().book(at('10:00'))));
  assert.equal((await clinic.appointments()).length, 2);
  // Its triggers are there too: what changes is published.
  await second.sweep();
  assert.ok(await second.document(clinic.clinic.number));
});

/** What a database is made of, and how much is in it. */
async function tablesOf(frontdesk: Frontdesk): Promise<string[]> {
  const parts = await frontdesk.sql("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' AND name NOT LIKE '_cf_%' ORDER BY type, name");
  const orgs = await frontdesk.sql('SELECT count(*) AS count FROM orgs');
  return [...parts.map(({ type, name }) => `${type} ${name}`), `${orgs[0]?.['count']} orgs`];
}

test('what an object had is put into an empty one from its export, and appointments are found and keep their times', async (t) => {
  const { state } = await places(t);
  const sandbox = await sandboxFor(t);
  const first = await start(t, { state: state('first'), sandbox });
  const clinic = await practice(first);
  const caller = clinic.call();
  assert.ok(means.booked(await caller.book(at('09:00'))));
  const lines = await exported(first, clinic.clinic.admin);
  const appointments = await clinic.appointments();
  await first.close();

  await cp(join(state('first'), 'd1'), join(state('second'), 'd1'), { recursive: true });
  const second = await start(t, { state: state('second'), sandbox });
  servedBy(clinic, second);
  assert.deepEqual(await clinic.appointments(), []);
  await putBack(second, clinic.clinic.id, lines);
  assert.deepEqual(await clinic.appointments(), appointments);
  assert.match(await clinic.call({ caller: caller.caller }).use('find'), /9 AM/);
  assert.ok(!means.booked(await clinic.call().book(at('09:00'))));
});

interface Line {
  table: string;
  row: Record<string, unknown>;
}

async function exported(frontdesk: Frontdesk, token: string): Promise<Line[]> {
  const { text } = await frontdesk.call('GET', '/api/org/export', { token });
  const lines = text.trimEnd().split('\n').map((line) => JSON.parse(line));
  assert.equal(lines.pop().next_cursor, null);
  return lines;
}

/** Writes the rows of those tables that an object has. One of them has the name of one in D1, whose rows name their org. */
async function putBack(frontdesk: Frontdesk, org: string, lines: Line[]): Promise<void> {
  const known = "SELECT t.name AS name, group_concat(c.name) AS columns, group_concat(iif(c.hidden = 0, c.name, NULL)) AS stored FROM sqlite_schema t, pragma_table_xinfo(t.name) c WHERE t.type = 'table' GROUP BY t.name";
  const tables = new Map((await frontdesk.clinicSql(org, known)).map(({ name, ...lists }) => [name, lists]));
  const isTheirs = ({ table, row }: Line) => Object.keys(row).every((column) => tables.get(table)?.['columns'].split(',').includes(column));
  const insert = async ({ table, row }: Line) => {
    const columns: string[] = tables.get(table)?.['stored'].split(',').filter((column: string) => column in row);
    const sql = `INSERT OR REPLACE INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;
    await frontdesk.clinicSql(org, sql, ...columns.map((column) => row[column]));
  };
  // A row may name one that comes later; it is refused until that is there.
  for (let left = lines.filter(isTheirs), before = Infinity; left.length > 0; ) {
    assert.ok(left.length < before, `no way to put back ${JSON.stringify(left[0])}`);
    before = left.length;
    const put = await Promise.allSettled(left.map(insert));
    left = left.filter((_, at) => put[at]?.status === 'rejected');
  }
}
