/** What the sandbox tests share: a sandbox with a standing clock, and plain HTTP calls to it. */
import type { TestContext } from 'node:test';
import { DEMO_GOOGLE, DEMO_TWILIO } from '../../sandbox/demo.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/server.ts';

/** Tuesday, 10:00 in New York. The clock stands there until a test moves it. */
export const NOW = Date.parse('2026-12-01T15:00:00Z');

/** Stops this process's clock at {@link NOW} until the test ends, for vendors' clients that compare the sandbox's times with it. */
export function stopClock(t: TestContext): void {
  t.mock.timers.enable({ apis: ['Date'], now: NOW });
}

/** Front of Google's scope names. */
export const SCOPE = 'https://www.googleapis.com/auth/';

/** The demo calendar's path, encoded as Google's clients do. */
export const CALENDAR = `/calendar/v3/calendars/${encodeURIComponent(DEMO_GOOGLE.calendarId)}`;

/** The demo Twilio account's path, without `.json`. */
export const ACCOUNT = `/2010-04-01/Accounts/${DEMO_TWILIO.accountSid}`;

/** Starts a sandbox that ends with the test. */
export async function sandboxFor(t: TestContext, options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ clock: () => NOW, seed: 'sandbox tests', ...options });
  t.after(() => sandbox.close());
  return sandbox;
}

/** What a call may carry. */
export interface CallOptions {
  /** Bearer token. */
  token?: string;
  /** `user:password` for Basic authentication. */
  basic?: string;
  json?: unknown;
  form?: Record<string, string>;
  headers?: Record<string, string>;
}

/** An answer, its JSON parsed; `body` is the text when it is not JSON. */
export interface Answer {
  status: number;
  headers: Headers;
  body: any;
}

/** Calls the sandbox. @throws when the connection is cut */
export async function call(
  sandbox: Sandbox,
  method: string,
  path: string,
  options: CallOptions = {},
): Promise<Answer> {
  const { token, basic, json, form, headers } = options;
  const response = await fetch(sandbox.url + path, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(basic === undefined ? {} : { authorization: `Basic ${Buffer.from(basic).toString('base64')}` }),
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
  });
  return { status: response.status, headers: response.headers, body: parsed(await response.text()) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A control call that must succeed. */
export async function control(sandbox: Sandbox, method: string, path: string, json?: unknown): Promise<any> {
  const answer = await call(sandbox, method, `/_sandbox${path}`, json === undefined ? {} : { json });
  if (answer.status >= 300)
    throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** The form of the demo clinic's refresh, with changes. */
export function refreshForm(changes: Record<string, string> = {}): Record<string, string> {
  const { clientId, clientSecret, refreshToken } = DEMO_GOOGLE;
  const form = { grant_type: 'refresh_token', client_id: clientId, client_secret: clientSecret };
  return { ...form, refresh_token: refreshToken, ...changes };
}

/** An access token of the demo clinic; `scopes` replace those of its consent first. */
export async function demoToken(sandbox: Sandbox, scopes?: string[]): Promise<string> {
  if (scopes !== undefined) {
    const { clientId, refreshToken, user } = DEMO_GOOGLE;
    const names = scopes.map((scope) => SCOPE + scope);
    await control(sandbox, 'POST', '/google/grants', { clientId, refreshToken, user, scopes: names });
  }
  const { body } = await call(sandbox, 'POST', '/token', { form: refreshForm() });
  return body.access_token;
}

/** `user:password` of the demo Twilio account. */
export const TWILIO_BASIC = `${DEMO_TWILIO.accountSid}:${DEMO_TWILIO.authToken}`;

/** The `reason` of a Google error, behind its status: what clients branch on. */
export function reason(answer: Answer): [status: number, reason: string] {
  return [answer.status, answer.body?.error?.errors?.[0]?.reason];
}
