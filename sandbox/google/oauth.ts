/** Google's OAuth 2.0 endpoints: tokens by code, by refresh token and by service account, and revocation. */
import { formBody, type Reply, type SandboxRequest } from '../http.ts';
import type { Route } from '../routes.ts';
import { lookup, type AccessToken, type Grant } from '../state.ts';
import type { World } from '../world.ts';
import { verifyAssertion } from './assertion.ts';
import { redeem } from './codes.ts';
import { oauthError } from './errors.ts';
import { idToken } from './identity.ts';

/** Life of an access token. Google says 3599 of a nominal hour. */
const LIFE_SECONDS = 3599;
const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** The OAuth routes. */
export const oauthRoutes: Route[] = [
  { name: 'google.token', method: 'POST', pattern: '/token', handler: token },
  { name: 'google.revoke', method: 'POST', pattern: '/revoke', handler: revoke },
];

/** `POST /token`: form body with `grant_type` authorization_code, refresh_token or jwt-bearer. */
function token(world: World, request: SandboxRequest): Reply {
  const form = formBody(request);
  switch (form.get('grant_type')) {
    case 'authorization_code':
      return byCode(world, form);
    case 'refresh_token':
      return byRefreshToken(world, form);
    case JWT_BEARER:
      return byAssertion(world, form);
    case null:
      throw oauthError(400, 'invalid_request', 'Required parameter is missing: grant_type');
    default:
      throw oauthError(400, 'unsupported_grant_type', `Invalid grant_type: ${form.get('grant_type')}`);
  }
}

function byCode(world: World, form: URLSearchParams): Reply {
  const clientId = authenticateClient(world, form);
  const redirectUri = needed(form, 'redirect_uri');
  const consent = redeem(world, needed(form, 'code'), { clientId, redirectUri, verifier: form.get('code_verifier') });
  const { user, scopes, nonce } = consent;
  const refreshToken = consent.offline ? `1//sandbox-${world.hex(24)}` : undefined;
  if (refreshToken !== undefined) world.state.google.grants[refreshToken] = { clientId, user, scopes, revoked: null };
  const more = {
    ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
    ...(scopes.includes('openid') ? { id_token: idToken(world, { clientId, user, scopes, nonce }) } : {}),
  };
  return issue(world, { principal: user, scopes, ...(refreshToken === undefined ? {} : { refreshToken }) }, more);
}

function byRefreshToken(world: World, form: URLSearchParams): Reply {
  const clientId = authenticateClient(world, form);
  const refreshToken = needed(form, 'refresh_token');
  const grant = lookup(world.state.google.grants, refreshToken);
  if (grant === undefined) throw oauthError(400, 'invalid_grant', 'Bad Request');
  if (grant.clientId !== clientId) throw oauthError(401, 'unauthorized_client', 'Unauthorized');
  if (grant.revoked !== null)
    throw oauthError(400, 'invalid_grant', grant.revoked.description, grant.revoked.subtype);
  const scopes = narrowed(grant, form.get('scope'));
  return issue(world, { principal: grant.user, scopes, refreshToken });
}

function authenticateClient(world: World, form: URLSearchParams): string {
  const clientId = needed(form, 'client_id');
  const client = lookup(world.state.google.clients, clientId);
  if (client === undefined) throw oauthError(401, 'invalid_client', 'The OAuth client was not found.');
  if (client.secret !== form.get('client_secret'))
    throw oauthError(401, 'invalid_client', 'The provided client secret is invalid.');
  return clientId;
}

function needed(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (value === null || value === '')
    throw oauthError(400, 'invalid_request', `Missing required parameter: ${name}`);
  return value;
}

/** A refresh may ask for fewer scopes than were granted, never for more (RFC 6749, section 6). */
function narrowed(grant: Grant, scope: string | null): string[] {
  if (scope === null) return grant.scopes;
  const scopes = scope.split(' ').filter(Boolean);
  if (!scopes.every((each) => grant.scopes.includes(each)))
    throw oauthError(400, 'invalid_scope', 'Some requested scopes were invalid.');
  return scopes;
}

function byAssertion(world: World, form: URLSearchParams): Reply {
  const { account, scopes, subject } = verifyAssertion(world, needed(form, 'assertion'));
  return issue(world, {
    principal: subject ?? account.email,
    scopes,
    plainServiceAccount: subject === undefined,
  });
}

function issue(world: World, holder: Omit<AccessToken, 'expiresAt'>, more: object = {}): Reply {
  const accessToken = `ya29.sandbox-${world.hex(24)}`;
  world.state.google.accessTokens[accessToken] = { ...holder, expiresAt: world.now() + LIFE_SECONDS * 1000 };
  world.save();
  return {
    status: 200,
    headers: { 'cache-control': 'no-store' },
    body: {
      access_token: accessToken,
      expires_in: LIFE_SECONDS,
      scope: holder.scopes.join(' '),
      token_type: 'Bearer',
      ...more,
    },
  };
}

/** `POST /revoke`: an access or refresh token, in the query or the form. Ends the whole grant. */
function revoke(world: World, request: SandboxRequest): Reply {
  const value = request.query.get('token') ?? formBody(request).get('token') ?? '';
  const { accessTokens, grants } = world.state.google;
  const live = lookup(accessTokens, value);
  const refreshToken = lookup(grants, value) === undefined ? live?.refreshToken : value;
  if (refreshToken !== undefined && grants[refreshToken]?.revoked === null) endGrant(world, refreshToken);
  else if (live !== undefined) delete accessTokens[value];
  else throw oauthError(400, 'invalid_token', 'Token expired or revoked');
  world.save();
  return { status: 200, body: {} };
}

/** Kills a refresh token and every access token that came from it. The caller saves. */
export function endGrant(
  world: World,
  refreshToken: string,
  why = 'Token has been expired or revoked.',
  subtype?: string,
): void {
  const { accessTokens, grants } = world.state.google;
  const grant = grants[refreshToken];
  if (grant !== undefined)
    grant.revoked = { description: why, ...(subtype === undefined ? {} : { subtype }) };
  for (const [token, { refreshToken: origin }] of Object.entries(accessTokens)) {
    if (origin === refreshToken) delete accessTokens[token];
  }
}
