/** `npm run rollback` and `npm run restore`, run for real against a fake of Cloudflare's API. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { test } from 'node:test';
import { project, type Project } from './project.ts';

/** Two versions, of which the second serves. */
async function twoVersions(given: Project, older: string, newer: string): Promise<void> {
  await given.cloudflare.seed(join(given.folder, 'migrations'), older);
  const { worker } = given.cloudflare;
  const [first] = worker.versions;
  const second = worker.add({ annotations: { 'workers/tag': newer }, bindings: first?.resources.bindings ?? [] });
  worker.deploy([{ version_id: second.id, percentage: 0 }, { version_id: first!.id, percentage: 100 }]);
  worker.deploy([{ version_id: second.id, percentage: 100 }]);
}

test('rolling back lets the version before serve, where it can work with the schemas of now', async (t) => {
  const given = await project(t);
  await twoVersions(given, 'd1-0013-object-3', 'd1-0014-object-4');
  const { worker } = given.cloudflare;
  const { code, stdout, stderr } = await given.run('rollback');
  assert.equal(code, 0, stderr);
  assert.equal(worker.serving, '100 1');
  assert.match(stdout, new RegExp(`npm run rollback -- --to ${worker.versions[1]?.id}. goes forward again`));
  // Whoever repeats it does not go forward to what was left.
  const again = await given.run('rollback');
  assert.equal(again.code, 1, again.stdout);
  assert.match(again.stderr, /No earlier version has served everybody/);
  assert.equal(worker.serving, '100 1');
});

test('rolling back is refused past a migration that older code cannot work with', async (t) => {
  const given = await project(t);
  await given.migration('0098_contract.sql', '-- contract: the column orgs.slug is gone\nSELECT 1;');
  await twoVersions(given, 'd1-0020-object-6', 'd1-0098-object-6');
  const { code, stderr } = await given.run('rollback');
  assert.equal(code, 1);
  assert.match(stderr, /cannot serve any more:\n- Migration 0098_contract\.sql has been applied, and the older code cannot work with it: the column orgs\.slug is gone\nNothing was changed\./);
  assert.equal(given.cloudflare.worker.serving, '100 2');
});

test('restoring sets D1 back, applies what is younger, and has routes and objects follow', async (t) => {
  const { cloudflare, folder, run } = await project(t);
  await cloudflare.seed(join(folder, 'migrations'));
  const database = () => cloudflare.databases.named('frontdesk').sqlite;
  const names = () => database().prepare('SELECT name FROM orgs').all().map((row) => row['name']);
  const org = '0c6f0a4e-5b1d-4c0b-9d3e-7a52f1b8e613';
  database().exec(`INSERT INTO orgs (id, name, zone, country) VALUES ('${org}', 'Oak Dental', 'America/New_York', 'US');
    INSERT INTO phone_number_mapping (id, org_id, clinic_name, inbound_phone_number) VALUES ('${randomUUID()}', '${org}', 'Oak Dental', '+12025550100');
    DELETE FROM route_publications; DELETE FROM clinic_pokes; DELETE FROM d1_migrations WHERE name LIKE '0014%'`);
  const hourAgo = new Date(Date.now() - 3_600_000);
  cloudflare.databases.bookmark('frontdesk', hourAgo.getTime());
  database().exec("UPDATE orgs SET name = 'Oops'");

  const unsure = await run('restore', ['--at', hourAgo.toISOString()]);
  assert.match(unsure.stderr, /Nobody can be asked here whether that is meant: add --yes\./);
  const { code, stdout, stderr } = await run('restore', ['--at', hourAgo.toISOString(), '--yes']);
  assert.equal(code, 0, stdout + stderr);
  assert.deepEqual(names(), ['Oak Dental']);
  assert.ok(cloudflare.databases.applied('frontdesk').some((name) => name.startsWith('0014')));
  const rows = (sql: string) => database().prepare(sql).all().map((row) => Object.values(row).join(' '));
  assert.deepEqual(rows('SELECT subject FROM route_publications'), ['+12025550100']);
  assert.deepEqual(rows('SELECT org_id FROM clinic_pokes'), [org]);

  const [, undo = ''] = stdout.match(/To undo the restoring: npm run restore -- --bookmark (\S+)/) ?? [];
  assert.equal((await run('restore', ['--bookmark', undo, '--yes'])).code, 0);
  assert.deepEqual(names(), ['Oops']);
});

test('a moment that cannot be restored is refused before Cloudflare is asked', async (t) => {
  const { run, cloudflare } = await project(t);
  const days = (count: number) => new Date(Date.now() + count * 86_400_000).toISOString();
  const table: [string[], RegExp][] = [
    [[], /give either --at or --bookmark/],
    [['--at', days(1)], /has not come yet/],
    [['--at', days(-31)], /too long ago: D1 keeps 30 days/],
    [['--at', '2026-01-31 09:15'], /a moment with its offset, such as 2026-01-31T09:15:00Z/],
  ];
  const outcomes = await Promise.all(table.map(([args]) => run('restore', args)));
  for (const [at, { code, stderr }] of outcomes.entries()) {
    assert.equal(code, 2);
    assert.match(stderr, table[at]![1]);
  }
  assert.deepEqual(cloudflare.changes, []);
});
