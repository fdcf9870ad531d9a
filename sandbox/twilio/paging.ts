/** Twilio's list envelope: numbered pages, with relative links that carry the filters along. */
import type { SandboxRequest } from '../http.ts';
import { twilioError } from './errors.ts';

const DEFAULT_SIZE = 50;
const MAX_SIZE = 1000;

/**
 * Cuts a page out of `items` and wraps it.
 *
 * @param name the envelope's field for the items, e.g. `messages`
 * @param show turns an item into its resource
 * @throws 400 20001 for an unusable `PageSize` or `Page`
 */
export function envelope<T extends { sid: string }>(
  request: SandboxRequest,
  name: string,
  items: T[],
  show: (item: T) => unknown,
): Record<string, unknown> {
  const size = Math.min(count(request, 'PageSize', DEFAULT_SIZE, 1), MAX_SIZE);
  const page = count(request, 'Page', 0, 0);
  const from = startOf(request, items, page * size);
  const shown = items.slice(from, from + size);
  const last = shown.at(-1);
  const more = from + size < items.length && last !== undefined;
  return {
    [name]: shown.map(show),
    page,
    page_size: size,
    start: from,
    end: Math.max(from + shown.length - 1, 0),
    uri: link(request, page, size, request.query.get('PageToken')),
    first_page_uri: link(request, 0, size, null),
    next_page_uri: more ? link(request, page + 1, size, `PA${last.sid}`) : null,
    previous_page_uri: page > 0 ? link(request, page - 1, size, null) : null,
  };
}

function count(request: SandboxRequest, name: string, fallback: number, least: number): number {
  const text = request.query.get(name);
  if (text === null) return fallback;
  if (!/^\d+$/.test(text) || Number(text) < least)
    throw twilioError(400, `Parameter '${name}' is not valid`, 20001);
  return Number(text);
}

/** Behind the item that the page token names; new messages in front then shift nothing. */
function startOf<T extends { sid: string }>(request: SandboxRequest, items: T[], fallback: number): number {
  const token = request.query.get('PageToken');
  const at = token === null ? -1 : items.findIndex((item) => `PA${item.sid}` === token);
  return at === -1 ? fallback : at + 1;
}

function link(request: SandboxRequest, page: number, size: number, token: string | null): string {
  const query = new URLSearchParams(request.query);
  query.delete('PageToken');
  query.set('PageSize', String(size));
  query.set('Page', String(page));
  if (token !== null) query.set('PageToken', token);
  return `${request.path}?${query}`;
}
