/** What becomes of a message after it was taken: status changes on command, and signed status callbacks. */
import { createHmac } from 'node:crypto';
import type { Account, Message } from '../state.ts';
import type { World } from '../world.ts';

/** Statuses after which `date_sent` is set. */
const SENT = new Set(['sent', 'delivered', 'undelivered', 'read']);
const CALLBACK_TIMEOUT_MS = 10_000;

/** Moves a message on and saves. A messaging service's sender is picked when the message leaves `accepted`. */
export function setStatus(
  world: World,
  account: Account,
  message: Message,
  status: string,
  errorCode: number | null,
): void {
  message.status = status;
  message.errorCode = errorCode;
  message.updated = world.now();
  if (SENT.has(status)) message.sent ??= world.now();
  if (message.messagingServiceSid !== null && status !== 'accepted' && status !== 'scheduled') {
    message.from ??= account.messagingServices[message.messagingServiceSid]?.sender ?? null;
  }
  world.save();
}

/** The form fields of a status callback for the message as it stands. */
export function callbackFields(message: Message): Record<string, string> {
  return {
    AccountSid: message.accountSid,
    ApiVersion: '2010-04-01',
    MessageSid: message.sid,
    MessageStatus: message.status,
    SmsSid: message.sid,
    SmsStatus: message.status,
    To: message.to,
    ...(message.from === null ? {} : { From: message.from }),
    ...(message.messagingServiceSid === null ? {} : { MessagingServiceSid: message.messagingServiceSid }),
    ...(message.errorCode === null ? {} : { ErrorCode: String(message.errorCode) }),
  };
}

/** `X-Twilio-Signature`: base64 of HMAC-SHA1 over the URL and the sorted fields, under the account's auth token. */
export function sign(authToken: string, url: string, fields: Record<string, string>): string {
  const text = Object.keys(fields)
    .sort()
    .reduce((sum, name) => sum + name + fields[name], url);
  return createHmac('sha1', authToken).update(text, 'utf8').digest('base64');
}

/** How a callback went: the receiver's status and answer, or the reason why there was none. */
export type Delivery = { url: string; status: number; body: string } | { url: string; error: string };

/**
 * Posts a form once, signed.
 *
 * @param signedUrl the URL as Twilio was given it, and therefore what is signed
 * @param target where to post; differs from `signedUrl` when that is a public address
 */
export async function postSigned(
  world: World,
  account: Account,
  fields: Record<string, string>,
  signedUrl: string,
  target: string,
): Promise<Delivery> {
  try {
    const response = await fetch(target, {
      method: 'POST',
      headers: {
        'x-twilio-signature': sign(account.authToken, signedUrl, fields),
        'i-twilio-idempotency-token': world.hex(16),
        'user-agent': 'TwilioProxy/1.1',
      },
      body: new URLSearchParams(fields),
      signal: AbortSignal.timeout(CALLBACK_TIMEOUT_MS),
    });
    return { url: target, status: response.status, body: await response.text() };
  } catch (error) {
    return {
      url: target,
      error: error instanceof Error ? error.message : 'the receiver could not be reached',
    };
  }
}
