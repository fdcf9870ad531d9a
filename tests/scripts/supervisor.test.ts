import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { test, type TestContext } from 'node:test';
import { Supervisor } from '../../scripts/supervisor.mjs';

const SILENT = { onLine: () => {} };

/** Programs of one line of JavaScript. */
const program = (source: string): [string, string[]] => [process.execPath, ['-e', source]];

test('a program that ends by itself breaks the set, with its name and how it ended', async () => {
  const supervisor = new Supervisor();
  supervisor.start('The sandbox', ...program('process.exit(3)'), SILENT);
  await assert.rejects(supervisor.broken, /The sandbox ended unexpectedly \(exit code 3\)/);
});

test('a program that does not exist breaks the set', async () => {
  const supervisor = new Supervisor();
  supervisor.start('The Worker', '/does/not/exist', [], SILENT);
  await assert.rejects(supervisor.broken, /The Worker ended unexpectedly \(.*ENOENT/);
});

test('lines of both streams arrive whole', async () => {
  const lines: string[] = [];
  const supervisor = new Supervisor();
  const source = 'process.stdout.write("on"); process.stdout.write("e\\n"); process.stderr.write("two\\n")';
  supervisor.start('A program', ...program(source), { onLine: (line: string) => lines.push(line) });
  await assert.rejects(supervisor.broken, /exit code 0/);
  assert.deepEqual(lines.sort(), ['one', 'two']);
});

test('stopping ends what a program started too, even one that is deaf to it', { timeout: 30_000 }, async (t) => {
  const sockets = await acceptedBy(t);
  const grandchild = `require("node:net").connect(${sockets.port}, "127.0.0.1")`;
  const child = `process.on("SIGTERM", () => {}); setInterval(() => {}, 1e6);
    require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(grandchild)}])`;
  const supervisor = new Supervisor();
  supervisor.start('A program', ...program(child), SILENT);
  const socket = await sockets.first;
  const closed = once(socket, 'close');
  await supervisor.stop(100);
  await closed;
});

test('a program that is told to stop does not break the set', async () => {
  const supervisor = new Supervisor();
  const child = supervisor.start('A program', ...program('setInterval(() => {}, 1e6)'), SILENT);
  const closed = once(child, 'close');
  await supervisor.stop();
  await closed;
  const nothingElse = new Promise((resolve) => setImmediate(resolve, 'intact'));
  assert.equal(await Promise.race([supervisor.broken.catch(() => 'broken'), nothingElse]), 'intact');
});

/** A server that programs connect to: their connection shows that they live, and its end that they do not. */
async function acceptedBy(t: TestContext): Promise<{ port: number; first: Promise<Socket> }> {
  const server = createServer();
  const first = once(server, 'connection').then(([socket]: Socket[]) => socket.on('error', () => {}));
  await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1' }, resolve));
  t.after(() => server.close());
  return { port: (server.address() as AddressInfo).port, first };
}
