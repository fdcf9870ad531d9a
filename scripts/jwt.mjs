/** The API's tokens: JSON Web Tokens (RFC 7519) signed with HS256 (RFC 7518, section 3.2). */
import { createHmac } from 'node:crypto';

/**
 * Signs a token that the Worker accepts.
 * @param {{ sub: string, role: 'admin' | 'viewer' | 'platform', orgId?: string, ttlSeconds: number }} claims
 *   a platform token may go without an org
 * @param {string} secret JWT_SECRET
 * @param {number} now seconds since 1970
 */
export function signToken({ sub, role, orgId, ttlSeconds }, secret, now = Math.floor(Date.now() / 1000)) {
  const claims = { sub, org_id: orgId, role, iat: now, exp: now + ttlSeconds };
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

const encode = (part) => Buffer.from(JSON.stringify(part)).toString('base64url');
