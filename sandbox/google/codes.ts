/** Authorization codes: what somebody has consented to, exchanged once for tokens (RFC 6749, section 4.1; RFC 7636). */
import { createHash } from 'node:crypto';
import { lookup, type AuthorizationCode } from '../state.ts';
import type { World } from '../world.ts';
import { oauthError } from './errors.ts';

/** Google's codes live for ten minutes. */
const LIFE_MS = 600_000;

/** Makes a code. The caller saves. */
export function makeCode(world: World, consent: Omit<AuthorizationCode, 'expiresAt' | 'used'>): string {
  const code = `4/sandbox-${world.hex(24)}`;
  world.state.google.codes[code] = { ...consent, expiresAt: world.now() + LIFE_MS, used: false };
  return code;
}

/** Who exchanges a code, and how they prove that they asked for it. */
interface Redeemer {
  clientId: string;
  redirectUri: string;
  verifier: string | null;
}

/**
 * Uses a code up. The caller saves.
 *
 * @throws 400 `invalid_grant` for a code that is unknown, used, over, another client's, or has another verifier,
 *   400 `redirect_uri_mismatch`
 */
export function redeem(world: World, code: string, { clientId, redirectUri, verifier }: Redeemer): AuthorizationCode {
  const consent = lookup(world.state.google.codes, code);
  if (consent === undefined || consent.clientId !== clientId) throw oauthError(400, 'invalid_grant', 'Malformed auth code.');
  if (consent.used || world.now() >= consent.expiresAt) throw oauthError(400, 'invalid_grant', 'Bad Request');
  if (consent.redirectUri !== redirectUri) throw oauthError(400, 'redirect_uri_mismatch', 'Bad Request');
  // A wrong verifier uses the code up: whoever stole it gets one try.
  consent.used = true;
  world.save();
  if (consent.challenge !== null && challengeOf(verifier) !== consent.challenge)
    throw oauthError(400, 'invalid_grant', verifier === null ? 'Missing code verifier.' : 'Invalid code verifier.');
  return consent;
}

/** RFC 7636, section 4.2. */
function challengeOf(verifier: string | null): string | null {
  return verifier === null ? null : createHash('sha256').update(verifier).digest('base64url');
}
