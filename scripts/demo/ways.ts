/**
 * The ways by which people reach a Frontdesk: the API, a call, and what they do at Google and with their phones. Whoever tells what
 * happens at a clinic has no others, so all that is told could have happened.
 */

/** What was answered. */
export interface Reply {
  status: number;
  body: any;
}

/** `npm start` has one over HTTP, a test one into its instance. */
export interface Ways {
  /** A request of somebody at the clinic; `key` is its `Idempotency-Key`. */
  rest(method: string, path: string, json?: object, key?: string): Promise<Reply>;
  /** What Vapi posts in the course of a call. */
  vapi(message: object): Promise<Reply>;
  /** What people do at Google and with their phones, which the sandbox plays. */
  sandbox(method: string, path: string, json?: object): Promise<Reply>;
}

/** An answer that ends the telling. */
export class Refused extends Error {}

/** What was answered to a request that must not fail. @throws Refused */
export async function done(asked: Promise<Reply>, what: string): Promise<any> {
  const { status, body } = await asked;
  if (status < 300) return body;
  throw new Refused(`${what} was answered with ${status} ${typeof body === 'string' ? body : JSON.stringify(body)}`);
}

/** The same of one that comes too late: somebody has changed what it is about, or has taken the time. That is their right. */
export async function unlessRefused(asked: Promise<Reply>, what: string): Promise<any> {
  const reply = await asked;
  return [404, 409, 422].includes(reply.status) ? undefined : done(Promise.resolve(reply), what);
}

/** Everything of a list, page after page. */
export async function all(ways: Ways, path: string): Promise<any[]> {
  const found: any[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const next = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: any = await done(ways.rest('GET', `${path}${path.includes('?') ? '&' : '?'}limit=100${next}`), `GET ${path}`);
    found.push(...page.items);
    cursor = page.next_cursor;
  }
  return found;
}

/** How many requests are on their way at once. */
const AT_ONCE = 6;

/** Does it for each, several at once, and gives what came of each, in order. The first failure ends it. */
export async function each<T, R>(items: readonly T[], act: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let at = next++; at < items.length; at = next++) results[at] = await act(items[at]!);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, work));
  return results;
}
