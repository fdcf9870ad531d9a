/** The one way to the API: typed by openapi.json, and every refusal is a {@link Problem} that says what to do. */
import type { paths } from '../../generated/openapi.d.ts';

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
type Operation<P extends keyof paths, M extends Method> = NonNullable<paths[P][M]>;
/** Paths that have a method. */
export type PathWith<M extends Method> = { [P in keyof paths]: paths[P][M] extends object ? P : never }[keyof paths];
type Content<T> = T extends { content: infer C } ? C[keyof C] : undefined;
/** What a method of a path answers when it succeeds. */
export type Answer<P extends keyof paths, M extends Method> =
  Operation<P, M> extends { responses: infer R } ? Content<R[Extract<keyof R, 200 | 201 | 204>]> : never;
/** The body that it takes. */
export type Body<P extends keyof paths, M extends Method> =
  Operation<P, M> extends { requestBody?: infer B } ? Content<NonNullable<B>> : undefined;
type Query<P extends keyof paths, M extends Method> =
  Operation<P, M> extends { parameters: { query?: infer Q } } ? NonNullable<Q> : object;

/** What a request may carry besides its body. */
export interface Options<P extends keyof paths, M extends Method> {
  path?: Record<string, string | number>;
  query?: Query<P, M>;
  body?: Body<P, M>;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** Change it only if it still is what was read of it last. A document that is replaced as a whole is never replaced otherwise. */
  unchanged?: boolean;
}

/** A problem document (RFC 9457), or what stands for one when no answer came. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  /** The member of the body that is to blame. */
  readonly field: string | undefined;
  /** All members of the document. */
  readonly document: Record<string, unknown>;

  constructor(status: number, document: Record<string, unknown>) {
    super(typeof document.detail === 'string' ? document.detail : 'The answer could not be read. Try again.');
    this.status = status;
    this.code = String(document.code ?? 'unreadable');
    this.field = typeof document.field === 'string' ? document.field : undefined;
    this.document = document;
  }
}

/** Called when nobody is signed in any longer. */
let signedOut = (): void => {};
export const onSignedOut = (listener: () => void): void => void (signedOut = listener);

/** The `ETag` of each document that was read, for whoever saves it again. */
const editions = new Map<string, string>();

/** Forgets which edition of anything was read. */
export const forgetEditions = (): void => editions.clear();

/** @throws {Problem} for whatever is no success */
export async function call<M extends Method, P extends PathWith<M>>(method: M, path: P, options: Options<P, M> = {}): Promise<Answer<P, M>> {
  const { body, signal, unchanged = method === 'put' } = options;
  const url = address(String(path), options.path, options.query as Record<string, unknown>);
  const headers: Record<string, string> = { ...options.headers };
  if (body !== undefined) headers['content-type'] = 'application/json';
  const resource = address(String(path), options.path);
  const edition = editions.get(resource);
  if (unchanged && edition !== undefined) headers['if-match'] = edition;
  const sent = { method: method.toUpperCase(), headers, body: body === undefined ? undefined : JSON.stringify(body), signal };
  const response = await fetch(url, sent).catch(unanswered);
  const etag = response.headers.get('etag');
  if (etag !== null && response.ok) editions.set(resource, etag);
  const document = await response.json().catch(() => ({}));
  if (response.ok) return document;
  if (response.status === 401 && url !== '/auth/session') signedOut();
  throw new Problem(response.status, document);
}

function address(path: string, names: Record<string, string | number> = {}, query: Record<string, unknown> = {}): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(names[name] ?? ''));
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '' && value !== null);
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return search === '' ? filled : `${filled}?${search}`;
}

function unanswered(error: Error): never {
  if (error.name === 'AbortError') throw error;
  throw new Problem(0, { code: 'offline', detail: 'Frontdesk does not answer. Check the connection of this computer and try again.' });
}

/** What makes a change that is sent twice one change. @see docs/api.md */
export const idempotencyKey = (): Record<string, string> => ({ 'idempotency-key': crypto.randomUUID() });

/** A key for each set of values: what is sent again after a lost answer is the same change, what was corrected is another. */
export function keyed(): (values: object) => Record<string, string> {
  const keys = new Map<string, Record<string, string>>();
  return (values) => {
    const sent = JSON.stringify(values);
    const key = keys.get(sent) ?? idempotencyKey();
    keys.set(sent, key);
    return key;
  };
}
