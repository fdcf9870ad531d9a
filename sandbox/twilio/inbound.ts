/** Texts that come in: Twilio's own opt-out words, and the form that a number's webhook gets. */
import type { Account } from '../state.ts';
import type { World } from '../world.ts';

/** A text from a person to a number of an account. */
export interface InboundText {
  from: string;
  to: string;
  body: string;
  /** What Advanced Opt-Out of a messaging service made of it. */
  optOutType: 'STOP' | 'START' | 'HELP' | null;
}

/** The words that Twilio obeys before anybody is told, whole and in any case. */
const STOP = new Set(['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT']);
const START = new Set(['START', 'YES', 'UNSTOP']);

/** Blocks or unblocks the sender, if the text asks for it. */
export function obeyOptOut(world: World, account: Account, { from, body, optOutType }: InboundText): void {
  const word = body.trim().toUpperCase();
  const others = account.optOuts.filter((number) => number !== from);
  if (optOutType === 'STOP' || STOP.has(word)) account.optOuts = [...others, from];
  if (optOutType === 'START' || START.has(word)) account.optOuts = others;
  world.save();
}

/** The form fields of the webhook. */
export function inboundFields(world: World, account: Account, text: InboundText): Record<string, string> {
  const sid = `SM${world.hex(16)}`;
  return {
    AccountSid: account.sid,
    ApiVersion: '2010-04-01',
    Body: text.body,
    From: text.from,
    FromCountry: 'US',
    MessageSid: sid,
    NumMedia: '0',
    NumSegments: '1',
    SmsMessageSid: sid,
    SmsSid: sid,
    SmsStatus: 'received',
    To: text.to,
    ToCountry: 'US',
    ...(text.optOutType === null ? {} : { OptOutType: text.optOutType }),
  };
}
