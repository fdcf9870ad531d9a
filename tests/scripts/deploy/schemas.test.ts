/** Both versions of a schema are served while a deployment is replaced: what that asks of migrations, and of the objects' steps. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test, type TestContext } from 'node:test';
import { readFile } from 'node:fs/promises';
import { objectSteps, obstacles, readMigrations, schemasOf } from '../../../scripts/deploy/schemas.mjs';
import { PATHS } from '../../../scripts/project.mjs';
import { ROOT } from '../program.ts';
import { contractions, schemaOf } from './expansion.ts';

/** What each migration of a list takes from the code before it. */
function takenBy(migrations: { name: string; sql: string; contract?: string }[]): Map<string, string[]> {
  const sqlite = new DatabaseSync(':memory:');
  let before = schemaOf(sqlite);
  const taken = new Map<string, string[]>();
  for (const { name, sql } of migrations) {
    sqlite.exec(sql);
    const after = schemaOf(sqlite);
    taken.set(name, contractions(before, after));
    before = after;
  }
  sqlite.close();
  return taken;
}

test('every migration only adds, or says with `-- contract:` that older code cannot work with it', async () => {
  const migrations = await readMigrations(PATHS.migrations);
  const taken = takenBy(migrations);
  for (const { name, contract } of migrations) {
    if (contract === undefined) assert.deepEqual(taken.get(name), [], `${name} takes something from older code: expand first, contract in a later release (docs/operations.md)`);
  }
});

const START = "CREATE TABLE t (id TEXT PRIMARY KEY, word TEXT NOT NULL DEFAULT 'a' CHECK (word IN ('a', 'b')), spare TEXT) STRICT;";

test('what takes something from older code is seen', async (t) => {
  const table: [string, string, string[]][] = [
    ['a table goes', 'DROP TABLE t;', ['the table t is gone']],
    ['a table gets another name', 'ALTER TABLE t RENAME TO u;', ['the table t is gone']],
    ['a column goes', 'ALTER TABLE t DROP COLUMN spare;', ['the column t.spare is gone']],
    ['a column gets another name', 'ALTER TABLE t RENAME COLUMN spare TO extra;', ['the column t.spare is gone']],
    ['what is unique is refused', 'CREATE UNIQUE INDEX u ON t (spare);', ['t has to be unique over spare']],
    [
      'a table is rebuilt with a column that has to be written',
      'ALTER TABLE t RENAME TO old; CREATE TABLE t (id TEXT PRIMARY KEY, word TEXT NOT NULL, spare TEXT, more TEXT NOT NULL) STRICT; DROP TABLE old;',
      ['t.word has to be written', 't.more has to be written'],
    ],
    [
      'a table is rebuilt with fewer words allowed',
      "DROP TABLE t; CREATE TABLE t (id TEXT PRIMARY KEY, word TEXT NOT NULL DEFAULT 'a' CHECK (word IN ('a')), spare TEXT) STRICT;",
      ["t has another CHECK (word IN ('a'))"],
    ],
    ['a column is added', 'ALTER TABLE t ADD COLUMN more TEXT; ALTER TABLE t ADD COLUMN count INTEGER NOT NULL DEFAULT 0 CHECK (count >= 0);', []],
    ['a table, an index and a trigger are added', 'CREATE TABLE u (id TEXT); CREATE INDEX i ON t (spare); CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT 1; END;', []],
  ];
  for (const [title, sql, expected] of table) {
    await t.test(title, () => {
      const taken = takenBy([{ name: 'first', sql: START }, { name: 'second', sql }]);
      assert.deepEqual(taken.get('second'), expected);
    });
  }
});

test('the steps of the object are all found in its source', async () => {
  const source = await readFile(join(ROOT, 'src', 'store', 'clinic', 'schema', 'mod.rs'), 'utf8');
  const [, hashes = ''] = source.match(/assert_eq!\(hashes, \[([^\]]*)\]\)/) ?? [];
  const steps = await objectSteps();
  // A released step has its hash in a test beside it; a further one may be on its way.
  assert.ok(steps.length >= hashes.split(',').length && steps.length === source.match(/is_compatible: (true|false)/g)?.length);
  assert.equal(steps[0], false);
});

/** A folder with migrations. */
async function folderOf(t: TestContext, files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'frontdesk-migrations-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  for (const [name, sql] of Object.entries(files)) await writeFile(join(folder, name), sql);
  return folder;
}

test('older code may take over again as long as nothing between the two takes something from it', async (t) => {
  const folder = await folderOf(t, { '0001_a.sql': 'SELECT 1;', '0002_b.sql': '-- Why.\n-- contract: t.word is gone\nSELECT 1;', '0003_c.sql': 'SELECT 1;' });
  const between = (older: string, newer: string) => obstacles(schemasOf(older)!, schemasOf(newer)!, folder);
  assert.deepEqual(await between('d1-0002-object-4', 'd1-0003-object-4'), []);
  assert.deepEqual(await between('d1-0001-object-2', 'd1-0001-object-4'), []);
  assert.match((await between('d1-0001-object-4', 'd1-0003-object-4')).join(), /^Migration 0002_b\.sql has been applied.*t\.word is gone$/);
  assert.match((await between('d1-0003-object-0', 'd1-0003-object-4')).join(), /^Step 1 of the clinics' objects/);
  assert.match((await between('d1-0003-object-4', 'd1-0004-object-4')).join(), /checkout is older/);
  assert.equal(schemasOf('v1.2.3'), undefined);
});
