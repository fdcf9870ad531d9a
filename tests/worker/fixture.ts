/** What the tests on workerd share: clinics, their tokens and numbers, and the questions that Vapi asks. */
import assert from 'node:assert/strict';
import { DEMO_GOOGLE, DEMO_TWILIO } from '../../sandbox/demo.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { signToken } from '../../scripts/jwt.mjs';
import { workday, ZONE } from '../days.ts';
import { control } from '../sandbox/fixture.ts';
import { Deployment, launch, type Answer, type Options, type Request, type Scope } from './deployment.ts';

export { workday, ZONE } from '../days.ts';
export { sandboxFor, type Answer, type Calls, type Request, type Scope } from './deployment.ts';

/** An org with its admin's token. */
export interface Org {
  id: string;
  name: string;
  admin: string;
}

/** A clinic that is complete: opening hours, a connected calendar, a number. */
export interface Clinic extends Org {
  number: string;
  calendarId: string;
  refreshToken: string;
}

export const CHECK = '/api/vapi/tools/calendar/check';
const OFFICE = [{ open: '09:00', close: '17:00' }];
/** Nine to five on weekdays, half an hour each: 16 openings on a quiet day, 6 of them in the morning. */
export const SCHEDULE = {
  weekly: { monday: OFFICE, tuesday: OFFICE, wednesday: OFFICE, thursday: OFFICE, friday: OFFICE },
};
/** Of .dev.vars.example, which the instances run with. */
export const JWT_SECRET = 'frontdesk-local-only-secret-never-use-in-production';

/** A token as `npm run token` makes them. */
export function token(role: 'admin' | 'viewer' | 'platform', orgId?: string, secret = JWT_SECRET): string {
  return signToken({ sub: 'tests', role, ...(orgId === undefined ? {} : { orgId }), ttlSeconds: 3600 }, secret);
}

export const PLATFORM = token('platform');

/** Starts a Frontdesk that ends with `scope`. */
export async function start(scope: Scope, options: Options = {}): Promise<Frontdesk> {
  return new Frontdesk(await launch(scope, options));
}

/** Starts one that runs in several isolates at once, and gives each of them. */
export async function startIsolates(scope: Scope, isolates: number, options: Options = {}): Promise<Frontdesk[]> {
  const launched = await launch(scope, { ...options, isolates });
  return launched.urls.map((_, isolate) => new Frontdesk(launched, isolate));
}

/** Frontdesk with clinics to call. */
export class Frontdesk extends Deployment {
  /** Asks for free times as Vapi asks today. */
  check(called: string | object, args: object = { date: workday() }, options: Request = {}): Promise<Answer> {
    return this.call('POST', CHECK, { json: toolCalls(called, args), ...options });
  }

  /** What the agent hears when it asks for free times. */
  async heard(called: string | object, args?: object): Promise<string> {
    const { status, body, text } = await this.check(called, args);
    if (status !== 200) throw new Error(`the agent got ${status} ${text}`);
    return body.results[0].result ?? body.results[0].error;
  }

  /** The document of a number in KV, or null. */
  async document(number: string): Promise<any> {
    return JSON.parse((await (await this.kv()).get(documentOf(number))) ?? 'null');
  }

  lookup(number: string, bearer = PLATFORM): Promise<Answer> {
    return this.call('GET', `/api/inbound/phone-lookup/${encodeURIComponent(number)}`, { token: bearer });
  }

  /** Adds an org with opening hours. */
  async org(name = 'Oak Dental'): Promise<Org> {
    const org = await this.done('POST', '/api/orgs', {
      token: PLATFORM,
      json: { name, zone: ZONE, country: 'US' },
    });
    const admin = token('admin', org.id);
    await this.done('PUT', '/api/schedule', { token: admin, json: SCHEDULE });
    return { id: org.id, name, admin };
  }

  /** Maps a number to an org through the API. */
  map(org: { name: string; admin: string }, number: string, more: object = {}): Promise<any> {
    const json = { inbound_phone_number: number, clinic_name: org.name, ...more };
    return this.done('POST', '/api/inbound/phone-mappings', { token: org.admin, json });
  }

  /** All numbers of an org are listed to be published, as each is by its first call. */
  async called({ id }: { id: string }): Promise<void> {
    await this.sql(
      `INSERT INTO route_publications (subject, org_id)
       SELECT value, org_id FROM phone_number_mapping, json_each(json_array(inbound_phone_number, sip_uri))
       WHERE org_id = ? AND is_active = 1 AND value IS NOT NULL ON CONFLICT (subject) DO NOTHING`,
      id,
    );
  }

  /** Adds a clinic with a calendar of its own in the sandbox, or gives those to an org that there is already. */
  async clinic(name?: string, existing?: Org): Promise<Clinic> {
    const org = existing ?? (await this.org(name));
    const google = await grantCalendar(this.sandbox, org.id);
    const json = { calendar_id: google.calendarId, refresh_token: google.refreshToken };
    await this.done('PUT', '/api/integrations/google', { token: org.admin, json });
    const number = freshNumber();
    await this.map(org, number);
    return { ...org, ...google, number };
  }
}

/** What the account and texts of a clinic are stored with. */
export const TWILIO = {
  account_sid: DEMO_TWILIO.accountSid,
  auth_token: DEMO_TWILIO.authToken,
  from_number: DEMO_TWILIO.fromNumber,
};

/** A calendar and a consent to it in the sandbox. */
async function grantCalendar(sandbox: Sandbox, seed: string): Promise<{ calendarId: string; refreshToken: string }> {
  const calendarId = `${seed}@calendar.example.com`;
  const refreshToken = `1//refresh-token-of-${seed}`;
  const { clientId, scopes } = DEMO_GOOGLE;
  const user = `${seed}@clinic.example.com`;
  await control(sandbox, 'POST', '/google/grants', { refreshToken, clientId, user, scopes: [...scopes] });
  const settings = { timeZone: ZONE, access: { [user]: 'owner' } };
  await control(sandbox, 'PUT', `/google/calendars/${encodeURIComponent(calendarId)}`, settings);
  return { calendarId, refreshToken };
}

let numbers = 0;

/** A fictional number that no other clinic of the file has. */
export function freshNumber(): string {
  numbers += 1;
  return `+1${String(212 + Math.floor(numbers / 100))}55501${String(numbers % 100).padStart(2, '0')}`;
}

/** The tool call of {@link toolCalls} unless another is named. */
const CHECKING = { id: 'call_Check01', name: 'check_availability' };

/** A `tool-calls` message with one call. `called` is the number, or the whole `phoneNumber` record. */
export function toolCalls(called: string | object, args: object, more: object = {}, { id, name } = CHECKING): object {
  const call = { id, type: 'function', function: { name, arguments: args } };
  const phoneNumber = typeof called === 'string' ? { number: called } : called;
  return { message: { type: 'tool-calls', toolCallList: [call], toolCalls: [call], phoneNumber, ...more } };
}

/** Asserts that an answer is a problem document (RFC 9457) of a kind. */
export function problem(answer: Answer, status: number, code: string): void {
  assert.deepEqual([answer.status, answer.body.code, answer.body.status], [status, code, status], answer.text);
  assert.equal(answer.headers.get('content-type'), 'application/problem+json');
}

/** The KV key of a number's document. */
export const documentOf = (number: string): string => `route:v2:${number}`;

/** The zone in which a clinic's agent is told today's date. */
export async function toldZone(frontdesk: Frontdesk, number: string): Promise<string | undefined> {
  return /Today is .*\d{4}, (.+) time\./.exec(await frontdesk.heard(number, {}))?.[1];
}
