import assert from 'node:assert/strict';
import { createServer, type AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import { freePorts } from '../../scripts/ports.mjs';
import { script } from './program.ts';

/** A port that something listens on for as long as the test runs. */
async function busyPort(t: TestContext): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1' }, resolve));
  t.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1' }, resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

for (const variable of ['PORT', 'SANDBOX_PORT']) {
  test(`npm start refuses a busy ${variable} and names it`, async (t) => {
    const [busy, free] = [await busyPort(t), await freePort()];
    const other = variable === 'PORT' ? 'SANDBOX_PORT' : 'PORT';
    const { code, stdout, stderr } = await script('start.mjs', [], { [variable]: `${busy}`, [other]: `${free}` });
    assert.equal(code, 1);
    assert.equal(stdout, '', 'nothing is set up or started');
    const advice = `stop what listens there, or choose another with ${variable}=<port> npm start`;
    assert.equal(stderr, `Port ${busy} is in use: ${advice}\n`);
  });
}

test('free ports are taken as they are', async () => {
  const [worker, sandbox] = [await freePort(), await freePort()];
  assert.deepEqual(await freePorts({ PORT: `${worker}`, SANDBOX_PORT: `${sandbox}` }), { worker, sandbox });
});

test('what is no port is refused', async (t) => {
  for (const port of ['0', '65536', '-1', '8787x', 'http', '1e3', ' 80']) {
    await t.test(JSON.stringify(port), () => assert.rejects(freePorts({ PORT: port }), { message: /^PORT is a port/ }));
  }
});

test('the Worker and the sandbox cannot share a port', async () => {
  await assert.rejects(freePorts({ PORT: '8788' }), /PORT and SANDBOX_PORT are both 8788/);
});
