/**
 * The sandbox: stateful fakes of Google (OAuth and Calendar v3), Twilio and Vapi behind one HTTP server on loopback.
 * See `README.md` beside this file for the routes and the control API.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { handle } from './dispatch.ts';
import type { Faults } from './faults.ts';
import type { Recorder } from './recorder.ts';
import type { Receivers } from './webhooks.ts';
import type { State } from './state.ts';
import { World, type WorldOptions } from './world.ts';

/** How to start a sandbox. */
export interface SandboxOptions extends WorldOptions {
  /** TCP port on 127.0.0.1; 0 (the default) takes any free one. */
  port?: number;
}

/** A running sandbox. */
export interface Sandbox {
  /** Base URL without trailing slash, e.g. `http://127.0.0.1:8788`. */
  url: string;
  port: number;
  /** Live state; stays the same object across resets. */
  state: State;
  faults: Faults;
  requests: Recorder;
  /** Systems of clinics that are told by webhooks. */
  receivers: Receivers;
  /** The sandbox's time, in milliseconds since the epoch. */
  now(): number;
  /** Moves that time by seconds. */
  advance(seconds: number): void;
  /** As the control API's reset: back to the demo data (or to nothing), no faults, no record. */
  reset(demo?: boolean): void;
  /** Stops listening, lets held requests go and cuts what is left. */
  close(): Promise<void>;
}

/**
 * Starts a sandbox.
 *
 * @throws Error in one line when the port is taken or the state file cannot be used
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const world = new World(options);
  const server = createServer((incoming, response) => void handle(world, incoming, response));
  const port = await listen(server, options.port ?? 0);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    state: world.state,
    faults: world.faults,
    requests: world.requests,
    receivers: world.receivers,
    now: () => world.now(),
    advance: (seconds) => world.advance(seconds),
    reset: (demo = true) => world.reset(demo),
    close: () => close(server, world),
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`port ${port} is already in use; choose another with --port`)
          : error,
      );
    });
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

function close(server: Server, world: World): Promise<void> {
  world.faults.clear();
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
