/** Each command line that deploying, rolling back and restoring run, held against the parser of the wrangler that is installed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as commands from '../../../scripts/deploy/commands.mjs';
import { commandLine } from '../../../scripts/deploy/runner.mjs';
import { wranglerParser } from './parser.ts';

const ID = 'dc8dcd28-271b-4367-9840-6c244f84cb40';
const OTHER = 'db7cd8d3-4425-4fe7-8c81-01bf963b6067';
const UPLOAD = { tag: 'd1-0014-object-4', message: 'Frontdesk 1a2b3c', secretsFile: '/tmp/secrets.json' };

/** Every command, with what wrangler has to understand of it. */
const LINES: Record<keyof typeof commands, [line: string[], understood: Record<string, unknown>][]> = {
  deploymentNow: [[commands.deploymentNow(), { json: true }]],
  deploymentHistory: [[commands.deploymentHistory(), { json: true }]],
  viewVersion: [[commands.viewVersion(ID), { versionId: ID, json: true }]],
  listDatabases: [[commands.listDatabases(), { json: true }]],
  createDatabase: [
    ...['eu', 'us', 'fedramp'].map((at): [string[], object] => [commands.createDatabase('frontdesk', at), { name: 'frontdesk', jurisdiction: at }]),
    [commands.createDatabase('frontdesk', 'none'), { jurisdiction: undefined }],
  ] as [string[], Record<string, unknown>][],
  queryDatabase: [[commands.queryDatabase('DB', 'SELECT 1'), { database: 'DB', command: 'SELECT 1', remote: true, json: true, yes: true }]],
  applyMigrations: [[commands.applyMigrations('DB'), { database: 'DB', remote: true }]],
  bookmarkOf: [
    [commands.bookmarkOf('DB'), { database: 'DB', json: true, timestamp: undefined }],
    [commands.bookmarkOf('DB', '2026-11-30T09:15:00.000Z'), { timestamp: '2026-11-30T09:15:00.000Z' }],
  ],
  restoreDatabase: [[commands.restoreDatabase('DB', '00000001-0000'), { bookmark: '00000001-0000', json: true }]],
  listNamespaces: [[commands.listNamespaces(), {}]],
  // An environment would be put before its name.
  createNamespace: [[commands.createNamespace('frontdesk-production-routes'), { namespace: 'frontdesk-production-routes', env: undefined }]],
  deployWhole: [[commands.deployWhole(UPLOAD), UPLOAD]],
  uploadVersion: [
    [commands.uploadVersion(UPLOAD), UPLOAD],
    [commands.uploadVersion({ ...UPLOAD, secretsFile: undefined }), { secretsFile: undefined }],
  ],
  shiftTraffic: [
    [commands.shiftTraffic([{ id: ID, percent: 0 }, { id: OTHER, percent: 100 }], 'Tried'), { versionSpecs: [`${ID}@0%`, `${OTHER}@100%`], yes: true, message: 'Tried' }],
  ],
  deployTriggers: [[commands.deployTriggers(), {}]],
};

const parse = await wranglerParser();

for (const [name, lines] of Object.entries(LINES)) {
  test(`wrangler understands ${name}`, async () => {
    for (const [line, expected] of lines) {
      const understood = await parse(commandLine(line, 'wrangler.toml'));
      assert.ok(typeof understood !== 'string', `${line.join(' ')}: ${understood}`);
      const all = { env: 'production', config: 'wrangler.toml', ...expected };
      for (const [option, value] of Object.entries(all)) assert.deepEqual(understood[option], value, `${line.join(' ')}: ${option}`);
    }
  });
}

test('an option that wrangler does not have is noticed', async () => {
  assert.match(String(await parse(commandLine(['d1', 'list', '--as-json'], 'wrangler.toml'))), /Unknown argument/);
  assert.match(String(await parse(commandLine(['d1', 'create', 'frontdesk', '--jurisdiction', 'mars'], 'wrangler.toml'))), /jurisdiction/);
});
