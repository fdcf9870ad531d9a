/** What Twilio checks before it takes a message, in the order that decides which error is seen. */
import { lookup, type Account } from '../state.ts';
import { twilioError } from './errors.ts';

/** A checked request to send. */
export interface Outgoing {
  to: string;
  /** Null when a messaging service will pick the sender. */
  from: string | null;
  messagingServiceSid: string | null;
  body: string;
  numMedia: number;
  statusCallback: string | null;
  scheduled: boolean;
}

const E164 = /^\+[1-9]\d{7,14}$/;
/** Longest body, in UTF-16 units. */
const MAX_BODY = 1600;

type Sentence = (number: string) => string;
type Problem = [code: number, message: Sentence];

const INVALID_TO: Sentence = (to) => `Invalid 'To' Phone Number: ${to}`;
const INVALID_FROM: Sentence = (from) =>
  `The 'From' number ${from} is not a valid phone number, shortcode, or alphanumeric sender ID.`;
const FOREIGN_FROM: Sentence = (from) =>
  `The From phone number ${from} is not a valid, SMS-capable inbound phone number or short code for your account.`;
const OPTED_OUT: Sentence = () => 'Attempt to send to unsubscribed recipient';

/** Twilio's magic recipients, from its test-credentials page. */
const MAGIC_TO: Record<string, Problem> = {
  '+15005550001': [21211, INVALID_TO],
  '+15005550002': [
    21612,
    (to) => `The 'To' phone number: ${to}, is not currently reachable using the 'From' phone number via SMS.`,
  ],
  '+15005550003': [
    21408,
    (to) =>
      `Permission to send an SMS has not been enabled for the region indicated by the 'To' number: ${to}`,
  ],
  '+15005550004': [21610, OPTED_OUT],
  '+15005550009': [21614, (to) => `'To' number: ${to}, is not a valid mobile number`],
};

/** Twilio's magic senders. `+15005550006` is the one that works. */
const MAGIC_FROM: Record<string, Problem> = {
  '+15005550001': [21212, INVALID_FROM],
  '+15005550007': [21606, FOREIGN_FROM],
  '+15005550008': [
    21611,
    (from) => `This 'From' number ${from} has exceeded the maximum number of queued messages`,
  ],
};
const MAGIC_SENDER = '+15005550006';

/**
 * Checks the form of a send request.
 *
 * @throws 400 with the vendor's code: 21604, 21211, 21603, 21212, 21606, 21705, 21602, 21617, 21609, 21608, 21610,
 *   and those of the magic numbers
 */
export function checkOutgoing(account: Account, form: URLSearchParams): Outgoing {
  const to = checkTo(form.get('To') ?? '');
  const messagingServiceSid = checkService(account, form.get('MessagingServiceSid'));
  const from = checkFrom(account, form.get('From'), messagingServiceSid);
  const numMedia = form.getAll('MediaUrl').length;
  const body = checkBody(form, numMedia);
  const statusCallback = checkCallback(form.get('StatusCallback'));
  checkMagic(MAGIC_TO, to);
  checkRecipient(account, to);
  return {
    to,
    from,
    messagingServiceSid,
    body,
    numMedia,
    statusCallback,
    scheduled: isScheduled(form, messagingServiceSid),
  };
}

function refuse(code: number, message: string) {
  return twilioError(400, message, code);
}

function checkMagic(table: Record<string, Problem>, number: string): void {
  const problem = table[number];
  if (problem !== undefined) throw refuse(problem[0], problem[1](number));
}

function checkTo(to: string): string {
  if (to === '') throw refuse(21604, "A 'To' phone number is required.");
  if (!E164.test(to)) throw refuse(21211, INVALID_TO(to));
  return to;
}

function checkService(account: Account, sid: string | null): string | null {
  if (sid === null || sid === '') return null;
  if (!/^MG[0-9a-fA-F]{32}$/.test(sid) || lookup(account.messagingServices, sid) === undefined) {
    throw refuse(21705, `The Messaging Service Sid ${sid} is invalid.`);
  }
  return sid;
}

function checkFrom(account: Account, from: string | null, service: string | null): string | null {
  if (from === null || from === '') {
    if (service === null) throw refuse(21603, "A 'From' phone number is required.");
    return null;
  }
  if (!E164.test(from)) throw refuse(21212, INVALID_FROM(from));
  checkMagic(MAGIC_FROM, from);
  if (from !== MAGIC_SENDER && account.numbers[from] === undefined) {
    throw refuse(21606, FOREIGN_FROM(from));
  }
  return from;
}

function checkBody(form: URLSearchParams, numMedia: number): string {
  const body = form.get('Body') ?? '';
  if (body === '' && numMedia === 0 && !form.has('ContentSid'))
    throw refuse(21602, 'Message body is required.');
  if (body.length > MAX_BODY)
    throw refuse(21617, `The concatenated message body exceeds the ${MAX_BODY} character limit.`);
  return body;
}

function checkCallback(url: string | null): string | null {
  if (url === null || url === '') return null;
  const parsed = URL.canParse(url) ? new URL(url) : null;
  const usable = parsed !== null && /^https?:$/.test(parsed.protocol) && !parsed.hostname.includes('_');
  if (!usable) throw refuse(21609, `The 'StatusCallback' URL ${url} is not a valid URL.`);
  return url;
}

function checkRecipient(account: Account, to: string): void {
  if (account.optOuts.includes(to)) throw refuse(21610, OPTED_OUT(to));
  if (account.type === 'Trial' && !account.verifiedNumbers.includes(to)) {
    throw refuse(
      21608,
      `The number ${to} is unverified. Trial accounts cannot send messages to unverified numbers.`,
    );
  }
}

function isScheduled(form: URLSearchParams, service: string | null): boolean {
  return form.get('ScheduleType') === 'fixed' && form.has('SendAt') && service !== null;
}
