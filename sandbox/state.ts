/**
 * What the sandbox knows: one JSON value, so that it can be shown, saved and compared as it is.
 * Instants are milliseconds since the Unix epoch unless a field says otherwise.
 */

import type { TwilioRegion, VapiRegion } from './regions.ts';

/** Everything the fakes remember between two requests. */
export interface State {
  /** Grows with every change; entity tags, sync tokens and generated names come from it. */
  sequence: number;
  google: GoogleState;
  twilio: TwilioState;
  vapi: VapiState;
  retell: RetellState;
}

/** Google's side: who may ask for tokens, which tokens live, and the calendars. */
export interface GoogleState {
  /** OAuth clients by client id. One without addresses of its own takes any. */
  clients: Record<string, { secret: string; redirectUris?: string[] }>;
  /** Authorization codes, used ones too. */
  codes: Record<string, AuthorizationCode>;
  /** Consents by refresh token. */
  grants: Record<string, Grant>;
  /** Service accounts by `client_email`. */
  serviceAccounts: Record<string, ServiceAccount>;
  /** Live and expired access tokens by token. */
  accessTokens: Record<string, AccessToken>;
  calendars: Record<string, Calendar>;
  /** Open channels by the id that their owner chose. */
  channels: Record<string, Channel>;
}

/** A channel of `events.watch`: somebody wants to hear when a calendar changes. */
export interface Channel {
  id: string;
  calendarId: string;
  principal: string;
  address: string;
  token: string | null;
  resourceId: string;
  expiration: number;
  /** The number of the last message; the first is the `sync`. */
  messages: number;
}

/** A user's consent to a client, which a refresh token stands for. */
export interface Grant {
  clientId: string;
  user: string;
  scopes: string[];
  /** Why the grant is dead (the `error_description` of `invalid_grant`), or null while it lives. */
  revoked: { description: string; subtype?: string } | null;
}

/** What somebody has consented to, until a client exchanges it for tokens. */
export interface AuthorizationCode {
  clientId: string;
  redirectUri: string;
  user: string;
  scopes: string[];
  /** What the client's verifier has to hash to (RFC 7636, S256), if it said so. */
  challenge: string | null;
  nonce: string | null;
  /** Whether a refresh token comes with it. */
  offline: boolean;
  expiresAt: number;
  used: boolean;
}

/** A service account, its public key (SPKI PEM) and the users it may act for by domain-wide delegation. */
export interface ServiceAccount {
  email: string;
  publicKey: string;
  subjects: string[];
  /** The other half (PKCS 8 PEM) of one that the sandbox itself hands out. */
  privateKey?: string;
}

/** Who a bearer token speaks for, with what scopes and until when. */
export interface AccessToken {
  principal: string;
  scopes: string[];
  expiresAt: number;
  /** The refresh token behind it; absent for service accounts. */
  refreshToken?: string;
  /** True for a service account that impersonates nobody: it must not invite attendees. */
  plainServiceAccount?: boolean;
}

/** A user's right on a calendar, weakest first. */
export const ACCESS_ROLES = [
  'freeBusyReader',
  'reader',
  'writerWithoutPrivateAccess',
  'writer',
  'owner',
] as const;
/** One of {@link ACCESS_ROLES}. */
export type AccessRole = (typeof ACCESS_ROLES)[number];

/** A calendar with its access list and its events, deleted ones included. */
export interface Calendar {
  id: string;
  summary: string;
  timeZone: string;
  etag: string;
  /** Role by user or service account e-mail. */
  access: Record<string, AccessRole>;
  /** When set, freeBusy answers this reason for the calendar inside its 200. */
  freeBusyError: string | null;
  events: Record<string, StoredEvent>;
}

/** One side of an event: an instant with the zone it was written in, or a whole local day. */
export type EventTime = { at: number; timeZone?: string } | { date: string };

/** An event as kept; `fields` holds the writable fields that the sandbox only echoes. */
export interface StoredEvent {
  id: string;
  iCalUID: string;
  etag: string;
  status: 'confirmed' | 'tentative' | 'cancelled';
  start: EventTime;
  end: EventTime;
  created: number;
  updated: number;
  /** {@link State.sequence} at the last change, which sync tokens compare with. */
  revision: number;
  /** Bumped by changes of time, as iCalendar does. */
  sequence: number;
  creator: string;
  fields: Record<string, unknown>;
}

/** Twilio's side. */
export interface TwilioState {
  accounts: Record<string, Account>;
  /** Messages by SID, oldest first. */
  messages: Record<string, Message>;
}

/** What an API key may reach: `standard` all but accounts and keys, `restricted` nothing here. */
export type KeyKind = 'main' | 'standard' | 'restricted';

/** A Twilio account with what belongs to it. */
export interface Account {
  sid: string;
  authToken: string;
  friendlyName: string;
  status: 'active' | 'suspended' | 'closed';
  type: 'Full' | 'Trial';
  /** Where its token is known; the first region if absent. */
  region?: TwilioRegion;
  created: number;
  /** API keys by `SK` SID. */
  keys: Record<string, { secret: string; kind: KeyKind }>;
  /** Owned numbers by E.164 form. */
  numbers: Record<string, OwnedNumber>;
  /** Messaging services by `MG` SID, with the number each one sends from. */
  messagingServices: Record<string, { sender: string }>;
  /** Recipients who answered STOP, in E.164. */
  optOuts: string[];
  /** The only recipients that a trial account may write to. */
  verifiedNumbers: string[];
}

/** A number that an account owns. */
export interface OwnedNumber {
  sid: string;
  phoneNumber: string;
  friendlyName: string;
  created: number;
  /** Whether it takes calls, and texts; both if absent. */
  voice?: boolean;
  sms?: boolean;
  /** Where texts to it go. */
  smsUrl?: string | null;
  smsMethod?: string;
  smsApplicationSid?: string | null;
}

/** A text message; `from` stays null until a messaging service has picked a sender. */
export interface Message {
  sid: string;
  accountSid: string;
  to: string;
  from: string | null;
  messagingServiceSid: string | null;
  body: string;
  numMedia: number;
  status: string;
  errorCode: number | null;
  statusCallback: string | null;
  created: number;
  updated: number;
  sent: number | null;
}

/** Vapi's side. Resources are kept in the order in which they were made. */
export interface VapiState {
  /** Organisations by id. */
  orgs: Record<string, VapiOrg>;
  tools: Record<string, VapiResource>;
  assistants: Record<string, VapiResource>;
  phoneNumbers: Record<string, VapiResource>;
}

/** A Vapi account: the owner of resources, and the private keys that open it. */
export interface VapiOrg {
  id: string;
  name: string;
  keys: string[];
  /** Where it is; the first region if absent. */
  region?: VapiRegion;
}

/** A tool, an assistant or a phone number; `fields` are those that its API takes, as they were sent. */
export interface VapiResource {
  id: string;
  orgId: string;
  created: number;
  updated: number;
  fields: Record<string, unknown>;
}

/** Retell's side. */
export interface RetellState {
  /** The workspace of each API key. */
  keys: Record<string, string>;
  agents: Record<string, RetellResource>;
  llms: Record<string, RetellResource>;
  /** By number. */
  phoneNumbers: Record<string, RetellResource>;
}

/** An agent, an LLM or a phone number, as its API shows it. */
export interface RetellResource {
  workspace: string;
  fields: Record<string, unknown>;
}

/** What a request's key leads to. Own entries only: `constructor` is a possible event id, and no event. */
export function lookup<T>(entries: Record<string, T>, key: string): T | undefined {
  return Object.hasOwn(entries, key) ? entries[key] : undefined;
}

/** A state that knows nobody and nothing. */
export function emptyState(): State {
  return {
    sequence: 0,
    google: { clients: {}, codes: {}, grants: {}, serviceAccounts: {}, accessTokens: {}, calendars: {}, channels: {} },
    twilio: { accounts: {}, messages: {} },
    vapi: { orgs: {}, tools: {}, assistants: {}, phoneNumbers: {} },
    retell: { keys: {}, agents: {}, llms: {}, phoneNumbers: {} },
  };
}
