/** The sandbox's own view of HTTP: a request read whole, a reply as a value, and the errors handlers throw. */
import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request with its body read and its path parameters decoded. */
export interface SandboxRequest {
  method: string;
  /** Path as sent, without the query and without what stands for a region. */
  path: string;
  /** What stood before the path for a region other than the first. */
  region?: string;
  /** Path parameters by name, percent-decoded. */
  params: Record<string, string>;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  /** The body as text; empty when none was sent. */
  text: string;
}

/** An answer. `body` is sent as JSON unless it is a string or absent. */
export interface Reply {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
}

/** Thrown by a handler to answer at once with `reply`. */
export class ReplyError extends Error {
  readonly reply: Reply;

  constructor(reply: Reply) {
    super(`answered ${reply.status}`);
    this.reply = reply;
  }
}

/** No vendor route takes more than this; bigger bodies are refused with 413. */
const MAX_BODY_BYTES = 1_000_000;

/** Reads a request to its end. */
export async function readRequest(incoming: IncomingMessage): Promise<SandboxRequest> {
  const url = new URL(incoming.url ?? '/', 'http://sandbox.invalid');
  return {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    params: {},
    query: url.searchParams,
    headers: incoming.headers,
    text: await readText(incoming),
  };
}

async function readText(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new ReplyError({ status: 413, body: 'Request Entity Too Large' });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Writes a reply. `keep` is the share of the body that is sent: below 1 the body is cut off but well framed. */
export function sendReply(response: ServerResponse, reply: Reply, keep = 1): void {
  const { type, text } = encode(reply.body);
  const bytes = Buffer.from(text);
  const sent = bytes.subarray(0, Math.floor(bytes.length * keep));
  response.writeHead(reply.status, {
    ...(type === null ? {} : { 'content-type': type }),
    ...(reply.status === 204 || reply.status === 304 ? {} : { 'content-length': String(sent.length) }),
    ...reply.headers,
  });
  response.end(sent);
}

function encode(body: unknown): { type: string | null; text: string } {
  if (body === undefined) return { type: null, text: '' };
  if (typeof body === 'string') return { type: 'text/plain; charset=utf-8', text: body };
  return { type: 'application/json; charset=utf-8', text: JSON.stringify(body, null, 1) };
}

/** The media type of the body, lower case, without parameters; empty when the header is missing. */
export function mediaType(request: SandboxRequest): string {
  return (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

/** The fields of a form body; none when the body is of another type, as a server that only reads forms sees it. */
export function formBody(request: SandboxRequest): URLSearchParams {
  return new URLSearchParams(mediaType(request) === 'application/x-www-form-urlencoded' ? request.text : '');
}

/** The body as a JSON object, or null when it is anything else. An empty body counts as `{}`. */
export function jsonObject(request: SandboxRequest): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(request.text === '' ? '{}' : request.text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** True for JSON objects: not arrays, not null. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** True for a URL on this machine: who may use the control API, and all that the sandbox ever calls. */
export function isLoopback(url: string): boolean {
  return URL.canParse(url) && ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);
}
