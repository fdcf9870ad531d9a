/** What the tests of Vapi's side share: its own client, pointed at the sandbox, and calls with a key. */
import { VapiClient } from '@vapi-ai/server-sdk';
import { DEMO_VAPI } from '../../sandbox/demo.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { call, type Answer } from './fixture.ts';

/** Vapi's client. Without retries, for they take seconds and hide what was answered. */
export function clientFor(sandbox: Sandbox, token: string = DEMO_VAPI.apiKey): VapiClient {
  return new VapiClient({ token, baseUrl: sandbox.url, maxRetries: 0 });
}

/** A call with the demo organisation's key, or another. */
export function ask(
  sandbox: Sandbox,
  method: string,
  path: string,
  json?: unknown,
  key?: string,
): Promise<Answer> {
  return call(sandbox, method, path, {
    token: key ?? DEMO_VAPI.apiKey,
    ...(json === undefined ? {} : { json }),
  });
}

/** A function tool as Frontdesk has them. */
export const TOOL = {
  type: 'function' as const,
  async: false,
  function: {
    name: 'check_availability',
    description: 'Free times of a day',
    parameters: {
      type: 'object' as const,
      properties: { date: { type: 'string' as const, description: 'The day, YYYY-MM-DD' } },
      required: ['date'],
    },
  },
  server: { url: 'https://frontdesk.example.com/api/vapi/tools/calendar/check', timeoutSeconds: 20 },
  messages: [{ type: 'request-start' as const, content: 'One moment.' }],
};

/** Matches a rejection of Vapi's client by status and message. */
export function failsWith(status: number, message: RegExp) {
  return (error: any): boolean =>
    error.statusCode === status && message.test(JSON.stringify(error.body?.message));
}
