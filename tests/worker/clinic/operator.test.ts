/** What an operator does with a clinic's object: query it, export it, delete it. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test, type TestContext } from 'node:test';
import { script } from '../../scripts/program.ts';
import { PLATFORM, problem, start, token, ZONE, type Answer, type Clinic, type Frontdesk } from '../fixture.ts';

/** Vapi reports that a call has ended; gives its id. */
async function ended(frontdesk: Frontdesk, { number }: Clinic, id: string = randomUUID()): Promise<string> {
  const phoneNumber = { number };
  const call = { id, type: 'inboundPhoneCall', phoneNumber };
  const message = { type: 'end-of-call-report', endedReason: 'customer-ended-call', cost: 0.25, call, phoneNumber };
  const { status, text } = await frontdesk.call('POST', '/api/vapi/webhook', { json: { message } });
  assert.equal(status, 200, text);
  return id;
}

const query = (frontdesk: Frontdesk, { id }: { id: string }, sql: string): Promise<Answer> =>
  frontdesk.call('POST', '/api/admin/query', { token: token('platform', id), json: { sql } });

async function rows(frontdesk: Frontdesk, clinic: { id: string }, sql: string): Promise<unknown[][]> {
  const { status, body, text } = await query(frontdesk, clinic, sql);
  assert.equal(status, 200, `${sql}: ${text}`);
  return body.rows;
}

test('a query reads, in order, and says that there is more', async (t) => {
  const frontdesk = await start(t);
  const clinic = await frontdesk.clinic();
  const calls = [await ended(frontdesk, clinic), await ended(frontdesk, clinic)].sort();
  const { body } = await query(frontdesk, clinic, 'SELECT cost_micros AS micros, call_id FROM calls ORDER BY call_id -- all');
  assert.deepEqual(body, { columns: ['micros', 'call_id'], rows: calls.map((id) => [250_000, id]), has_more: false });
  const many = await query(frontdesk, clinic, `SELECT value FROM json_each('[${Array(300).fill(1)}]') LIMIT 1000`);
  assert.deepEqual([many.body.rows.length, many.body.has_more], [200, true]);
  const plan = await rows(frontdesk, clinic, "EXPLAIN QUERY PLAN SELECT * FROM calls WHERE call_id = 'x'");
  assert.match(String(plan[0]?.[3]), /SEARCH calls/);
  const long = await query(frontdesk, clinic, `SELECT printf('%90000d', value) FROM json_each('[${Array(20).fill(1)}]')`);
  assert.deepEqual([long.body.rows.length, long.body.has_more], [12, true]);
});

/** What would change something, run on, or get out of the brackets around a query. */
const REFUSED = [
  'DELETE FROM calls RETURNING call_id',
  "UPDATE calls SET status = 'ended'",
  'WITH x AS (SELECT 1) DELETE FROM calls',
  "WITH x AS (SELECT 1) INSERT INTO due SELECT 'x', 1 RETURNING work",
  'PRAGMA foreign_keys = OFF',
  'DROP TABLE calls',
  'SELECT 1; DELETE FROM calls',
  'SELECT 1) ; DELETE FROM calls; SELECT * FROM (SELECT 1',
  'SELECT 1) LIMIT 1000 /*',
  'WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n) SELECT count(*) FROM n',
];

test('a query changes nothing, and its author hears what SQLite says of it', async (t) => {
  const frontdesk = await start(t);
  const clinic = await frontdesk.clinic();
  await ended(frontdesk, clinic);
  const all = 'SELECT name, sql, (SELECT count(*) FROM calls), (SELECT at FROM due) FROM sqlite_schema ORDER BY name';
  const before = await rows(frontdesk, clinic, all);
  for (const sql of REFUSED) problem(await query(frontdesk, clinic, sql), 422, 'invalid');
  for (const [sql, said] of [
    ['SELECT canary FROM calls', 'no such column: canary'],
    ['SELECT * FROM canaries', 'no such table: canaries'],
    ["SELECT json('canary')", 'malformed JSON'],
    // It fails at its second row, when the first has been read.
    ["SELECT json(value) FROM json_each('[1, \"canary\"]')", 'malformed JSON'],
    ['SELECT randomblob(4)', 'bytes'],
  ] as const) {
    const answer = await query(frontdesk, clinic, sql);
    problem(answer, 422, 'invalid');
    assert.ok(answer.body.detail.includes(said), answer.body.detail);
  }
  assert.deepEqual(await rows(frontdesk, clinic, all), before);
  assert.ok((await frontdesk.logs()).every((line) => !line.includes('canar')));
});

/** The rows of an org's export by table. */
async function exported(frontdesk: Frontdesk, { admin }: Clinic): Promise<Map<string, any[]>> {
  const tables = new Map<string, any[]>();
  for (let cursor: string | null = ''; cursor !== null; ) {
    const path = cursor === '' ? '/api/org/export' : `/api/org/export?cursor=${cursor}`;
    const { status, headers, text } = await frontdesk.call('GET', path, { token: admin });
    assert.deepEqual([status, headers.get('content-type')], [200, 'application/x-ndjson'], text);
    const lines = text.trimEnd().split('\n').map((line) => JSON.parse(line));
    cursor = lines.pop().next_cursor;
    for (const { table, row } of lines) tables.set(table, [...(tables.get(table) ?? []), row]);
  }
  return tables;
}

test('an export has every row of every table of the object once, over many pages', async (t) => {
  const frontdesk = await start(t);
  const clinic = await frontdesk.clinic();
  const told: string[] = [];
  for (let n = 0; n < 12; n += 1) told.push(...(await Promise.all(Array.from({ length: 50 }, () => ended(frontdesk, clinic)))));
  const tables = await exported(frontdesk, clinic);
  // The lines about settings are in D1, in a table of the same name, and what follows adds some.
  const [settings] = await frontdesk.sql('SELECT count(*) AS lines FROM audit WHERE org_id = ?', clinic.id);
  assert.deepEqual(tables.get('calls')?.map(({ call_id: id }) => id).sort(), told.sort());
  const there = await rows(frontdesk, clinic, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_cf%' ESCAPE '\\'");
  for (const [name] of there as [string][]) {
    const [[count]] = (await rows(frontdesk, clinic, `SELECT count(*) FROM ${name}`)) as [[number]];
    assert.equal(tables.get(name)?.length ?? 0, count + (name === 'audit' ? settings?.lines : 0), name);
  }
  assert.equal(tables.get('due')?.length, 1);
  assert.equal(tables.get('orgs')?.[0].id, clinic.id);
  assert.ok(!JSON.stringify([...tables]).includes('_sealed'));
});

test('the commands of an operator do both from a terminal', async (t) => {
  const frontdesk = await start(t);
  const clinic = await frontdesk.clinic();
  const call = await ended(frontdesk, clinic);
  const args = ['--org', clinic.id, '--url', frontdesk.url, '--token', token('platform', clinic.id)];
  const shown = await script('query.mjs', [...args, 'SELECT call_id FROM calls']);
  assert.deepEqual([shown.code, shown.stdout, shown.stderr], [0, `call_id\n${'-'.repeat(36)}\n${call}\n\n1 row\n`, '']);
  const { code, stdout } = await script('export.mjs', args);
  assert.equal(code, 0);
  const lines = stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
  assert.ok(lines.every(({ table, row }) => typeof table === 'string' && typeof row === 'object'));
  assert.deepEqual(lines.filter(({ table }) => table === 'calls').map(({ row }) => row.call_id), [call]);
});

const remove = (frontdesk: Frontdesk, { id, name }: { id: string; name: string }): Promise<Answer> =>
  frontdesk.call('DELETE', `/api/orgs/${id}?name=${encodeURIComponent(name)}`, { token: PLATFORM });

/** A directory for the state of an instance. */
async function directory(t: TestContext): Promise<string> {
  const state = await mkdtemp(join(tmpdir(), 'frontdesk-operator-'));
  t.after(() => rm(state, { recursive: true, force: true }));
  return state;
}

/** The tables of each object on disk, without the runtime's own, and how many alarms are set. */
async function onDisk(state: string): Promise<{ tables: number[]; alarms: number }> {
  const files = (await readdir(state, { recursive: true })).filter((file) => file.startsWith('do/') && file.endsWith('.sqlite'));
  const found = { tables: [] as number[], alarms: 0 };
  for (const file of files) {
    const database = new DatabaseSync(join(state, file), { readOnly: true });
    const names = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all().map(({ name }) => String(name));
    if (names.includes('_cf_ALARM')) found.alarms += Number(database.prepare('SELECT count(*) AS count FROM _cf_ALARM').get()?.count);
    else found.tables.push(names.filter((name) => !/^(_cf|sqlite)_/.test(name)).length);
    database.close();
  }
  found.tables.sort((a, b) => a - b);
  return found;
}

test('a deleted clinic leaves an empty file and no alarm, and its neighbour everything', async (t) => {
  const state = await directory(t);
  const frontdesk = await start(t, { state });
  const [clinic, neighbour] = [await frontdesk.clinic('Oak Dental'), await frontdesk.clinic('Elm Dental')];
  await ended(frontdesk, clinic);
  const kept = await ended(frontdesk, neighbour);
  problem(await remove(frontdesk, { ...clinic, name: 'Oak' }), 422, 'invalid');
  assert.equal((await remove(frontdesk, clinic)).status, 204);
  problem(await remove(frontdesk, clinic), 404, 'not_found');
  assert.equal(await frontdesk.document(clinic.number), null);
  problem(await frontdesk.lookup(clinic.number), 404, 'not_found');
  assert.deepEqual(await rows(frontdesk, neighbour, 'SELECT call_id FROM calls'), [[kept]]);
  const left = await frontdesk.sql('SELECT count(*) AS rows FROM orgs WHERE id = ?', clinic.id);
  assert.deepEqual(left, [{ rows: 0 }]);
  await frontdesk.close();
  const { tables, alarms } = await onDisk(state);
  assert.equal(tables.length, 2);
  assert.equal(tables[0], 0);
  assert.ok(tables[1]! > 2);
  assert.equal(alarms, 1);
});

test('an object that was deleted begins anew, in the same memory and in another', async (t) => {
  const frontdesk = await start(t);
  const clinic = await frontdesk.clinic();
  for (const evicts of [false, true]) {
    await ended(frontdesk, clinic);
    assert.equal((await remove(frontdesk, clinic)).status, 204);
    if (evicts) await frontdesk.evict(clinic.id);
    // Whoever has not heard of it still tells of the call.
    await ended(frontdesk, clinic);
    const json = { id: clinic.id, name: clinic.name, zone: ZONE, country: 'US' };
    await frontdesk.done('POST', '/api/orgs', { token: PLATFORM, json });
    assert.deepEqual(await rows(frontdesk, clinic, 'SELECT (SELECT count(*) FROM calls) + (SELECT count(*) FROM due)'), [[0]]);
    await frontdesk.map(clinic, clinic.number);
    const call = await ended(frontdesk, clinic);
    assert.deepEqual(await rows(frontdesk, clinic, 'SELECT call_id FROM calls'), [[call]]);
  }
});
