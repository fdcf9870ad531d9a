/** The sandbox as a person may see it: the state without secrets, with the newest calls and the faults. */
import type { Fault } from './faults.ts';
import { showEventTime, spanOf } from './google/times.ts';
import { mask, type RecordedCall } from './recorder.ts';
import type { Account, Calendar, KeyKind } from './state.ts';
import { showMessage } from './twilio/messages.ts';
import { vapiView, type VapiOrgView } from './vapi/view.ts';
import type { World } from './world.ts';

/** Newest calls that the view carries. */
const CALLS_SHOWN = 50;

/** What `GET /_sandbox/state` answers and the page draws. */
export interface View {
  /** The sandbox's time, RFC 3339. */
  now: string;
  google: {
    clients: string[];
    grants: {
      refreshToken: string;
      clientId: string;
      user: string;
      scopes: string[];
      revoked: string | null;
    }[];
    serviceAccounts: { email: string; subjects: string[] }[];
    accessTokens: { token: string; principal: string; expires: string; expired: boolean }[];
    calendars: CalendarView[];
  };
  twilio: { accounts: AccountView[]; messages: Record<string, unknown>[] };
  vapi: { orgs: VapiOrgView[] };
  faults: Fault[];
  held: string[];
  counts: Record<string, number>;
  requests: RecordedCall[];
}

/** A calendar with its events in order of time. */
export interface CalendarView {
  id: string;
  summary: string;
  timeZone: string;
  access: Record<string, string>;
  freeBusyError: string | null;
  events: {
    id: string;
    summary: unknown;
    status: string;
    transparency: unknown;
    start: Record<string, string>;
    end: Record<string, string>;
    etag: string;
  }[];
}

/** An account without its secrets. */
export interface AccountView {
  sid: string;
  friendlyName: string;
  status: string;
  type: string;
  keys: { sid: string; kind: KeyKind }[];
  numbers: { phoneNumber: string; friendlyName: string }[];
  messagingServices: Record<string, { sender: string }>;
  optOuts: string[];
}

/** Draws up the view. */
export function viewOf(world: World): View {
  const { google, twilio } = world.state;
  return {
    now: new Date(world.now()).toISOString(),
    google: {
      clients: Object.keys(google.clients),
      grants: Object.entries(google.grants).map(([token, { revoked, ...grant }]) => ({
        refreshToken: mask(token),
        ...grant,
        revoked: revoked?.description ?? null,
      })),
      serviceAccounts: Object.values(google.serviceAccounts).map(({ email, subjects }) => ({
        email,
        subjects,
      })),
      accessTokens: Object.entries(google.accessTokens).map(([token, { principal, expiresAt }]) => ({
        token: mask(token),
        principal,
        expires: new Date(expiresAt).toISOString(),
        expired: world.now() >= expiresAt,
      })),
      calendars: Object.values(google.calendars).map(calendarView),
    },
    twilio: {
      accounts: Object.values(twilio.accounts).map(accountView),
      messages: Object.values(twilio.messages).map(showMessage),
    },
    vapi: { orgs: vapiView(world) },
    faults: world.faults.list(),
    held: world.faults.held(),
    counts: world.requests.counts(),
    requests: world.requests.list().slice(-CALLS_SHOWN),
  };
}

function calendarView(calendar: Calendar): CalendarView {
  const { id, summary, timeZone, access, freeBusyError } = calendar;
  const events = Object.values(calendar.events)
    .sort((a, b) => spanOf(a, timeZone).from - spanOf(b, timeZone).from)
    .map((event) => ({
      id: event.id,
      summary: event.fields.summary ?? null,
      status: event.status,
      transparency: event.fields.transparency ?? 'opaque',
      start: showEventTime(event.start, timeZone),
      end: showEventTime(event.end, timeZone),
      etag: event.etag,
    }));
  return { id, summary, timeZone, access, freeBusyError, events };
}

function accountView(account: Account): AccountView {
  const { sid, friendlyName, status, type, messagingServices, optOuts } = account;
  return {
    sid,
    friendlyName,
    status,
    type,
    messagingServices,
    optOuts,
    keys: Object.entries(account.keys).map(([key, { kind }]) => ({ sid: key, kind })),
    numbers: Object.values(account.numbers).map((number) => ({
      phoneNumber: number.phoneNumber,
      friendlyName: number.friendlyName,
    })),
  };
}
