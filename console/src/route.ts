/** Where one is: behind the `#`, so that the server never sees it and no path of the API is ever shadowed by a page. */
import { signal } from '@preact/signals';

export interface Route {
  /** Such as `['calls', '0192…']`; empty for the first screen. */
  path: string[];
  query: URLSearchParams;
}

const read = (): Route => {
  const [path = '', query = ''] = location.hash.replace(/^#\/?/, '').split('?');
  return { path: path.split('/').filter((part) => part !== '').map(decodeURIComponent), query: new URLSearchParams(query) };
};

export const route = signal<Route>(read());
addEventListener('hashchange', () => (route.value = read()));

/** The address of a screen. */
export function to(path: string, query: Record<string, string | undefined> = {}): string {
  const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== '');
  const search = new URLSearchParams(given).toString();
  return `#/${path}${search === '' ? '' : `?${search}`}`;
}

export const go = (path: string, query?: Record<string, string | undefined>): void => {
  location.hash = to(path, query);
};

/** Changes what is asked for on a screen, without another entry in the history. */
export function refine(changes: Record<string, string | undefined>): void {
  const query = { ...Object.fromEntries(route.value.query), ...changes };
  history.replaceState(null, '', to(route.value.path.map(encodeURIComponent).join('/'), query));
  route.value = read();
}

/** The token of a link that signs in, taken out of the address and of the history at once. */
export function tokenInAddress(): string | undefined {
  const { path, query } = route.value;
  const token = path[0] === 'enter' ? query.get('token') : null;
  if (token === null) return undefined;
  history.replaceState(null, '', to(''));
  route.value = read();
  return token;
}
