/** What `npm start` does when the demo clinic cannot be made or filled: the one ends it, the other does not. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import { script } from './program.ts';

/** A server in the part of the Worker and of the sandbox: `answers` by method and path without its query, 500 for the rest. */
async function server(t: TestContext, answers: Record<string, [status: number, body: object]>): Promise<string> {
  const listening = createServer((request, response) => {
    const [status, body] = answers[`${request.method} ${request.url?.split('?')[0]}`] ?? [500, { detail: 'The database does not answer.' }];
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  t.after(() => listening.close());
  return `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
}

test('a clinic that cannot be made is said in one line, and ends it', async (t) => {
  const url = await server(t, { 'GET /api/org': [404, {}] });
  const { code, stdout, stderr } = await script('seed-demo.ts', [url, url]);
  assert.deepEqual([code, stdout], [1, '']);
  assert.match(stderr, /^Creating the demo clinic failed: adding the clinic was answered with 500 .*The database does not answer\..*\n$/);
});

test('a week that cannot be told is said in one line, and keeps nobody from starting', async (t) => {
  // Somebody has made every setting already.
  const trail = { items: [{ actor_id: 'somebody', detail: {} }], next_cursor: null };
  const isThere: [number, object] = [200, {}];
  const url = await server(t, { 'GET /api/org': isThere, 'GET /api/audit': [200, trail], 'GET /api/integrations/twilio': isThere, 'GET /api/integrations/google': isThere });
  const { code, stdout, stderr } = await script('seed-demo.ts', [url, url]);
  assert.deepEqual([code, stderr], [0, '']);
  assert.match(stdout, /^The demo clinic is there, but its week could not be filled: PUT \/api\/integrations\/vapi was answered with 500 .*\n$/);
});

test('a clinic whose deletion was cut off is said in one line with what to do, and keeps nobody from starting', async (t) => {
  const refusal = { code: 'org_being_deleted', detail: 'The org with this id is being deleted.' };
  const url = await server(t, { 'GET /api/org': [404, {}], 'POST /api/orgs': [409, refusal] });
  const { code, stdout, stderr } = await script('seed-demo.ts', [url, url]);
  assert.deepEqual([code, stderr], [0, '']);
  assert.match(stdout, /^The demo clinic is missing: its deletion was cut off\. .*npm run reset.*\n$/);
});

test('without both addresses it says how it is called', async () => {
  const { code, stderr } = await script('seed-demo.ts', ['http://127.0.0.1:1']);
  assert.deepEqual([code, stderr], [2, 'usage: node scripts/seed-demo.ts <URL of the Worker> <URL of the sandbox>\n']);
});
