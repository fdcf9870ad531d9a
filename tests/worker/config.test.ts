/** A deployment that is not configured well serves nobody and tells only its operator why. */
import assert from 'node:assert/strict';
import { after, test, type TestContext } from 'node:test';
import { PRODUCTION } from '../../bench/frontdesk.mjs';
import { CHECK, PLATFORM, sandboxFor, start, token, toolCalls, workday } from './fixture.ts';

const sandbox = await sandboxFor({ after });

/** The one line that the log has, and that the answers are 503 on every path. */
async function refused(t: TestContext, vars: Record<string, string>): Promise<string> {
  const frontdesk = await start(t, { vars, sandbox });
  for (const [method, path] of [
    ['GET', '/health'],
    ['POST', CHECK],
    ['GET', '/api/org'],
  ] as const) {
    const { status, headers, body, text } = await frontdesk.call(method, path, method === 'POST' ? { json: {} } : {});
    assert.deepEqual([status, body.status, body.code], [503, 503, 'misconfigured'], path);
    assert.equal(headers.get('content-type'), 'application/problem+json');
    assert.doesNotMatch(text, /JWT_SECRET|VAULT|VAPI|GOOGLE|frontdesk-local/);
  }
  const lines = (await frontdesk.logs()).filter((line) => line.includes('config.refused'));
  assert.ok(lines.length > 0);
  return JSON.parse(lines[0] ?? '').detail;
}

test('production with the local configuration is refused, every problem named at once and no value', async (t) => {
  const detail = await refused(t, { ENVIRONMENT: 'production' });
  const problems = [
    /JWT_SECRET is the published local value/,
    /VAULT_KEYS is the published local value/,
    /VAPI_AUTH=off is refused in production/,
    /GOOGLE_TOKEN_URL must be https:\/\/oauth2\.googleapis\.com\/token in production/,
    /GOOGLE_API_BASE must be https:\/\/www\.googleapis\.com in production/,
    /TWILIO_API_BASE must be https:\/\/api\.twilio\.com in production/,
    /PUBLIC_URL must be an https origin/,
    /VAPI_LEGACY=on is refused in production/,
    /WEBHOOKS_LOCAL=on is refused in production/,
  ];
  for (const problem of problems) assert.match(detail, problem);
  assert.doesNotMatch(detail, /frontdesk-local|127\.0\.0\.1|ZnJvbnRkZXNr/);
});

test('production with weak or broken secrets is refused, and the log quotes none of them', async (t) => {
  const weak = {
    JWT_SECRET: 'hunter2-hunter2',
    VAULT_KEYS: 'k1:aHVudGVyMg==',
    VAPI_SECRETS: 'hunter2',
    GOOGLE_CLIENT_SECRET: '',
  };
  const detail = await refused(t, { ...PRODUCTION, ...weak });
  for (const problem of [
    /JWT_SECRET holds a secret shorter than 32 bytes/,
    /the key k1 in VAULT_KEYS is not 32 bytes/,
    /VAPI_SECRETS holds a secret shorter than 16/,
    /GOOGLE_CLIENT_SECRET is not/,
  ])
    assert.match(detail, problem);
  assert.doesNotMatch(detail, /hunter2|aHVudGVyMg/);
});

test('production with secrets that somebody made up or uses twice is refused', async (t) => {
  const detail = await refused(t, {
    ...PRODUCTION,
    VAULT_KEYS: `k1:${Buffer.alloc(32).toString('base64')}`,
    JWT_SECRET: 'our-own-hunter2-secret-for-tokens-of-2026',
    RETELL_SECRETS: PRODUCTION.VAPI_SECRETS,
    PUBLIC_URL: 'https://192.168.1.7',
    SWEEP_SUBREQUESTS: '20',
  });
  for (const problem of [
    /VAULT_KEYS holds a secret that is one byte, repeated/,
    /JWT_SECRET holds a secret that has a word in it/,
    /VAPI_SECRETS and RETELL_SECRETS hold the same secret/,
    /PUBLIC_URL names this machine or a private network/,
    /SWEEP_SUBREQUESTS must be a whole number from 48/,
  ])
    assert.match(detail, problem);
  assert.ok(!detail.includes('hunter2') && !detail.includes(PRODUCTION.VAPI_SECRETS) && !detail.includes('192.168'));
});

test('what is missing is named', async (t) => {
  const detail = await refused(t, {
    ENVIRONMENT: '',
    JWT_SECRET: '',
    VAULT_KEYS: '',
    VAPI_AUTH: '',
    ROUTE_TTL_SECONDS: 'soon',
    VAPI_LEGACY: 'maybe',
  });
  for (const name of ['ENVIRONMENT', 'JWT_SECRET', 'VAULT_KEYS', 'VAPI_AUTH', 'ROUTE_TTL_SECONDS', 'VAPI_LEGACY'])
    assert.match(detail, new RegExp(name));
});

test('a scheduled run without a configuration says so and does nothing', async (t) => {
  const frontdesk = await start(t, { vars: { JWT_SECRET: '' }, sandbox });
  await frontdesk.sweep();
  assert.ok((await frontdesk.logs()).some((line) => line.includes('JWT_SECRET is missing')));
});

test("a production that is configured well serves, without Server-Timing and without the seed's format", async (t) => {
  const frontdesk = await start(t, { vars: PRODUCTION, sandbox });
  const health = await frontdesk.call('GET', '/health');
  assert.deepEqual([health.status, health.headers.get('server-timing')], [200, null]);
  const platform = token('platform', undefined, PRODUCTION.JWT_SECRET);
  const created = await frontdesk.call('POST', '/api/orgs', {
    token: platform,
    json: { name: 'Oak', zone: 'UTC' },
  });
  assert.equal(created.status, 201);
  assert.equal(
    (await frontdesk.call('GET', '/api/orgs', { token: PLATFORM })).status,
    401,
    'the published secret signs nothing here',
  );
  assert.equal((await frontdesk.call('POST', CHECK, { json: {} })).status, 401);
  const legacy = { toolCall: { arguments: { tenantId: created.body.id, date: workday() } } };
  const headers = { 'x-vapi-secret': PRODUCTION.VAPI_SECRETS };
  const { status, body } = await frontdesk.call('POST', CHECK, { json: legacy, headers });
  assert.equal(status, 200);
  assert.match(body.results[0].error, /I can't tell which clinic this call is for/);
});

test('VAPI_AUTH=secret', async (t) => {
  const [old, fresh] = ['the-old-secret-of-the-tests', 'the-new-secret-of-the-tests'];
  const frontdesk = await start(t, {
    vars: { VAPI_AUTH: 'secret', VAPI_SECRETS: `${fresh} ${old}` },
    sandbox,
  });
  const clinic = await frontdesk.clinic();
  const json = toolCalls(clinic.number, { date: workday() });
  const call = (headers: Record<string, string>) => frontdesk.call('POST', CHECK, { json, headers });

  for (const secret of [old, fresh]) {
    const forms: Record<string, string>[] = [
      { 'x-vapi-secret': secret },
      { authorization: `Bearer ${secret}` },
      { authorization: `bearer ${secret}` },
    ];
    for (const headers of forms) {
      await t.test(`${secret.slice(4, 7)} one is taken as ${Object.keys(headers)[0]}`, async () =>
        assert.match((await call(headers)).body.results[0].result, /more than nine openings/),
      );
    }
  }
  const wrong: Record<string, string>[] = [
    {},
    { 'x-vapi-secret': '' },
    { 'x-vapi-secret': old.slice(0, -1) },
    { 'x-vapi-secret': `${old}x` },
    { 'x-vapi-secret': `${fresh} ${old}` },
    { authorization: `Basic ${old}` },
    { authorization: old },
    { authorization: `Bearer ${PLATFORM}` },
  ];
  for (const headers of wrong) {
    await t.test(`${JSON.stringify(headers).slice(0, 50)} is not`, async () => {
      sandbox.requests.clear();
      const { status, headers: answered, body } = await call(headers);
      assert.deepEqual([status, body.code, answered.get('www-authenticate')], [401, 'unauthorized', 'Bearer']);
      assert.deepEqual(sandbox.requests.counts(), {});
    });
  }
  await t.test('and refusals come before the body is looked at', async () => {
    const { status } = await frontdesk.call('POST', CHECK, {
      body: '{',
      headers: { 'content-type': 'text/plain' },
    });
    assert.equal(status, 401);
  });
});

test('tokens are held against issuer and audience when these are configured', async (t) => {
  const frontdesk = await start(t, {
    vars: { JWT_ISSUER: 'https://id.example.com', JWT_AUDIENCE: 'frontdesk' },
    sandbox,
  });
  const { status, body } = await frontdesk.call('GET', '/api/orgs', { token: PLATFORM });
  assert.equal(status, 401);
  assert.match(body.detail, /issuer or audience/);
});
