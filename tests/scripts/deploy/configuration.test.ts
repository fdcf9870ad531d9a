/** What wrangler.toml says of production, as the installed wrangler reads it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unstable_readConfig as readConfig } from 'wrangler';
import { readProduction } from '../../../scripts/deploy/production.mjs';
import { PATHS } from '../../../scripts/project.mjs';

const production = readConfig({ config: PATHS.wranglerConfig, env: 'production' }, { hideWarnings: true });

test('addresses and invocations are not logged in production either, which has it from the top level', () => {
  assert.equal(production.observability?.redact_query_string, true);
  assert.equal(production.observability?.logs?.invocation_logs, false);
});

test('nothing in it stands for an id that it does not know', () => {
  assert.deepEqual(production.d1_databases.map(({ database_id: id, database_name: name }) => [id, name]), [[undefined, 'frontdesk']]);
  assert.deepEqual(production.kv_namespaces.map(({ id }) => id), [undefined]);
});

test('no version is uploaded without the secrets that the Worker does not start without', () => {
  assert.deepEqual(production.secrets?.required, ['JWT_SECRET', 'VAULT_KEYS', 'VAPI_SECRETS']);
  // The local environment takes all that .dev.vars has.
  assert.equal(readConfig({ config: PATHS.wranglerConfig }).secrets, undefined);
});

test('it has what the local environment is bound to', () => {
  const local = readConfig({ config: PATHS.wranglerConfig });
  const names = ({ d1_databases: databases, kv_namespaces: namespaces, durable_objects: objects }: typeof local) =>
    [...databases.map(({ binding }) => binding), ...namespaces.map(({ binding }) => binding), ...objects.bindings.map(({ name }) => name)];
  assert.deepEqual(names(production), names(local));
  assert.deepEqual([production.exports, production.triggers, production.assets], [local.exports, local.triggers, local.assets]);
});

test('it can be deployed as it stands', async () => {
  const { worker, namespace, tag } = await readProduction();
  assert.deepEqual([worker, namespace.title], ['frontdesk-production', 'frontdesk-production-routes']);
  assert.ok(Buffer.byteLength(tag) <= 25, 'Cloudflare takes tags of 25 bytes');
});
