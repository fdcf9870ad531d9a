/** Control of Twilio's side: accounts with what they own, opt-outs, and the fate of messages. */
import { type Reply, type SandboxRequest } from '../http.ts';
import { TWILIO_REGIONS } from '../regions.ts';
import { param, type Route } from '../routes.ts';
import { lookup, type Account, type Message } from '../state.ts';
import { callbackFields, postSigned, setStatus } from '../twilio/delivery.ts';
import { inboundFields, obeyOptOut } from '../twilio/inbound.ts';
import { showMessage } from '../twilio/messages.ts';
import type { World } from '../world.ts';
import { Input, ok, reachable, refuse, saved } from './input.ts';

const ACCOUNT = '/_sandbox/twilio/accounts/:accountSid';

/** Statuses that an outbound message can have. */
const STATUSES = [
  'accepted',
  'scheduled',
  'queued',
  'sending',
  'sent',
  'delivered',
  'undelivered',
  'failed',
  'canceled',
  'read',
] as const;

/** What Advanced Opt-Out makes of a text. */
const OPT_OUT_TYPES = ['STOP', 'START', 'HELP'] as const;

/** The routes under `/_sandbox/twilio/`. */
export const twilioControlRoutes: Route[] = [
  { name: 'control.twilio.account', method: 'PUT', pattern: ACCOUNT, handler: putAccount },
  { name: 'control.twilio.key', method: 'PUT', pattern: `${ACCOUNT}/keys/:keySid`, handler: putKey },
  {
    name: 'control.twilio.number',
    method: 'PUT',
    pattern: `${ACCOUNT}/numbers/:phoneNumber`,
    handler: putNumber,
  },
  {
    name: 'control.twilio.service',
    method: 'PUT',
    pattern: `${ACCOUNT}/messaging-services/:serviceSid`,
    handler: putService,
  },
  {
    name: 'control.twilio.optOut',
    method: 'PUT',
    pattern: `${ACCOUNT}/opt-outs/:phoneNumber`,
    handler: optOut,
  },
  {
    name: 'control.twilio.optIn',
    method: 'DELETE',
    pattern: `${ACCOUNT}/opt-outs/:phoneNumber`,
    handler: optIn,
  },
  {
    name: 'control.twilio.status',
    method: 'POST',
    pattern: '/_sandbox/twilio/messages/:sid/status',
    handler: changeStatus,
  },
  {
    name: 'control.twilio.inbound',
    method: 'POST',
    pattern: '/_sandbox/twilio/inbound',
    handler: receive,
  },
];

function accountOf(world: World, sid: string): Account {
  const account = lookup(world.state.twilio.accounts, sid);
  if (account === undefined) throw refuse(404, 'no such account');
  return account;
}

/** Creates an account or changes it; what it owns stays. */
function putAccount(world: World, request: SandboxRequest): Reply {
  const sid = param(request, 'accountSid');
  if (!/^AC[0-9a-f]{32}$/i.test(sid)) throw refuse(400, 'an account SID is AC and 32 hex digits');
  const before = lookup(world.state.twilio.accounts, sid);
  const input = new Input(request);
  const account: Account = {
    keys: {},
    numbers: {},
    messagingServices: {},
    optOuts: [],
    created: world.now(),
    ...before,
    sid,
    authToken: input.text('authToken', before?.authToken),
    friendlyName: input.text('friendlyName', before?.friendlyName ?? sid),
    status: input.oneOf('status', ['active', 'suspended', 'closed'], before?.status ?? 'active'),
    type: input.oneOf('type', ['Full', 'Trial'], before?.type ?? 'Full'),
    region: input.oneOf('region', TWILIO_REGIONS, before?.region ?? 'us1'),
    verifiedNumbers: input.texts('verifiedNumbers', before?.verifiedNumbers),
  };
  input.done();
  world.state.twilio.accounts[sid] = account;
  return saved(world, { sid, status: account.status, type: account.type });
}

function putKey(world: World, request: SandboxRequest): Reply {
  const account = accountOf(world, param(request, 'accountSid'));
  const input = new Input(request);
  const key = {
    secret: input.text('secret'),
    kind: input.oneOf('kind', ['main', 'standard', 'restricted'], 'standard'),
  };
  input.done();
  account.keys[param(request, 'keySid')] = key;
  return saved(world, { sid: param(request, 'keySid'), kind: key.kind });
}

function putNumber(world: World, request: SandboxRequest): Reply {
  const account = accountOf(world, param(request, 'accountSid'));
  const phoneNumber = param(request, 'phoneNumber');
  const input = new Input(request);
  const before = account.numbers[phoneNumber];
  const number = {
    sid: `PN${world.hex(16)}`,
    created: world.now(),
    ...before,
    phoneNumber,
    friendlyName: input.text('friendlyName', phoneNumber),
    voice: input.flag('voice', before?.voice ?? true),
    sms: input.flag('sms', before?.sms ?? true),
    smsUrl: input.textOrNull('smsUrl', before?.smsUrl ?? null),
    smsApplicationSid: input.textOrNull('smsApplicationSid', before?.smsApplicationSid ?? null),
  };
  input.done();
  account.numbers[phoneNumber] = number;
  return saved(world, account.numbers[phoneNumber]);
}

function putService(world: World, request: SandboxRequest): Reply {
  const account = accountOf(world, param(request, 'accountSid'));
  const input = new Input(request);
  const service = { sender: input.text('sender') };
  input.done();
  account.messagingServices[param(request, 'serviceSid')] = service;
  return saved(world, service);
}

function optOut(world: World, request: SandboxRequest): Reply {
  const account = accountOf(world, param(request, 'accountSid'));
  account.optOuts = [...new Set([...account.optOuts, param(request, 'phoneNumber')])];
  return saved(world, { optOuts: account.optOuts });
}

function optIn(world: World, request: SandboxRequest): Reply {
  const account = accountOf(world, param(request, 'accountSid'));
  account.optOuts = account.optOuts.filter((number) => number !== param(request, 'phoneNumber'));
  return saved(world, { optOuts: account.optOuts });
}

/**
 * Sets a message's status and, unless `callback` is false, posts its status callback. `deliverTo` receives it in place
 * of the message's own `StatusCallback` URL, which stays the one that is signed.
 */
async function changeStatus(world: World, request: SandboxRequest): Promise<Reply> {
  const message = lookup(world.state.twilio.messages, param(request, 'sid'));
  if (message === undefined) throw refuse(404, 'no such message');
  const input = new Input(request);
  const status = input.oneOf('status', STATUSES);
  const errorCode = input.number('errorCode', null);
  const wantsCallback = input.flag('callback', true);
  const deliverTo = input.textOrNull('deliverTo');
  input.done();
  const account = accountOf(world, message.accountSid);
  const url = message.statusCallback ?? deliverTo;
  const target = wantsCallback && url !== null ? reachable(deliverTo ?? url) : null;
  setStatus(world, account, message, status, errorCode);
  const delivery =
    target === null || url === null
      ? null
      : await postSigned(world, account, callbackFields(message), url, target);
  return ok({ message: showMessage(message), delivery });
}

/**
 * Plays a person who texts a number of an account: Twilio obeys its opt-out words and posts the number's webhook, `url`,
 * whose answer is part of the reply. `deliverTo` receives it in place of a public `url`.
 */
async function receive(world: World, request: SandboxRequest): Promise<Reply> {
  const input = new Input(request);
  const account = accountOf(world, input.text('accountSid'));
  const url = input.text('url');
  const target = reachable(input.text('deliverTo', url));
  const text = {
    from: input.text('from'),
    to: input.text('to'),
    body: input.text('body'),
    optOutType: input.oneOf('optOutType', [...OPT_OUT_TYPES, null], null),
  };
  input.done();
  obeyOptOut(world, account, text);
  return ok({ delivery: await postSigned(world, account, inboundFields(world, account, text), url, target) });
}
