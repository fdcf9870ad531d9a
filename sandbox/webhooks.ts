/** Another system of a clinic, which is told by webhooks: it verifies signatures as receivers do, by the library of Standard Webhooks. */
import { Webhook } from 'standardwebhooks';
import { Input, ok } from './control/input.ts';
import type { Reply, SandboxRequest } from './http.ts';
import { param, type Route } from './routes.ts';
import type { World } from './world.ts';

/** One delivery that arrived. */
export interface Received {
  receiver: string;
  /** `webhook-id`. */
  id: string;
  /** `webhook-timestamp`, in Unix seconds. */
  timestamp: number;
  /** How many signatures it carried. */
  signatures: number;
  /** Whether a secret of the receiver proves it. */
  verified: boolean;
  body: unknown;
}

const MOST = 1000;

/** The receivers, each with the secrets that it believes, and what has come. It is in memory alone. */
export class Receivers {
  readonly #secrets = new Map<string, string[]>();
  #received: Received[] = [];

  /** Has a receiver believe these secrets. */
  believe(receiver: string, secrets: string[]): void {
    this.#secrets.set(receiver, secrets);
  }

  /** What has come, oldest first, to one receiver or to all. */
  list(receiver?: string): Received[] {
    return this.#received.filter((one) => receiver === undefined || one.receiver === receiver);
  }

  /** Forgets secrets and deliveries. */
  clear(): void {
    this.#secrets.clear();
    this.#received = [];
  }

  take(receiver: string, request: SandboxRequest): boolean {
    const header = (name: string) => String(request.headers[name] ?? '');
    const verified = (this.#secrets.get(receiver) ?? []).some((secret) => proves(secret, request));
    this.#received.push({
      receiver,
      id: header('webhook-id'),
      timestamp: Number(header('webhook-timestamp')),
      signatures: header('webhook-signature').split(' ').length,
      verified,
      body: parsed(request.text),
    });
    if (this.#received.length > MOST) this.#received.shift();
    return verified;
  }
}

function proves(secret: string, { text, headers }: SandboxRequest): boolean {
  try {
    new Webhook(secret).verify(text, headers as Record<string, string>);
    return true;
  } catch {
    return false;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return '(unreadable)';
  }
}

/** Where deliveries go. */
export const webhookRoutes: Route[] = [
  { name: 'webhooks.receive', method: 'POST', pattern: '/hooks/:receiver', handler: receive },
];

function receive(world: World, request: SandboxRequest): Reply {
  const verified = world.receivers.take(param(request, 'receiver'), request);
  return verified ? { status: 204 } : { status: 401, body: { error: 'no secret of this receiver proves it' } };
}

/** The routes under `/_sandbox/webhooks`. */
export const webhookControlRoutes: Route[] = [
  {
    name: 'control.webhooks',
    method: 'GET',
    pattern: '/_sandbox/webhooks/:receiver',
    handler: (world, request) => ok({ received: world.receivers.list(param(request, 'receiver')) }),
  },
  { name: 'control.webhooks.believe', method: 'PUT', pattern: '/_sandbox/webhooks/:receiver', handler: believe },
];

function believe(world: World, request: SandboxRequest): Reply {
  const input = new Input(request);
  const secrets = input.texts('secrets');
  input.done();
  world.receivers.believe(param(request, 'receiver'), secrets);
  return ok({ receiver: param(request, 'receiver'), secrets: secrets.length });
}
