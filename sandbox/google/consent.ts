/** Google's consent page: somebody says who they are, unticks what they do not allow, and is sent back. */
import { formBody, type Reply, type SandboxRequest } from '../http.ts';
import { html, type Html } from '../html.ts';
import type { Route } from '../routes.ts';
import { lookup } from '../state.ts';
import type { World } from '../world.ts';
import { DEMO_GOOGLE } from '../demo.ts';
import { makeCode } from './codes.ts';
import { ISSUER } from './identity.ts';

const PATH = '/o/oauth2/v2/auth';
/** What can only be allowed as a whole: who somebody is. */
const IDENTITY = ['openid', 'email', 'profile'];
/** What is asked for, and comes along from the page to its own answer. */
const CARRIED = [
  'client_id',
  'redirect_uri',
  'response_type',
  'scope',
  'state',
  'nonce',
  'code_challenge',
  'code_challenge_method',
  'access_type',
  'prompt',
];

/** The page, and what it posts. */
export const consentRoutes: Route[] = [
  { name: 'google.consent', method: 'GET', pattern: PATH, handler: show },
  { name: 'google.consent.decide', method: 'POST', pattern: PATH, handler: decide },
];

/** What Google does to whoever has consented before, where it is not asked to do it again. */
const FAULT = html`<p><label><input type="checkbox" name="withhold" value="refresh_token"> Fault: give no refresh token</label></p>`;

function show(world: World, { query }: SandboxRequest): Reply {
  const problem = problemOf(world, query);
  if (problem !== null) return page(400, 'Access blocked', html`<p>${problem.detail}</p><p>Error 400: ${problem.error}</p>`);
  const user = query.get('login_hint') ?? DEMO_GOOGLE.user;
  const fields = CARRIED.filter((name) => query.has(name));
  const hidden = fields.map((name) => html`<input type="hidden" name="${name}" value="${query.get(name)}">`);
  const boxes = scopesOf(query)
    .filter((scope) => !IDENTITY.includes(scope))
    .map((scope) => html`<p><label><input type="checkbox" name="granted" value="${scope}" checked> ${scope}</label></p>`);
  return page(
    200,
    'Sign in with Google',
    html`<p>${query.get('client_id')} wants to know who you are${boxes.length === 0 ? '' : ', and to'}</p>
<form method="post" action="${PATH}">${hidden}
${boxes}${query.get('access_type') === 'offline' ? FAULT : ''}<p><label>Account <input name="user" type="email" required value="${user}"></label></p>
<p><button name="decision" value="allow">Continue</button> <button name="decision" value="deny" formnovalidate>Cancel</button></p></form>`,
  );
}

function decide(world: World, request: SandboxRequest): Reply {
  const form = formBody(request);
  const problem = problemOf(world, form);
  if (problem !== null) return page(400, 'Access blocked', html`<p>Error 400: ${problem.error}</p>`);
  const back = new URL(form.get('redirect_uri') ?? '');
  const answer = form.get('decision') === 'allow' ? allowed(world, form) : { error: 'access_denied' };
  const state = form.get('state');
  const sent = { ...(state === null ? {} : { state }), iss: ISSUER, ...answer };
  for (const [name, value] of Object.entries(sent)) back.searchParams.set(name, value);
  return { status: 302, headers: { location: back.href, 'cache-control': 'no-store' } };
}

function allowed(world: World, form: URLSearchParams): Record<string, string> {
  const granted = form.getAll('granted');
  const scopes = scopesOf(form).filter((scope) => IDENTITY.includes(scope) || granted.includes(scope));
  const [clientId, user] = [form.get('client_id') ?? '', (form.get('user') ?? '').trim().toLowerCase()];
  const code = makeCode(world, {
    clientId,
    redirectUri: form.get('redirect_uri') ?? '',
    user,
    scopes,
    challenge: form.get('code_challenge'),
    nonce: form.get('nonce'),
    offline: form.get('access_type') === 'offline' && form.get('withhold') === null && (form.get('prompt') === 'consent' || isFirst(world, clientId, user)),
  });
  world.save();
  return { code, scope: scopes.join(' '), authuser: '0', prompt: form.get('prompt') ?? 'none' };
}

/** Whether nobody of this account has allowed the client anything that still stands. */
function isFirst(world: World, clientId: string, user: string): boolean {
  const grants = Object.values(world.state.google.grants);
  return !grants.some((grant) => grant.clientId === clientId && grant.user === user && grant.revoked === null);
}

const scopesOf = (asked: URLSearchParams): string[] => (asked.get('scope') ?? '').split(' ').filter(Boolean);

/** What Google itself tells the person, instead of sending them back with it. */
function problemOf(world: World, asked: URLSearchParams): { error: string; detail: string } | null {
  const client = lookup(world.state.google.clients, asked.get('client_id') ?? '');
  if (client === undefined) return { error: 'invalid_client', detail: 'The OAuth client was not found.' };
  const back = asked.get('redirect_uri') ?? '';
  if (!/^https?:/.test(back) || !URL.canParse(back) || !(client.redirectUris ?? [back]).includes(back))
    return { error: 'redirect_uri_mismatch', detail: 'This app has sent an address to come back to that it has not registered.' };
  if (asked.get('response_type') !== 'code') return { error: 'unsupported_response_type', detail: 'Only codes are given out.' };
  if (scopesOf(asked).length === 0) return { error: 'invalid_scope', detail: 'Missing required parameter: scope' };
  if (asked.get('code_challenge') !== null && asked.get('code_challenge_method') !== 'S256')
    return { error: 'invalid_request', detail: 'The code challenge has to be one of S256.' };
  return null;
}

function page(status: number, title: string, content: Html): Reply {
  const { text } = html`<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
<title>${title}</title><style>:root { color-scheme: light dark } body { font: 16px/1.5 system-ui, sans-serif; max-width: 32rem; margin: 3rem auto; padding: 0 1rem }
input[type=email] { width: 100%; font: inherit; padding: .4rem } button { font: inherit; padding: .5rem 1.2rem }</style>
<h1>${title}</h1>${content}<p><small>Played by the sandbox.</small></p></html>`;
  return { status, headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }, body: text };
}
