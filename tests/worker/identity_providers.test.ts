/** Tokens of identity providers on workerd: signatures as WebCrypto checks them, and keys as a provider publishes them over HTTP. */
import assert from 'node:assert/strict';
import { createHmac, createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { SignJWT } from 'jose';
import { problem, start, type Answer } from './fixture.ts';

const ISSUER = 'https://id.example.com/auth/v1';
const AUDIENCE = 'authenticated';

/** What the provider publishes, and how often it was asked. */
const provider = { keys: [] as object[], asked: 0 };
const server = createServer((_, response) => {
  provider.asked += 1;
  response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: provider.keys }));
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
after(() => server.close());

const IDENTITY_PROVIDERS = JSON.stringify([
  {
    name: 'supabase',
    issuer: ISSUER,
    jwks: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`,
    algorithms: ['ES256', 'RS256'],
    audience: AUDIENCE,
    org_claim: 'app_metadata.org_id',
    role_claim: 'app_metadata.role',
  },
]);
const frontdesk = await start({ after }, { plain: true, vars: { IDENTITY_PROVIDERS } });
const clinic = await frontdesk.clinic();

const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const published = (key: KeyObject, kid: string): object => ({ ...key.export({ format: 'jwk' }), kid, use: 'sig' });
provider.keys = [published(p256.publicKey, 'e'), published(rsa.publicKey, 'r')];

const claims = (): Record<string, unknown> => ({ app_metadata: { org_id: clinic.id, role: 'viewer' }, email: 'ana@clinic.example', email_verified: true });
const signed = (key: KeyObject, alg: string, kid: string): Promise<string> =>
  new SignJWT(claims())
    .setProtectedHeader({ alg, kid })
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setSubject('u-17')
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(key);

const read = (token: string, path = '/api/org'): Promise<Answer> => frontdesk.call('GET', path, { token });
const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');

test('both kinds of keys are believed, in the Worker and in the object, and make a session', async () => {
  for (const token of [await signed(p256.privateKey, 'ES256', 'e'), await signed(rsa.privateKey, 'RS256', 'r')]) {
    assert.equal((await read(token)).body.id, clinic.id);
    assert.equal((await read(token, '/api/inbox')).status, 200);
    const session = await frontdesk.call('POST', '/auth/session', { token, json: {} });
    assert.deepEqual([session.status, session.body.provider, session.body.role], [201, 'supabase', 'viewer'], session.text);
  }
});

test('no other signature is: of another key, of another form, of a public key as a secret, or none', async () => {
  const good = await signed(p256.privateKey, 'ES256', 'e');
  const [header, payload] = good.split('.') as [string, string];
  const der = createSign('SHA256').update(`${header}.${payload}`).sign(p256.privateKey, 'base64url');
  const secret = rsa.publicKey.export({ type: 'spki', format: 'pem' });
  const hmac = `${encode({ alg: 'HS256', kid: 'r' })}.${payload}`;
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });
  for (const token of [
    `${header}.${payload}.${der}`,
    `${hmac}.${createHmac('sha256', secret).update(hmac).digest('base64url')}`,
    `${encode({ alg: 'none' })}.${payload}.`,
    `${header}.${payload}.${'A'.repeat(86)}`,
    await signed(stranger.privateKey, 'RS256', 'r'),
    await signed(p256.privateKey, 'ES256', 'nobody'),
  ]) {
    problem(await read(token), 401, 'unauthorized');
  }
});

test('keys that nobody has are asked for once, whatever arrives', async () => {
  const before = provider.asked;
  const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const tokens = await Promise.all(Array.from({ length: 20 }, (_, number) => signed(stranger.privateKey, 'ES256', `made up ${number}`)));
  for (const answer of await Promise.all(tokens.map((token) => read(token)))) problem(answer, 401, 'unauthorized');
  // The Worker and the object may be isolates of their own.
  assert.ok(provider.asked - before <= 2, `${provider.asked - before}`);
});
