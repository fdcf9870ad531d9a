/**
 * The data that every peer serves: mapping n has number `+1555` and n in seven digits, belongs to org n modulo `ORGS` and is
 * named after n. JavaScript and SQL derive it from n alone, so a million rows need no file and every answer can be checked.
 * Area code 555 is assigned to nobody.
 */
import { SignJWT } from 'jose';
import { request } from './http.mjs';

/** Clinics that share the mappings; each reads with a token of its own. */
export const ORGS = 20;

/** Mappings in every peer's store, except where a scenario varies them. */
export const MAPPINGS = 10_000;

/** Signing secret of the peers. Frontdesk's own comes from its local configuration. */
export const PEER_SECRET = 'published-bench-secret-for-loopback-only';

export const LOOKUP_PATH = '/api/inbound/phone-lookup/';

const hex = (n, digits) => n.toString(16).padStart(digits, '0');
const decimal = (n) => String(n).padStart(7, '0');

/** Canonical number of mapping n. */
export const numberOf = (n) => `+1555${decimal(n)}`;

/** UUID of an org, such as 0 to ORGS - 1. */
export const orgId = (org) => `00000000-0000-4000-8000-${hex(org, 12)}`;

/** The answer that a lookup of mapping n must give. */
export const answerOf = (n) => ({
  success: true,
  org_id: orgId(n % ORGS),
  clinic_name: `Clinic ${decimal(n)}`,
  inbound_phone_number: numberOf(n),
});

/** The same mapping as SQL expressions over a column `n`, in the dialect that SQLite and PostgreSQL differ in. */
export const SQLITE = sqlite(ORGS);
export function sqlite(orgs) {
  return {
    id: "printf('00000000-0000-7000-8000-%012x', n)",
    orgId: `printf('00000000-0000-4000-8000-%012x', n % ${orgs})`,
    name: "printf('Clinic %07d', n)",
    number: "printf('+1555%07d', n)",
  };
}
export const POSTGRES = {
  orgId: `('00000000-0000-4000-8000-' || lpad(to_hex(n % ${ORGS}), 12, '0'))::uuid`,
  name: "'Clinic ' || lpad(n::text, 7, '0')",
  number: "'+1555' || lpad(n::text, 7, '0')",
};

/** A table expression `n` with the numbers from `first` up to and without `end`, for SQLite. */
export const sqliteRange = (first, end) =>
  `WITH RECURSIVE counter (n) AS (SELECT ${first} UNION ALL SELECT n + 1 FROM counter WHERE n < ${end - 1})`;

/**
 * One token per org, valid for two hours.
 * @param {string} secret
 * @returns {Promise<string[]>}  Indexed by org.
 */
export function orgTokens(secret) {
  return Promise.all(Array.from({ length: ORGS }, (_, org) => token(secret, { role: 'viewer', org_id: orgId(org) })));
}

/** Signs a token with the given claims (RFC 7519, HS256). */
export function token(secret, claims, lifetimeSeconds = 7200) {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({ sub: 'bench', iat: now, exp: now + lifetimeSeconds, ...claims })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .sign(new TextEncoder().encode(secret));
}

/**
 * The lookup of mapping n by its own org, ready for the load generator.
 * @param {string[]} tokens  One of each org.
 * @param {number} n
 * @returns {import('./load.mjs').Exchange}
 */
export function lookup(tokens, n) {
  const bytes = request('GET', `${LOOKUP_PATH}${encodeURIComponent(numberOf(n))}`, { authorization: `Bearer ${tokens[n % tokens.length]}` });
  return { bytes, contains: numberOf(n) };
}
