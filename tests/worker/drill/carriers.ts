/**
 * The other platforms that carry a call of the drill. Each does to Frontdesk what the platform does, and gives what the agent hears.
 *
 * `DRILL_PLATFORM` says which platform the conversations are played through. Those that are about a shape of Vapi's are Vapi's alone.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Answer, Request } from '../fixture.ts';
import type { ToolCall } from './envelope.ts';

export type PlatformName = 'vapi' | 'retell' | 'mcp';

/** The platform of this run. */
export const PLATFORM = (process.env.DRILL_PLATFORM ?? 'vapi') as PlatformName;

/** A test of what only Vapi sends or takes. */
export const ofVapi = except('retell', 'mcp');
/** A test for which a tool call needs an id that stays the same when it comes again. Without one, a wish that is voiced again after it was
 * taken back is a new wish. */
export const withToolCallIds = except('mcp');
/** A test of what is said of a tool that does not exist. To an MCP client that is an error of the protocol. */
export const withUnknownTools = except('mcp');

/** A test that these platforms do not take. */
function except(...platforms: PlatformName[]): typeof test {
  return platforms.includes(PLATFORM) ? ((() => Promise.resolve()) as unknown as typeof test) : test;
}

/** Between whom a call is. */
export interface Call {
  id: string;
  org: string;
  called: string;
  /** `null` when it is withheld. */
  caller: string | null;
  post: (path: string, json: object, headers: Record<string, string>, request: Request) => Promise<Answer>;
}

/** What a platform does in a call. */
export interface Carrier {
  /** What the agent hears of one call of a tool. */
  use(call: Call, tool: ToolCall, request: Request): Promise<string>;
  /** The platform tells how far the call has come, if it tells that at all. */
  tells(call: Call, status: string, reason?: string): Promise<void>;
}

/** A carrier posts one tool at a time, with the conversation so far. */
const retell: Carrier = {
  async use(call, { id, name, args }, request) {
    const invocation = { role: 'tool_call_invocation', tool_call_id: id, name, arguments: JSON.stringify(args) };
    const transcript_with_tool_calls = [{ role: 'agent', content: 'some greeting', words: [] }, invocation];
    const json = { name, args, call: { ...retellCall(call), call_status: 'ongoing', transcript_with_tool_calls } };
    const { status, body, text } = await call.post('/api/retell/tools', json, {}, request);
    assert.equal(status, 200, text);
    return body.result;
  },

  async tells(call, status, reason = 'user_hangup') {
    const event = { 'in-progress': 'call_started', ended: 'call_ended', reported: 'call_analyzed' }[status];
    if (!event) return;
    const over = event === 'call_started' ? {} : { end_timestamp: Date.now(), disconnection_reason: reason };
    const json = { event, call: { ...retellCall(call), call_status: event === 'call_started' ? 'ongoing' : 'ended', ...over } };
    const answer = await call.post('/api/retell/events', json, {}, {});
    assert.equal(answer.status, 204, answer.text);
  },
};

function retellCall({ id, called, caller }: Call): object {
  return {
    ...{ call_id: id, call_type: 'phone_call', agent_id: 'agent_1', direction: 'inbound', start_timestamp: Date.now() },
    ...{ from_number: caller ?? 'anonymous', to_number: called, transcript: 'Agent: some greeting' },
  };
}

/** Every request is a connection of its own, and its id says nothing. */
const mcp: Carrier = {
  async use(call, { name, args }, request) {
    const json = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } };
    const headers = {
      ...{ accept: 'application/json, text/event-stream', 'mcp-protocol-version': '2025-11-25' },
      ...{ 'x-called-number': call.called, 'x-call-id': call.id, ...(call.caller && { 'x-caller-number': call.caller }) },
    };
    const { status, body, text } = await call.post(`/mcp/${call.org}`, json, headers, request);
    assert.equal(status, 200, text);
    // A model that names a tool which is not there hears so by an error of the protocol.
    if (body.error) return body.error.message;
    assert.deepEqual([body.result.isError, body.result.content.length], [false, 1], text);
    return body.result.content[0].text;
  },

  async tells() {},
};

/** Who carries the calls of a platform; Vapi's are carried by `phone.ts` itself. */
export const CARRIERS: Record<PlatformName, Carrier | undefined> = { vapi: undefined, retell, mcp };
