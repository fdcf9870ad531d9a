/** The ways into an instance by which a clinic's week is told (scripts/demo). */
import type { Ways } from '../../scripts/demo/ways.ts';
import { call as callSandbox } from '../sandbox/fixture.ts';
import type { Frontdesk } from './fixture.ts';

/**
 * Those of somebody with this token. Where Twilio posts to is signed as it is and delivered to the instance: nobody is at `origin`,
 * the PUBLIC_URL that it was started with.
 */
export function waysOf(frontdesk: Frontdesk, token: string, origin?: string): Ways {
  const delivered = (url: string) => (origin === undefined ? url : url.replace(origin, frontdesk.url));
  return {
    rest: (method, path, json, key) => frontdesk.call(method, path, { token, ...(json && { json }), ...(key && { headers: { 'idempotency-key': key } }) }),
    vapi: (json) => frontdesk.call('POST', '/api/vapi/webhook', { json }),
    sandbox: (method, path, json) => {
      const [, sid = ''] = /^\/twilio\/messages\/(\w+)\/status$/.exec(path) ?? [];
      const url = (json as { url?: string } | undefined)?.url ?? frontdesk.sandbox.state.twilio.messages[sid]?.statusCallback;
      return callSandbox(frontdesk.sandbox, method, `/_sandbox${path}`, { json: { ...json, ...(url && { deliverTo: delivered(url) }) } });
    },
  };
}
