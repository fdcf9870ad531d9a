/** What `npm start` does when the demo clinic cannot be made or filled: the one ends it, the other does not. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import { script } from './program.ts';

/** A server in the part of the Worker and of the sandbox: `answers` by method and path, 500 for the rest. */
async function server(t: TestContext, answers: Record<string, number>): Promise<string> {
  const listening = createServer((request, response) => {
    const status = answers[`${request.method} ${request.url}`] ?? 500;
    response.writeHead(status, { 'content-type': 'application/json' }).end('{"detail":"The database does not answer."}');
  });
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  t.after(() => listening.close());
  return `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
}

test('a clinic that cannot be made is said in one line, and ends it', async (t) => {
  const url = await server(t, { 'GET /api/integrations/google': 404 });
  const { code, stdout, stderr } = await script('seed-demo.ts', [url, url]);
  assert.deepEqual([code, stdout], [1, '']);
  assert.match(stderr, /^Creating the demo clinic failed: adding the clinic was answered with 500 .*The database does not answer\..*\n$/);
});

test('a week that cannot be told is said in one line, and keeps nobody from starting', async (t) => {
  const url = await server(t, { 'GET /api/integrations/google': 200 });
  const { code, stdout, stderr } = await script('seed-demo.ts', [url, url]);
  assert.deepEqual([code, stderr], [0, '']);
  assert.match(stdout, /^The demo clinic is there, but its week could not be filled: GET \/api\/inbound\/phone-mappings was answered with 500 .*\n$/);
});

test('without both addresses it says how it is called', async () => {
  const { code, stderr } = await script('seed-demo.ts', ['http://127.0.0.1:1']);
  assert.deepEqual([code, stderr], [2, 'usage: node scripts/seed-demo.ts <URL of the Worker> <URL of the sandbox>\n']);
});
