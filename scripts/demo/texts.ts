/** What becomes of texts once they are sent: phones get them, one does not, and somebody wants no more. */
import { CALLERS, PATIENTS, STAFF } from './people.ts';
import { all, done, each, type Ways } from './ways.ts';

/** Of a text that Twilio has taken and of which nothing was reported yet. */
const UNDERWAY = ['accepted', 'scheduled', 'queued', 'sending', 'sent'];
/** Twilio's code for a landline, which takes no texts. */
const LANDLINE = 30006;

/** A patient texts STOP. Twilio posts it to the clinic's address. */
export async function textsStop(ways: Ways, account: { accountSid: string; from: string; to: string }, url: string): Promise<void> {
  await done(ways.sandbox('POST', '/twilio/inbound', { ...account, body: 'STOP', url }), 'a text that came in');
}

/** Whose phones are told of. Texts to other numbers are somebody's own. */
const PHONES = new Set<string>([...PATIENTS, ...CALLERS].map(({ phone }) => phone).concat(Object.values(STAFF)));

/** Reports the fate of every text that is under way: delivered, but for those to `landline`. */
export async function tellFates(ways: Ways, landline: string, since: string): Promise<void> {
  const texts = (await all(ways, `/api/messages?from=${since}`)).filter(({ sid, to, status }) => sid !== null && PHONES.has(to) && UNDERWAY.includes(status));
  await each(texts, ({ sid, to }) => {
    const fate = to === landline ? { status: 'undelivered', errorCode: LANDLINE } : { status: 'delivered' };
    return done(ways.sandbox('POST', `/twilio/messages/${sid}/status`, fate), 'what became of a text');
  });
}
