/** The API's tokens: JSON Web Tokens (RFC 7519) signed with HS256 (RFC 7518, section 3.2). */
import { createHmac, randomUUID } from 'node:crypto';

/**
 * Signs a token that the Worker accepts.
 * @param {{ sub: string, role?: 'admin' | 'viewer' | 'platform', orgId?: string, name?: string, email?: string, ttlSeconds: number }} claims
 *   a platform token may go without an org, and one with an e-mail address without either: it is a member's then
 * @param {string} secret JWT_SECRET; of several the first one signs
 * @param {number} now seconds since 1970
 */
export function signToken({ sub, role, orgId, name, email, ttlSeconds }, secret, now = Math.floor(Date.now() / 1000)) {
  const claims = { sub, org_id: orgId, role, name, email, jti: randomUUID(), iat: now, exp: now + ttlSeconds };
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${signed}.${createHmac('sha256', secret.trim().split(/\s+/)[0]).update(signed).digest('base64url')}`;
}

const encode = (part) => Buffer.from(JSON.stringify(part)).toString('base64url');
