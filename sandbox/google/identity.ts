/** Who somebody is: Google's ID tokens (OpenID Connect) and the keys that they are signed with. */
import { createHash, createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { Reply } from '../http.ts';
import type { Route } from '../routes.ts';
import type { World } from '../world.ts';

/** What Google calls itself. */
export const ISSUER = 'https://accounts.google.com';
const KEY_ID = 'sandbox-1';
const LIFE_SECONDS = 3600;

/** Where the keys are. */
export const identityRoutes: Route[] = [
  { name: 'google.certs', method: 'GET', pattern: '/oauth2/v3/certs', handler: certs },
];

let keys: { publicKey: KeyObject; privateKey: KeyObject } | undefined;
/** Made when it is first needed: it takes a while. */
const key = () => (keys ??= generateKeyPairSync('rsa', { modulusLength: 2048 }));

function certs(): Reply {
  const jwk = { ...key().publicKey.export({ format: 'jwk' }), kid: KEY_ID, use: 'sig', alg: 'RS256' };
  return { status: 200, headers: { 'cache-control': 'public, max-age=21600' }, body: { keys: [jwk] } };
}

/** Whom a token is about, and for whom it is. */
interface Asked {
  clientId: string;
  user: string;
  scopes: string[];
  nonce: string | null;
}

/** An ID token. It says the address only to who asked for it. */
export function idToken(world: World, { clientId, user, scopes, nonce }: Asked): string {
  const now = Math.floor(world.now() / 1000);
  const host = user.split('@')[1] ?? '';
  const claims = {
    iss: ISSUER,
    azp: clientId,
    aud: clientId,
    sub: subjectOf(user),
    // A consumer's account is of no organisation.
    ...(host === 'gmail.com' ? {} : { hd: host }),
    ...(scopes.includes('email') ? { email: user, email_verified: true } : {}),
    ...(nonce === null ? {} : { nonce }),
    iat: now,
    exp: now + LIFE_SECONDS,
  };
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'RS256', kid: KEY_ID, typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${createSign('SHA256').update(signed).sign(key().privateKey, 'base64url')}`;
}

/** A user's number of 21 digits, which stays when the address changes hands. */
export function subjectOf(user: string): string {
  const number = BigInt(`0x${createHash('sha256').update(user).digest('hex')}`) % 10n ** 20n;
  return `1${String(number).padStart(20, '0')}`;
}
