/** The JWT-bearer grant: Google's own client against it, and every assertion that must be refused. */
import assert from 'node:assert/strict';
import { createSign, generateKeyPairSync } from 'node:crypto';
import { test, type TestContext } from 'node:test';
import { calendar } from '@googleapis/calendar';
import { JWT } from 'google-auth-library';
import { DEMO_GOOGLE } from '../../sandbox/demo.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { NOW, SCOPE, call, control, sandboxFor, stopClock } from './fixture.ts';

const EMAIL = 'frontdesk@demo-project.iam.example.com';
const TOKEN_URL = 'https://oauth2.googleapis.com/token';
const KEYS = generateKeyPairSync('rsa', { modulusLength: 2048 });
const OTHER_KEYS = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PRIVATE_PEM = KEYS.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const PUBLIC_PEM = KEYS.publicKey.export({ type: 'spki', format: 'pem' }).toString();

/** A sandbox that knows the service account as a writer of the demo calendar, delegated for the clinic's user. */
async function withServiceAccount(t: TestContext): Promise<Sandbox> {
  const sandbox = await sandboxFor(t);
  const { user, calendarId } = DEMO_GOOGLE;
  await control(sandbox, 'POST', '/google/service-accounts', {
    email: EMAIL,
    publicKey: PUBLIC_PEM,
    subjects: [user],
  });
  const access = { [user]: 'owner', [EMAIL]: 'writer' };
  await control(sandbox, 'PUT', `/google/calendars/${calendarId}`, { access });
  return sandbox;
}

function sdkFor(sandbox: Sandbox, subject?: string) {
  const toSandbox = (url: string | URL | Request, init?: RequestInit) =>
    fetch(String(url).replace('https://oauth2.googleapis.com', sandbox.url), init);
  const auth = new JWT({
    email: EMAIL,
    key: PRIVATE_PEM,
    scopes: [`${SCOPE}calendar`],
    ...(subject === undefined ? {} : { subject }),
    transporterOptions: { fetchImplementation: toSandbox as typeof fetch },
  });
  return calendar({ version: 'v3', auth, rootUrl: `${sandbox.url}/`, retry: false });
}

test("Google's client signs in as the service account and reads busy times", async (t) => {
  stopClock(t); // the client stamps assertions with this process's time
  const sandbox = await withServiceAccount(t);
  const { calendarId } = DEMO_GOOGLE;
  const requestBody = {
    timeMin: '2026-12-01T00:00:00Z',
    timeMax: '2026-12-02T00:00:00Z',
    items: [{ id: calendarId }],
  };
  const { data } = await sdkFor(sandbox).freebusy.query({ requestBody });
  assert.equal(data.calendars?.[calendarId]?.busy?.length, 3);
});

test('without delegation it cannot invite; acting for a user it can', async (t) => {
  stopClock(t);
  const sandbox = await withServiceAccount(t);
  const event = {
    calendarId: DEMO_GOOGLE.calendarId,
    requestBody: {
      start: { dateTime: '2026-12-02T09:00:00-05:00' },
      end: { dateTime: '2026-12-02T09:30:00-05:00' },
      attendees: [{ email: 'patient@example.com' }],
    },
  };
  await assert.rejects(sdkFor(sandbox).events.insert(event), (error: any) => {
    assert.equal(error.status, 403);
    assert.equal(error.response.data.error.errors[0].reason, 'forbiddenForServiceAccounts');
    return true;
  });
  const { data } = await sdkFor(sandbox, DEMO_GOOGLE.user).events.insert(event);
  assert.equal(data.creator?.email, DEMO_GOOGLE.user);
});

interface Changes {
  claims?: Record<string, unknown>;
  header?: Record<string, unknown>;
  key?: typeof KEYS.privateKey;
}

function assertion({ claims = {}, header = {}, key = KEYS.privateKey }: Changes = {}): string {
  const iat = NOW / 1000;
  const payload = { iss: EMAIL, scope: `${SCOPE}calendar`, aud: TOKEN_URL, iat, exp: iat + 3600, ...claims };
  const signed = [{ alg: 'RS256', ...header }, payload].map(encoded).join('.');
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(key, 'base64url')}`;
}

function encoded(part: unknown): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function exchange(sandbox: Sandbox, jwt: string) {
  const form = { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: jwt };
  return call(sandbox, 'POST', '/token', { form });
}

test('a good assertion gets a token and no refresh token', async (t) => {
  const sandbox = await withServiceAccount(t);
  const { status, body } = await exchange(sandbox, assertion());
  assert.equal(status, 200);
  assert.deepEqual(Object.keys(body).sort(), ['access_token', 'expires_in', 'scope', 'token_type']);
});

const now = NOW / 1000;
const REFUSED: [what: string, jwt: string, status: number, error: string][] = [
  ['text that is no JWT', 'a.b', 400, 'invalid_grant'],
  ['an unknown issuer', assertion({ claims: { iss: 'nobody@example.com' } }), 400, 'invalid_grant'],
  ["another account's key", assertion({ key: OTHER_KEYS.privateKey }), 400, 'invalid_grant'],
  ['alg none in the header', assertion({ header: { alg: 'none' } }), 400, 'invalid_grant'],
  ['the audience of a fake', assertion({ claims: { aud: 'http://127.0.0.1/token' } }), 400, 'invalid_grant'],
  ['a life over one hour', assertion({ claims: { exp: now + 3601 } }), 400, 'invalid_grant'],
  ['an expired assertion', assertion({ claims: { iat: now - 4000, exp: now - 400 } }), 400, 'invalid_grant'],
  [
    'an assertion of the future',
    assertion({ claims: { iat: now + 400, exp: now + 500 } }),
    400,
    'invalid_grant',
  ],
  ['missing times', assertion({ claims: { iat: undefined } }), 400, 'invalid_grant'],
  ['no scope', assertion({ claims: { scope: '' } }), 400, 'invalid_scope'],
  [
    'a subject without delegation',
    assertion({ claims: { sub: 'ceo@example.com' } }),
    401,
    'unauthorized_client',
  ],
];

for (const [what, jwt, status, error] of REFUSED) {
  test(`${what}: ${status} ${error}`, async (t) => {
    const answer = await exchange(await withServiceAccount(t), jwt);
    assert.deepEqual([answer.status, answer.body.error], [status, error]);
  });
}

test('a changed claim breaks the signature', async (t) => {
  const [head, , signature] = assertion().split('.');
  const [, payload] = assertion({ claims: { scope: `${SCOPE}drive` } }).split('.');
  const answer = await exchange(await withServiceAccount(t), [head, payload, signature].join('.'));
  assert.equal(answer.body.error_description, 'Invalid JWT Signature.');
});
