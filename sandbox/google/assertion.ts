/** Checks the signed assertion of the JWT-bearer grant (RFC 7523) the way Google does for service accounts. */
import { createPublicKey, verify } from 'node:crypto';
import { isObject } from '../http.ts';
import { lookup, type ServiceAccount } from '../state.ts';
import type { World } from '../world.ts';
import { oauthError } from './errors.ts';

/** Google wants this audience whatever address the request was sent to. */
export const TOKEN_AUDIENCE = 'https://oauth2.googleapis.com/token';

/** Longest life of an assertion, and how far its clock may be off. Seconds. */
const MAX_LIFE = 3600;
const MAX_SKEW = 300;

/** What a good assertion asks for. */
export interface Assertion {
  account: ServiceAccount;
  scopes: string[];
  /** The user to act for; absent when the account acts as itself. */
  subject?: string;
}

interface DecodedJwt {
  header: Record<string, unknown>;
  claims: Record<string, unknown>;
  signed: Buffer;
  signature: Buffer;
}

/**
 * Verifies an assertion.
 *
 * @throws 400 `invalid_grant` (form, account, signature, audience, times), 400 `invalid_scope`,
 *   401 `unauthorized_client` when the account may not act for the subject
 */
export function verifyAssertion(world: World, assertion: string): Assertion {
  const jwt = decode(assertion);
  const { iss, aud, scope, sub } = jwt.claims;
  const account = lookup(world.state.google.serviceAccounts, String(iss));
  if (account === undefined) throw invalidGrant('Invalid grant: account not found');
  if (!signatureHolds(jwt, account)) throw invalidGrant('Invalid JWT Signature.');
  if (aud !== TOKEN_AUDIENCE)
    throw invalidGrant(`Invalid JWT: Failed audience check. The right audience is ${TOKEN_AUDIENCE}`);
  checkTimes(jwt.claims, Math.floor(world.now() / 1000));
  const scopes = typeof scope === 'string' ? scope.split(' ').filter(Boolean) : [];
  if (scopes.length === 0)
    throw oauthError(400, 'invalid_scope', 'Invalid OAuth scope or ID token audience provided.');
  if (sub === undefined || sub === account.email) return { account, scopes };
  if (!account.subjects.includes(String(sub))) {
    throw oauthError(
      401,
      'unauthorized_client',
      'Client is unauthorized to retrieve access tokens using this method, ' +
        'or client not authorized for any of the scopes requested.',
    );
  }
  return { account, scopes, subject: String(sub) };
}

function invalidGrant(description: string) {
  return oauthError(400, 'invalid_grant', description);
}

function decode(assertion: string): DecodedJwt {
  const parts = assertion.split('.');
  const [head = '', payload = '', signature = ''] = parts;
  const header = decodePart(head);
  const claims = decodePart(payload);
  if (parts.length !== 3 || header === null || claims === null)
    throw invalidGrant('Invalid JWT: malformed token.');
  return {
    header,
    claims,
    signed: Buffer.from(`${head}.${payload}`),
    signature: Buffer.from(signature, 'base64url'),
  };
}

function decodePart(part: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function signatureHolds(jwt: DecodedJwt, account: ServiceAccount): boolean {
  return (
    jwt.header.alg === 'RS256' &&
    verify('RSA-SHA256', jwt.signed, createPublicKey(account.publicKey), jwt.signature)
  );
}

function checkTimes(claims: Record<string, unknown>, now: number): void {
  const { iat, exp } = claims;
  const reasonable =
    typeof iat === 'number' &&
    typeof exp === 'number' &&
    exp > iat &&
    exp - iat <= MAX_LIFE &&
    iat <= now + MAX_SKEW &&
    exp > now - MAX_SKEW;
  if (!reasonable) {
    throw invalidGrant(
      'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. ' +
        'Check your iat and exp values in the JWT claim.',
    );
  }
}
