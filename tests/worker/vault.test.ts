/** Credentials at rest: nothing legible in D1 or KV, nothing that opens in another place, and keys that can be changed. */
import assert from 'node:assert/strict';
import { createCipheriv, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { control } from '../sandbox/fixture.ts';
import { parseDevVars } from '../../scripts/dev-vars.mjs';
import { PATHS } from '../../scripts/project.mjs';
import { PLATFORM, sandboxFor, start, TWILIO, type Clinic, type Frontdesk } from './fixture.ts';
import { allRows } from './rows.ts';

const key = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;
const [A, B] = [key('key-a'), key('key-b')];
const UNREADABLE = /^I can't check the calendar right now\./;
const CANNOT_OPEN = {
  ok: false,
  detail: 'The stored credentials cannot be opened. Store them again with PUT, or connect the account again.',
};

type Service = 'google' | 'twilio';

const tested = (frontdesk: Frontdesk, { admin }: Clinic, service: Service = 'google') =>
  frontdesk.done('POST', `/api/integrations/${service}/test`, { token: admin });

/** A clinic with both integrations; its sandbox account is the demo's. */
async function connected(frontdesk: Frontdesk): Promise<Clinic> {
  const clinic = await frontdesk.clinic();
  await frontdesk.done('PUT', '/api/integrations/twilio', { token: clinic.admin, json: TWILIO });
  return clinic;
}

const sealed = async (frontdesk: Frontdesk, { id }: Clinic, service: Service): Promise<string> =>
  (
    await frontdesk.sql(
      'SELECT credentials_sealed AS text FROM integration_settings WHERE org_id = ? AND service_type = ?',
      id,
      service,
    )
  )[0]?.text;

/** Writes an envelope as somebody with the database could, and lets the sweep publish it. */
async function forge(frontdesk: Frontdesk, { id }: Clinic, service: Service, envelope: string): Promise<void> {
  await frontdesk.sql(
    'UPDATE integration_settings SET credentials_sealed = ? WHERE org_id = ? AND service_type = ?',
    envelope,
    id,
    service,
  );
  await frontdesk.sweep();
}

/** Changes a plain value beside an envelope, as somebody with the database could. */
async function set(frontdesk: Frontdesk, { id }: Clinic, service: Service, member: string, value: string): Promise<void> {
  await frontdesk.sql(
    'UPDATE integration_settings SET settings = json_set(settings, ?, ?) WHERE org_id = ? AND service_type = ?',
    `$.${member}`,
    value,
    id,
    service,
  );
  await frontdesk.sweep();
}

/** Remembers no routes, so that what was forged is what is used. */
const frontdesk = await start({ after }, { vars: { ROUTE_TTL_SECONDS: '0' } });

test('neither tables nor documents nor files hold a secret that can be read', async (t) => {
  const state = await mkdtemp(join(tmpdir(), 'frontdesk-'));
  t.after(() => rm(state, { recursive: true, force: true }));
  const frontdesk = await start(t, { state });
  const canary = (what: string) => `canary-${what}-${randomUUID()}`;
  const secrets = {
    refresh: canary('refresh'),
    client: canary('client'),
    auth: canary('auth').slice(0, 32),
    api: canary('api'),
  };
  const clinic = await frontdesk.clinic();
  const clientId = 'own-client.apps.example.com';
  await control(frontdesk.sandbox, 'POST', '/google/clients', { clientId, clientSecret: secrets.client });
  const { user = '', scopes = [] } = frontdesk.sandbox.state.google.grants[clinic.refreshToken] ?? {};
  await control(frontdesk.sandbox, 'POST', '/google/grants', {
    refreshToken: secrets.refresh,
    clientId,
    user,
    scopes,
  });
  await frontdesk.done('PUT', '/api/integrations/google', {
    token: clinic.admin,
    json: {
      calendar_id: clinic.calendarId,
      refresh_token: secrets.refresh,
      client_id: clientId,
      client_secret: secrets.client,
    },
  });
  const apiKey = { api_key_sid: `SK${'0'.repeat(32)}`, api_key_secret: secrets.api };
  await frontdesk.done('PUT', '/api/integrations/twilio', {
    token: clinic.admin,
    json: { ...TWILIO, ...apiKey, auth_token: secrets.auth },
  });
  // So that an access token is kept as well.
  assert.match(await frontdesk.heard(clinic.number), /more than nine openings/);
  const issued = Object.keys(frontdesk.sandbox.state.google.accessTokens);
  assert.ok(issued.length > 0);
  const legible = [...Object.values(secrets), ...issued];
  const hidden = [
    ...legible,
    ...legible.map((text) => Buffer.from(text).toString('base64').slice(0, -4)),
    'canary-refresh',
    'canary-client',
  ];

  const rows = await allRows(frontdesk);
  const kv = await frontdesk.kv();
  const documents = await Promise.all((await kv.list()).keys.map(({ name }) => kv.get(name)));
  await frontdesk.close();
  const files = await contents(state);
  assert.ok(
    files.some((file) => file.includes(clinic.calendarId)),
    'the files are those of this state',
  );
  const everything = [...rows, ...documents.map(String), ...files];
  for (const secret of hidden)
    assert.ok(!everything.some((text) => text.includes(secret)), `${secret.slice(0, 14)}… is legible`);
});

test('an envelope opens in its own place and nowhere else', async (t) => {
  const [clinic, other] = [await connected(frontdesk), await connected(frontdesk)];
  const body = (envelope: string) => envelope.split('.')[2] ?? '';
  const flipped = (text: string) => `${text.slice(0, 40)}${text[40] === 'A' ? 'B' : 'A'}${text.slice(41)}`;
  const google = await sealed(frontdesk, clinic, 'google');
  const twilio = await sealed(frontdesk, clinic, 'twilio');
  const others = await sealed(frontdesk, other, 'google');
  await frontdesk.heard(other.number);
  const [kept] = await frontdesk.sql('SELECT token_sealed AS text FROM access_tokens WHERE org_id = ?', other.id);
  const [ALTERED, MALFORMED] = ['the envelope does not belong here or was altered', 'the envelope is malformed'];
  const forgeries: [what: string, service: Service, envelope: (own: string) => string, reason: string][] = [
    ["another org's", 'google', () => others, ALTERED],
    ["another service's", 'google', () => twilio, ALTERED],
    ["another service's, the other way", 'twilio', () => google, ALTERED],
    ["another column's", 'google', () => kept?.text, ALTERED],
    ["an earlier save's", 'google', () => google, ALTERED],
    ['one changed character', 'google', (own) => `v2.local1.${flipped(body(own))}`, ALTERED],
    ['one that is cut off', 'google', (own) => `v2.local1.${body(own).slice(0, -8)}`, ALTERED],
    ['one that says it is of the older form', 'google', (own) => `v1.local1.${body(own)}`, ALTERED],
    ['one too short to be any', 'google', () => 'v2.local1.AAAA', MALFORMED],
    ['no base64', 'google', () => 'v2.local1.%%%', MALFORMED],
    ['a key that is not there', 'google', (own) => `v2.ghost.${body(own)}`, 'the envelope names a key that is not configured'],
  ];
  for (const [what, service, forged, reason] of forgeries) {
    await t.test(`${what}: refused with what to do, the reason is logged, and no vendor is asked`, async () => {
      // A new save, of which nothing is in memory.
      if (service === 'google') await saved(frontdesk, clinic);
      const own = await sealed(frontdesk, clinic, service);
      await forge(frontdesk, clinic, service, forged(own));
      frontdesk.sandbox.requests.clear();
      assert.deepEqual(await tested(frontdesk, clinic, service), CANNOT_OPEN);
      const { event, org_id, detail } = JSON.parse((await frontdesk.logs()).at(-1) ?? 'null');
      assert.deepEqual([event, org_id, detail], ['vault.credential_unreadable', clinic.id, reason]);
      if (service === 'google') assert.match(await frontdesk.heard(clinic.number), UNREADABLE);
      assert.deepEqual(frontdesk.sandbox.requests.counts(), {});
      await forge(frontdesk, clinic, service, own);
      assert.equal((await tested(frontdesk, clinic, service)).ok, true, 'its own opens again');
    });
  }
  const logs = await frontdesk.logs();
  for (const envelope of [google, twilio, others])
    assert.ok(!logs.some((line) => line.includes(body(envelope).slice(0, 20))), 'no envelope is logged');
});

test('what stands beside an envelope is authenticated with it', async (t) => {
  const clinic = await connected(frontdesk);
  const forgeries: [Service, member: string, value: string][] = [
    ['google', 'calendar_id', 'somebody@else.example'],
    ['google', 'guest_updates', 'all'],
    ['twilio', 'account_sid', `AC${'f'.repeat(32)}`],
    ['twilio', 'from_number', '+15550100'],
    ['twilio', 'region', 'ie1'],
  ];
  for (const [service, member, value] of forgeries) {
    await t.test(`${member} of ${service}`, async () => {
      // A token is in memory and in D1. Neither is used beside what was changed.
      assert.match(await frontdesk.heard(clinic.number), /more than nine openings/);
      const [before] = await frontdesk.sql(
        'SELECT settings AS text FROM integration_settings WHERE org_id = ? AND service_type = ?',
        clinic.id,
        service,
      );
      await set(frontdesk, clinic, service, member, value);
      frontdesk.sandbox.requests.clear();
      assert.deepEqual(await tested(frontdesk, clinic, service), CANNOT_OPEN);
      if (service === 'google') assert.match(await frontdesk.heard(clinic.number), UNREADABLE);
      assert.deepEqual(frontdesk.sandbox.requests.counts(), {});
      await frontdesk.sql(
        'UPDATE integration_settings SET settings = ? WHERE org_id = ? AND service_type = ?',
        before?.text,
        clinic.id,
        service,
      );
      await frontdesk.sweep();
      assert.equal((await tested(frontdesk, clinic, service)).ok, true, 'as it was saved it opens again');
    });
  }
});

/** An envelope as it was made before anything beside it was bound. */
async function unbound({ id, refreshToken }: Clinic): Promise<string> {
  const { VAULT_KEYS = '' } = parseDevVars(await readFile(PATHS.devVarsExample, 'utf8'));
  const [keyId = '', secret = ''] = VAULT_KEYS.split(':');
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(secret, 'base64'), nonce);
  cipher.setAAD(Buffer.from(`frontdesk|v1|${id}|google|credentials_sealed|${keyId}`));
  const credential = JSON.stringify({ kind: 'refresh_token', refresh_token: refreshToken, client: null });
  const body = Buffer.concat([nonce, cipher.update(credential), cipher.final(), cipher.getAuthTag()]);
  return `v1.${keyId}.${body.toString('base64url')}`;
}

test('an older envelope opens until a rewrap has bound it', async () => {
  const clinic = await connected(frontdesk);
  await forge(frontdesk, clinic, 'google', await unbound(clinic));
  assert.equal((await tested(frontdesk, clinic)).ok, true);
  const { rewrapped, unbound: left } = await frontdesk.done('POST', '/api/admin/rewrap', { token: PLATFORM });
  assert.deepEqual([rewrapped, left], [1, 0]);
  await frontdesk.sweep();
  assert.match(await sealed(frontdesk, clinic, 'google'), /^v2\.local1\./);
  assert.match(await frontdesk.heard(clinic.number), /more than nine openings/);
  await set(frontdesk, clinic, 'google', 'calendar_id', 'somebody@else.example');
  assert.deepEqual(await tested(frontdesk, clinic), CANNOT_OPEN);
});

test('an access token moved from another org does not open either', async () => {
  const [clinic, other] = [await frontdesk.clinic(), await frontdesk.clinic()];
  await frontdesk.heard(other.number);
  const [credential] = await frontdesk.sql(
    'SELECT credential_id FROM integration_settings WHERE org_id = ?',
    clinic.id,
  );
  const move = 'UPDATE access_tokens SET org_id = ?, credential_id = ? WHERE org_id = ?';
  await frontdesk.sql(move, clinic.id, credential?.credential_id, other.id);
  frontdesk.sandbox.requests.clear();
  assert.match(await frontdesk.heard(clinic.number), /more than nine openings/);
  assert.deepEqual(frontdesk.sandbox.requests.counts(), { 'google.token': 1, 'google.freeBusy': 1 }, 'it got its own');
  assert.ok((await frontdesk.logs()).some((line) => line.includes('vault.token_unreadable')));
});

test('keys are changed without losing a credential', async (t) => {
  const state = await mkdtemp(join(tmpdir(), 'frontdesk-'));
  t.after(() => rm(state, { recursive: true, force: true }));
  const sandbox = await sandboxFor(t);
  const clinics: Clinic[] = [];
  let frontdesk: Frontdesk;
  const deploy = async (keys: string) => {
    await frontdesk?.close();
    frontdesk = await start(t, { state, sandbox, vars: { VAULT_KEYS: keys } });
  };
  const rewrap = () => frontdesk.done('POST', '/api/admin/rewrap', { token: PLATFORM });
  const allOpen = async () => {
    for (const clinic of clinics) {
      assert.equal((await tested(frontdesk, clinic, 'google')).ok, true);
      assert.equal((await tested(frontdesk, clinic, 'twilio')).ok, true);
      assert.match(await frontdesk.heard(clinic.number), /more than nine openings/);
    }
  };

  await t.test('1. three clinics under key A', async () => {
    await deploy(A);
    for (let n = 0; n < 3; n++) clinics.push(await connected(frontdesk));
    await allOpen();
  });

  await t.test('2. without key A nothing opens, nothing is lost, and the counts say that A is needed', async () => {
    await deploy(B);
    assert.deepEqual(await tested(frontdesk, clinics[0] as Clinic), CANNOT_OPEN);
    const report = await rewrap();
    const counts = [
      { key_id: 'key-b', count: 0, configured: true },
      { key_id: 'key-a', count: 6, configured: false },
    ];
    assert.deepEqual(report, {
      primary: 'key-b',
      rewrapped: 0,
      unreadable: 0,
      keys: counts,
      unbound: 0,
      unpublished: 0,
      done: false,
    });
    assert.deepEqual(await frontdesk.sql('SELECT * FROM access_tokens'), [], 'tokens are simply forgotten');
  });

  await t.test('3. with B before A all open, and new ones are sealed under B', async () => {
    await deploy(`${B},${A}`);
    await allOpen();
    clinics.push(await connected(frontdesk));
    assert.match(await sealed(frontdesk, clinics[3] as Clinic, 'google'), /^v2\.key-b\./);
  });

  await t.test('4. a rewrap moves the six under A; when KV has followed, A may go', async () => {
    // Four clinics with two credentials each, and the tokens of the three that were called since.
    const counts = [
      { key_id: 'key-b', count: 8 + 3, configured: true },
      { key_id: 'key-a', count: 0, configured: true },
    ];
    assert.deepEqual(await rewrap(), {
      primary: 'key-b',
      rewrapped: 6,
      unreadable: 0,
      keys: counts,
      unbound: 0,
      unpublished: 3,
      done: false,
    });
    await frontdesk.sweep();
    assert.deepEqual(await rewrap(), {
      primary: 'key-b',
      rewrapped: 0,
      unreadable: 0,
      keys: counts,
      unbound: 0,
      unpublished: 0,
      done: true,
    });
    const kv = await frontdesk.kv();
    for (const { name } of (await kv.list()).keys) assert.doesNotMatch((await kv.get(name)) ?? '', /v[12]\.key-a\./);
  });

  await t.test('5. without key A every credential opens', async () => {
    await deploy(B);
    await allOpen();
  });

  await t.test('only the platform may rewrap', async () => {
    const { status } = await frontdesk.call('POST', '/api/admin/rewrap', {
      token: (clinics[0] as Clinic).admin,
    });
    assert.equal(status, 403);
  });
});

/** Saves the same credential again. */
async function saved(frontdesk: Frontdesk, { admin, calendarId, refreshToken }: Clinic): Promise<void> {
  const json = { calendar_id: calendarId, refresh_token: refreshToken };
  await frontdesk.done('PUT', '/api/integrations/google', { token: admin, json });
}

/** Every file under a directory, byte for byte as latin1. */
async function contents(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(files.map((file) => readFile(file, 'latin1')));
}
