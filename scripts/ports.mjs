/** The ports of the local environment. */
import { createServer } from 'node:net';
import { Failure } from './command.mjs';
import { PORTS } from './project.mjs';

/** Where everything listens: this machine only. */
export const LOOPBACK = '127.0.0.1';

/**
 * The ports to use, each checked to be free.
 * @param {Record<string, string | undefined>} environment
 * @returns {Promise<{ worker: number, sandbox: number }>}
 * @throws {Failure} naming the variable to change
 */
export async function freePorts(environment) {
  const ports = { worker: portFrom(environment, PORTS.worker), sandbox: portFrom(environment, PORTS.sandbox) };
  if (ports.worker === ports.sandbox) {
    throw new Failure(`${PORTS.worker.variable} and ${PORTS.sandbox.variable} are both ${ports.worker}; change one`);
  }
  for (const [name, { variable }] of Object.entries(PORTS)) await assertFree(ports[name], variable);
  return ports;
}

function portFrom(environment, { variable, standard }) {
  const text = environment[variable] || String(standard);
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535) throw new Failure(`${variable} is a port from 1 to 65535, not "${text}"`);
  return port;
}

function assertFree(port, variable) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', (error) => reject(new Failure(reasonOf(error, port, variable))));
    probe.listen({ port, host: LOOPBACK, exclusive: true }, () => probe.close(resolve));
  });
}

function reasonOf(error, port, variable) {
  const problem = error.code === 'EADDRINUSE' ? 'is in use' : `cannot be used (${error.code})`;
  return `Port ${port} ${problem}: stop what listens there, or choose another with ${variable}=<port> npm start`;
}
