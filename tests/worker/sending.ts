/** Bodies that are sent as bytes over a socket, whole or not. */
import { request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

/** How bytes are sent. */
export interface Sending {
  method?: string;
  path?: string;
  headers?: Record<string, string | number>;
  /** Whether that is all. Whoever is refused in the middle of a body must not go on sending: their connection breaks before they have read why. */
  whole?: boolean;
}

/** Sends bytes of a body, in chunks unless its length is announced, and waits for the answer. */
export async function sendTo(url: string, bytes: Buffer, { method = 'POST', path = '/', headers = {}, whole = true }: Sending) {
  const sent = request(url + path, { method, headers: { 'content-type': 'application/json', ...headers } });
  const answered = new Promise<IncomingMessage>((resolve, reject) =>
    sent.once('response', resolve).once('error', reject),
  );
  sent.flushHeaders();
  for (let at = 0; at < bytes.length; at += 64 * 1024) sent.write(bytes.subarray(at, at + 64 * 1024));
  if (whole) sent.end();
  const response = await answered;
  const body = await text(response);
  sent.on('error', () => {}).destroy();
  return { status: response.statusCode, text: body };
}
