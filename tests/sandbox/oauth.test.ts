/** The token endpoint for refresh tokens, its errors, and revocation. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEMO_GOOGLE } from '../../sandbox/demo.ts';
import { CALENDAR, SCOPE, call, control, demoToken, reason, refreshForm, sandboxFor } from './fixture.ts';

test('a refresh answers a bearer token with the scopes of the consent', async (t) => {
  const sandbox = await sandboxFor(t);
  const { status, body } = await call(sandbox, 'POST', '/token', { form: refreshForm() });
  assert.equal(status, 200);
  assert.match(body.access_token, /^ya29\./);
  assert.deepEqual(
    { ...body, access_token: undefined },
    { access_token: undefined, expires_in: 3599, token_type: 'Bearer', scope: DEMO_GOOGLE.scopes.join(' ') },
  );
});

test('a refresh may narrow the scopes', async (t) => {
  const sandbox = await sandboxFor(t);
  const narrow = `${SCOPE}calendar.freebusy`;
  const { body } = await call(sandbox, 'POST', '/token', { form: refreshForm({ scope: narrow }) });
  assert.equal(body.scope, narrow);
});

const REFUSED: [what: string, form: Record<string, string>, status: number, error: string][] = [
  ['no grant type', {}, 400, 'invalid_request'],
  ['another grant type', { grant_type: 'password' }, 400, 'unsupported_grant_type'],
  ['no client id', refreshForm({ client_id: '' }), 400, 'invalid_request'],
  ['an unknown client', refreshForm({ client_id: 'nobody' }), 401, 'invalid_client'],
  ['an inherited name as client', refreshForm({ client_id: 'constructor' }), 401, 'invalid_client'],
  ['a wrong secret', refreshForm({ client_secret: 'wrong' }), 401, 'invalid_client'],
  ['no refresh token', refreshForm({ refresh_token: '' }), 400, 'invalid_request'],
  ['an unknown refresh token', refreshForm({ refresh_token: '1//unknown' }), 400, 'invalid_grant'],
  ['a scope beyond the consent', refreshForm({ scope: `${SCOPE}drive` }), 400, 'invalid_scope'],
];

for (const [what, form, status, error] of REFUSED) {
  test(`${what}: ${status} ${error}`, async (t) => {
    const sandbox = await sandboxFor(t);
    const answer = await call(sandbox, 'POST', '/token', { form });
    assert.deepEqual([answer.status, answer.body.error], [status, error]);
    assert.equal(typeof answer.body.error_description, 'string');
  });
}

test('a refresh token of another client is refused', async (t) => {
  const sandbox = await sandboxFor(t);
  await control(sandbox, 'POST', '/google/clients', { clientId: 'other', clientSecret: 'secret' });
  const form = refreshForm({ client_id: 'other', client_secret: 'secret' });
  const answer = await call(sandbox, 'POST', '/token', { form });
  assert.deepEqual([answer.status, answer.body.error], [401, 'unauthorized_client']);
});

test('a JSON body is not read as a form', async (t) => {
  const sandbox = await sandboxFor(t);
  const answer = await call(sandbox, 'POST', '/token', { json: refreshForm() });
  assert.deepEqual([answer.status, answer.body.error], [400, 'invalid_request']);
});

test('a grant revoked by a person ends its access tokens and says why', async (t) => {
  const sandbox = await sandboxFor(t);
  const token = await demoToken(sandbox);
  const { refreshToken } = DEMO_GOOGLE;
  await control(sandbox, 'POST', '/google/grants/revoke', { refreshToken, subtype: 'invalid_rapt' });
  const refresh = await call(sandbox, 'POST', '/token', { form: refreshForm() });
  assert.deepEqual(refresh.body, {
    error: 'invalid_grant',
    error_description: 'Token has been expired or revoked.',
    error_subtype: 'invalid_rapt',
  });
  assert.deepEqual(reason(await call(sandbox, 'GET', `${CALENDAR}/events`, { token })), [401, 'authError']);
});

test('revoking an access token ends the whole grant; again it is invalid_token', async (t) => {
  const sandbox = await sandboxFor(t);
  const token = await demoToken(sandbox);
  assert.equal((await call(sandbox, 'POST', `/revoke?token=${token}`)).status, 200);
  const again = await call(sandbox, 'POST', '/revoke', { form: { token } });
  assert.deepEqual([again.status, again.body.error], [400, 'invalid_token']);
  const refresh = await call(sandbox, 'POST', '/token', { form: refreshForm() });
  assert.equal(refresh.body.error, 'invalid_grant');
});

test('revoking the refresh token ends the access tokens', async (t) => {
  const sandbox = await sandboxFor(t);
  const token = await demoToken(sandbox);
  await call(sandbox, 'POST', '/revoke', { form: { token: DEMO_GOOGLE.refreshToken } });
  assert.deepEqual(reason(await call(sandbox, 'GET', `${CALENDAR}/events`, { token })), [401, 'authError']);
});
