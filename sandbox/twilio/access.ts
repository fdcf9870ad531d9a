/** Basic authentication against an account: SID with auth token, or API key with secret. */
import type { SandboxRequest } from '../http.ts';
import { twilioRegion } from '../regions.ts';
import { param } from '../routes.ts';
import { lookup, type Account } from '../state.ts';
import type { World } from '../world.ts';
import { twilioError } from './errors.ts';

/** What a route touches: `account` resources are closed to standard API keys. */
export type Area = 'account' | 'other';

/**
 * The account in the path, for a caller who may use it.
 *
 * A standard API key opens everything but `/Accounts` and `/Keys`, where Twilio answers it as if it were unknown;
 * a restricted key is played as one without any permission.
 *
 * @throws 401 20003 for wrong credentials and for accounts that are not active, 403 70051 for a restricted key
 */
export function authenticate(world: World, request: SandboxRequest, area: Area): Account {
  return opened(request, area, lookup(world.state.twilio.accounts, param(request, 'accountSid')));
}

/**
 * The account that the credentials are of, where the path names none.
 *
 * @throws as {@link authenticate}
 */
export function ownAccount(world: World, request: SandboxRequest): Account {
  const { user } = basicCredentials(request);
  const { accounts } = world.state.twilio;
  const holder = Object.values(accounts).find(({ keys }) => lookup(keys, user) !== undefined);
  return opened(request, 'other', lookup(accounts, user) ?? holder);
}

function opened(request: SandboxRequest, area: Area, account: Account | undefined): Account {
  const { user, password } = basicCredentials(request);
  if (account === undefined || account.status !== 'active') throw unauthorized();
  if ((account.region ?? 'us1') !== twilioRegion(request)) throw unauthorized();
  if (user === account.sid) {
    if (password !== account.authToken) throw unauthorized();
    return account;
  }
  const key = lookup(account.keys, user);
  if (key === undefined || key.secret !== password) throw unauthorized();
  if (key.kind === 'restricted')
    throw twilioError(403, 'Authorization Error: the API key lacks the permission', 70051);
  if (key.kind === 'standard' && area === 'account') throw unauthorized();
  return account;
}

function basicCredentials(request: SandboxRequest): { user: string; password: string } {
  const encoded = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const [user = '', ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return { user, password: rest.join(':') };
}

function unauthorized() {
  return twilioError(401, 'Authenticate', 20003);
}
