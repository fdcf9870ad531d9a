/** Just enough HTTP/1.1 (RFC 9112) for the load generator: requests as text, answers out of a stream of chunks. */

const HEAD_END = '\r\n\r\n';

/**
 * Renders a request for a keep-alive connection.
 * @param {string} method
 * @param {string} path
 * @param {Record<string, string>} headers
 * @param {Buffer | string} [body]  Sent with its content-length.
 * @returns {Buffer | string}  Text without a body, bytes with one.
 */
export function request(method, path, headers, body) {
  const lines = Object.entries({ host: '127.0.0.1', ...headers }).map(([name, value]) => `${name}: ${value}`);
  const head = (extra) => [`${method} ${path} HTTP/1.1`, ...lines, ...extra].join('\r\n') + HEAD_END;
  if (body === undefined) return head([]);
  const bytes = Buffer.from(body);
  return Buffer.concat([Buffer.from(head([`content-length: ${bytes.length}`]), 'latin1'), bytes]);
}

/** Collects chunks of one connection and hands out whole answers; one answer may be outstanding at a time. */
export class Answers {
  #pending = '';

  /**
   * @param {Buffer} chunk
   * @returns {{status: number, body: string} | null}  The answer when this chunk completes it. The body is latin1.
   */
  take(chunk) {
    this.#pending += chunk.latin1Slice();
    const headEnd = this.#pending.indexOf(HEAD_END);
    if (headEnd < 0) return null;
    const head = this.#pending.slice(0, headEnd);
    const body = completeBody(head, this.#pending.slice(headEnd + HEAD_END.length));
    if (body === null) return null;
    this.#pending = '';
    return { status: Number(head.slice(9, 12)), body };
  }
}

/** The body when all of it has arrived, or null. */
function completeBody(head, rest) {
  const length = /^content-length: *(\d+)/im.exec(head);
  if (length !== null) return rest.length >= Number(length[1]) ? rest : null;
  if (/^transfer-encoding: *chunked/im.test(head)) return dechunked(rest);
  return '';
}

/** Joins the chunks of a chunked body, or null while the last chunk is missing. */
function dechunked(rest) {
  let body = '';
  for (let at = 0; at < rest.length; ) {
    const sizeEnd = rest.indexOf('\r\n', at);
    if (sizeEnd < 0) return null;
    const size = Number.parseInt(rest.slice(at, sizeEnd), 16);
    const next = sizeEnd + 2 + size + 2;
    if (Number.isNaN(size) || next > rest.length) return null;
    if (size === 0) return body;
    body += rest.slice(sizeEnd + 2, sizeEnd + 2 + size);
    at = next;
  }
  return null;
}
