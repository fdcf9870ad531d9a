/** Messages: create, fetch, list and delete. Their later fate is `delivery.ts`. */
import { formBody, mediaType, type Reply, type SandboxRequest } from '../http.ts';
import { param, type Route } from '../routes.ts';
import { lookup, type Message } from '../state.ts';
import type { World } from '../world.ts';
import { authenticate } from './access.ts';
import { rfc2822 } from './accounts.ts';
import { resourceNotFound, twilioError } from './errors.ts';
import { envelope } from './paging.ts';
import { checkOutgoing, type Outgoing } from './validation.ts';

const MESSAGES = '/2010-04-01/Accounts/:accountSid/Messages';

/** The message routes. */
export const messageRoutes: Route[] = [
  { name: 'twilio.messages.create', method: 'POST', pattern: `${MESSAGES}.json`, handler: create },
  { name: 'twilio.messages.list', method: 'GET', pattern: `${MESSAGES}.json`, handler: list },
  { name: 'twilio.messages.get', method: 'GET', pattern: `${MESSAGES}/:sid.json`, handler: get },
  { name: 'twilio.messages.delete', method: 'DELETE', pattern: `${MESSAGES}/:sid.json`, handler: remove },
];

/** What {@link Message.errorCode} means, for `error_message`. */
const DELIVERY_ERRORS: Record<number, string> = {
  30003: 'Unreachable destination handset',
  30004: 'Message blocked',
  30005: 'Unknown destination handset',
  30006: 'Landline or unreachable carrier',
  30007: 'Message filtered',
  30008: 'Unknown error',
  30034: 'Message from an unregistered number',
};

function create(world: World, request: SandboxRequest): Reply {
  const account = authenticate(world, request, 'other');
  if (request.text !== '' && mediaType(request) !== 'application/x-www-form-urlencoded') {
    throw twilioError(415, 'Unsupported Media Type');
  }
  const message = newMessage(world, account.sid, checkOutgoing(account, formBody(request)));
  world.state.twilio.messages[message.sid] = message;
  world.save();
  return { status: 201, body: showMessage(message) };
}

function newMessage(world: World, accountSid: string, outgoing: Outgoing): Message {
  const { scheduled, ...content } = outgoing;
  return {
    sid: `${outgoing.numMedia > 0 ? 'MM' : 'SM'}${world.hex(16)}`,
    accountSid,
    ...content,
    status: scheduled ? 'scheduled' : outgoing.from === null ? 'accepted' : 'queued',
    errorCode: null,
    created: world.now(),
    updated: world.now(),
    sent: null,
  };
}

function own(world: World, request: SandboxRequest): Message {
  const account = authenticate(world, request, 'other');
  const message = lookup(world.state.twilio.messages, param(request, 'sid'));
  if (message === undefined || message.accountSid !== account.sid) throw resourceNotFound(request.path);
  return message;
}

function get(world: World, request: SandboxRequest): Reply {
  return { status: 200, body: showMessage(own(world, request)) };
}

/** States in which Twilio does not delete a message: its fate is not known yet. */
const UNDER_WAY = ['accepted', 'scheduled', 'queued', 'sending'];

function remove(world: World, request: SandboxRequest): Reply {
  const message = own(world, request);
  if (UNDER_WAY.includes(message.status)) {
    throw twilioError(409, 'Cannot delete this resource before it is complete', 20009);
  }
  delete world.state.twilio.messages[message.sid];
  world.save();
  return { status: 204 };
}

function list(world: World, request: SandboxRequest): Reply {
  const account = authenticate(world, request, 'other');
  const { query } = request;
  const inDates = dateFilter(query);
  const messages = Object.values(world.state.twilio.messages)
    .filter((message) => message.accountSid === account.sid)
    .filter((message) => !query.has('To') || message.to === query.get('To'))
    .filter((message) => !query.has('From') || message.from === query.get('From'))
    .filter(inDates)
    .reverse();
  return { status: 200, body: envelope(request, 'messages', messages, showMessage) };
}

/**
 * `DateSent`, `DateSent>` and `DateSent<`, each a UTC day or a date-time, bounds included. A message that is not sent
 * yet counts by its creation: Twilio does not say what it does there, and hiding it would make it unfindable.
 */
function dateFilter(query: URLSearchParams): (message: Message) => boolean {
  const on = dateRange(query, 'DateSent');
  const after = dateRange(query, 'DateSent>');
  const before = dateRange(query, 'DateSent<');
  return (message) => {
    const at = message.sent ?? message.created;
    return (
      (on === null || (at >= on.from && at < on.to)) &&
      (after === null || at >= after.from) &&
      (before === null || at < before.to)
    );
  };
}

function dateRange(query: URLSearchParams, name: string): { from: number; to: number } | null {
  const text = query.get(name);
  if (text === null) return null;
  const from = Date.parse(text);
  if (Number.isNaN(from)) throw twilioError(400, `Parameter '${name}' is not valid`, 20001);
  return { from, to: from + (/^\d{4}-\d{2}-\d{2}$/.test(text) ? 86_400_000 : 1000) };
}

/** The message resource. */
export function showMessage(message: Message): Record<string, unknown> {
  const uri = `/2010-04-01/Accounts/${message.accountSid}/Messages/${message.sid}`;
  return {
    sid: message.sid,
    account_sid: message.accountSid,
    to: message.to,
    from: message.from,
    messaging_service_sid: message.messagingServiceSid,
    body: message.body,
    status: message.status,
    direction: 'outbound-api',
    num_segments: String(segments(message.body)),
    num_media: String(message.numMedia),
    price: null,
    price_unit: 'USD',
    error_code: message.errorCode,
    error_message:
      message.errorCode === null ? null : (DELIVERY_ERRORS[message.errorCode] ?? 'Delivery failed'),
    date_created: rfc2822(message.created),
    date_updated: rfc2822(message.updated),
    date_sent: message.sent === null ? null : rfc2822(message.sent),
    api_version: '2010-04-01',
    uri: `${uri}.json`,
    subresource_uris: { media: `${uri}/Media.json`, feedback: `${uri}/Feedback.json` },
  };
}

/** GSM 03.38: the basic table, and the extension table whose characters take two places. */
const GSM_BASIC =
  /^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà^{}\\[~\]|€]*$/;
const GSM_EXTENDED = /[\^{}\\[~\]|€]/g;

/** How many SMS a body takes: 160 (then 153) GSM places, or 70 (then 67) UTF-16 units. */
function segments(body: string): number {
  const gsm = GSM_BASIC.test(body);
  const length = gsm ? body.length + (body.match(GSM_EXTENDED)?.length ?? 0) : body.length;
  const [single, joined] = gsm ? [160, 153] : [70, 67];
  return length <= single ? 1 : Math.ceil(length / joined);
}
