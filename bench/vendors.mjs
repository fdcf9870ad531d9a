/**
 * Google and Twilio with nothing behind them, as a program: every request is accepted and nothing is remembered. The sandbox keeps
 * what it is told and looks through it, so it is the first to be busy where bookings are counted.
 *
 * A calendar whose id begins with `full` is busy for as long as is asked.
 */
import http from 'node:http';
import { isProgram } from '../scripts/project.mjs';

/** Calendar ids that begin so are busy all the time. */
export const FULL = 'full';

const ANSWERS = [
  ['/token', 200, () => ({ access_token: 'bench-access-token', expires_in: 3600, token_type: 'Bearer' })],
  ['/freeBusy', 200, freeBusy],
  ['/events', 200, ({ id }) => ({ id })],
  ['/Messages.json', 201, () => ({ sid: `SM${'0'.repeat(32)}`, status: 'queued' })],
];

function freeBusy({ timeMin, timeMax, items }) {
  const busy = (id) => (id.startsWith(FULL) ? [{ start: timeMin, end: timeMax }] : []);
  return { calendars: Object.fromEntries(items.map(({ id }) => [id, { busy: busy(id) }])) };
}

async function answer(incoming, response) {
  const chunks = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  const { pathname } = new URL(incoming.url, 'http://vendors');
  const [, status, of] = ANSWERS.find(([ending]) => pathname.endsWith(ending)) ?? [pathname, 404, () => ({})];
  const json = incoming.headers['content-type']?.startsWith('application/json');
  const body = JSON.stringify(of(json ? JSON.parse(text) : {}));
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body);
}

if (isProgram(import.meta.url)) {
  const server = http.createServer(answer).listen(0, '127.0.0.1', () => {
    console.log(`vendors: http://127.0.0.1:${server.address().port}`);
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => server.close().closeAllConnections());
}
