/** Account and number resources: the cheapest credential check, and the list that numbers are imported from. */
import { formBody, type Reply, type SandboxRequest } from '../http.ts';
import { param, type Route } from '../routes.ts';
import { lookup, type Account, type OwnedNumber } from '../state.ts';
import type { World } from '../world.ts';
import { authenticate, ownAccount } from './access.ts';
import { resourceNotFound, twilioError } from './errors.ts';
import { envelope } from './paging.ts';

const ACCOUNT = '/2010-04-01/Accounts/:accountSid';

/** The routes for accounts and their numbers. */
export const accountRoutes: Route[] = [
  { name: 'twilio.accounts.get', method: 'GET', pattern: `${ACCOUNT}.json`, handler: getAccount },
  {
    name: 'twilio.numbers.list',
    method: 'GET',
    pattern: `${ACCOUNT}/IncomingPhoneNumbers.json`,
    handler: listNumbers,
  },
  {
    name: 'twilio.numbers.update',
    method: 'POST',
    pattern: `${ACCOUNT}/IncomingPhoneNumbers/:sid.json`,
    handler: updateNumber,
  },
  { name: 'twilio.services.get', method: 'GET', pattern: '/v1/Services/:serviceSid', handler: getService },
];

/** RFC 2822 in UTC, the date form of the 2010 API. */
export function rfc2822(at: number): string {
  return new Date(at).toUTCString().replace('GMT', '+0000');
}

function getAccount(world: World, request: SandboxRequest): Reply {
  const account = authenticate(world, request, 'account');
  const root = `/2010-04-01/Accounts/${account.sid}`;
  return {
    status: 200,
    body: {
      sid: account.sid,
      owner_account_sid: account.sid,
      friendly_name: account.friendlyName,
      status: account.status,
      type: account.type,
      // Twilio really echoes the token here; a client must take care not to log this reply.
      auth_token: account.authToken,
      date_created: rfc2822(account.created),
      date_updated: rfc2822(account.created),
      uri: `${root}.json`,
      subresource_uris: {
        messages: `${root}/Messages.json`,
        incoming_phone_numbers: `${root}/IncomingPhoneNumbers.json`,
      },
    },
  };
}

function listNumbers(world: World, request: SandboxRequest): Reply {
  const account = authenticate(world, request, 'other');
  const part = request.query.get('PhoneNumber');
  const name = request.query.get('FriendlyName');
  const numbers = Object.values(account.numbers)
    .filter((number) => part === null || matchesPattern(number.phoneNumber, part))
    .filter((number) => name === null || number.friendlyName === name);
  return {
    status: 200,
    body: envelope(request, 'incoming_phone_numbers', numbers, (number) => showNumber(account, number)),
  };
}

/** Changes what it is called and where texts to it go; an empty field takes it away. Other fields of a number are not played. */
function updateNumber(world: World, request: SandboxRequest): Reply {
  const account = authenticate(world, request, 'other');
  const number = Object.values(account.numbers).find(({ sid }) => sid === param(request, 'sid'));
  if (number === undefined) throw resourceNotFound(request.path);
  const form = formBody(request);
  const smsUrl = form.get('SmsUrl');
  if (smsUrl !== null && smsUrl !== '' && !isReachable(smsUrl)) throw twilioError(400, `SmsUrl is not valid: ${smsUrl}`, 21502);
  const method = form.get('SmsMethod');
  if (method !== null && !['GET', 'POST'].includes(method)) throw twilioError(400, `SmsMethod is not valid: ${method}`, 21403);
  const application = form.get('SmsApplicationSid');
  if (application !== null && !/^(AP[0-9a-fA-F]{32})?$/.test(application)) throw twilioError(400, 'SmsApplicationSid is not valid', 21219);
  number.friendlyName = form.get('FriendlyName') ?? number.friendlyName;
  if (smsUrl !== null) number.smsUrl = smsUrl === '' ? null : smsUrl;
  if (method !== null) number.smsMethod = method;
  if (application !== null) number.smsApplicationSid = application === '' ? null : application;
  world.save();
  return { status: 200, body: showNumber(account, number) };
}

/** An absolute address whose host has no underscore. */
const isReachable = (url: string): boolean =>
  /^https?:/.test(url) && URL.canParse(url) && !new URL(url).hostname.includes('_');

/** A messaging service. Twilio has these at another host, where the account is the one that the credentials are of. */
function getService(world: World, request: SandboxRequest): Reply {
  const account = ownAccount(world, request);
  const sid = param(request, 'serviceSid');
  if (lookup(account.messagingServices, sid) === undefined) throw resourceNotFound(request.path);
  return { status: 200, body: showService(account, sid) };
}

function showService(account: Account, sid: string): Record<string, unknown> {
  const url = `https://messaging.twilio.com/v1/Services/${sid}`;
  return {
    sid,
    account_sid: account.sid,
    friendly_name: account.friendlyName,
    date_created: new Date(account.created).toISOString(),
    date_updated: new Date(account.created).toISOString(),
    inbound_request_url: null,
    inbound_method: 'POST',
    fallback_url: null,
    fallback_method: 'POST',
    status_callback: null,
    sticky_sender: true,
    mms_converter: true,
    smart_encoding: true,
    scan_message_content: 'inherit',
    fallback_to_long_code: true,
    area_code_geomatch: true,
    synchronous_validation: false,
    validity_period: 36_000,
    url,
    links: { phone_numbers: `${url}/PhoneNumbers` },
    usecase: 'undeclared',
    us_app_to_person_registered: false,
    use_inbound_webhook_on_number: false,
  };
}

/** `PhoneNumber` filters by any part of the number; `*` stands for one digit. */
function matchesPattern(number: string, pattern: string): boolean {
  const escaped = pattern.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '\\d');
  return new RegExp(escaped).test(number);
}

function showNumber(account: Account, number: OwnedNumber): Record<string, unknown> {
  return {
    sid: number.sid,
    account_sid: account.sid,
    phone_number: number.phoneNumber,
    friendly_name: number.friendlyName,
    capabilities: { voice: number.voice ?? true, sms: number.sms ?? true, mms: number.sms ?? true, fax: false },
    date_created: rfc2822(number.created),
    date_updated: rfc2822(number.created),
    address_requirements: 'none',
    address_sid: null,
    api_version: '2010-04-01',
    beta: false,
    bundle_sid: null,
    emergency_address_sid: null,
    emergency_address_status: 'unregistered',
    emergency_status: 'Inactive',
    identity_sid: null,
    origin: 'twilio',
    sms_application_sid: number.smsApplicationSid ?? null,
    sms_fallback_method: 'POST',
    sms_fallback_url: null,
    sms_method: number.smsMethod ?? 'POST',
    sms_url: number.smsUrl ?? null,
    status: 'in-use',
    status_callback: null,
    status_callback_method: 'POST',
    trunk_sid: null,
    type: 'local',
    uri: `/2010-04-01/Accounts/${account.sid}/IncomingPhoneNumbers/${number.sid}.json`,
    voice_application_sid: null,
    voice_caller_id_lookup: false,
    voice_fallback_method: 'POST',
    voice_fallback_url: null,
    voice_method: 'POST',
    voice_receive_mode: 'voice',
    voice_url: null,
  };
}
