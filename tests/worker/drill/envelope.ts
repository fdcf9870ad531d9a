/**
 * The bodies that Vapi posts in the course of a call, in the shapes of tests/fixtures/vapi: whole envelopes, with the conversation so far,
 * the assistant and what else Frontdesk has no use for.
 */

/** How Vapi puts the calls of tools, by where name and arguments stand. */
export const SHAPES = [
  'current',
  'text',
  'text twice',
  'toolCalls',
  'flat arguments',
  'flat parameters',
  'nested parameters',
  'nested function',
  'function-call',
  'seed',
  'apiRequest',
] as const;

export type Shape = (typeof SHAPES)[number];

/** One call of a tool. */
export interface ToolCall {
  id: string;
  name: string;
  args: object;
}

/** What is said in a place that Frontdesk does not read. */
export type Words = (where: string) => string;

/** Between whom the call is. */
export interface Connection {
  callId: string;
  /** `inboundPhoneCall` unless it is another kind. */
  kind: string;
  /** `message.phoneNumber`: the clinic's side. */
  phoneNumber: object | undefined;
  numberId: string | undefined;
  /** `message.customer`: the patient's side. */
  customer: object | undefined;
  words: Words;
  began: number;
}

/** Somebody says something. */
export interface Turn {
  role: 'system' | 'bot' | 'user' | 'tool_calls' | 'tool_call_result';
  message: string;
}

const THE_MODELS_ROLES = { bot: 'assistant', tool_calls: 'assistant', tool_call_result: 'tool', system: 'system', user: 'user' };

/** A server message: `more` beside what every message has. */
export function message(type: string, line: Connection, turns: Turn[], status: string, more: object): object {
  const { phoneNumber, customer } = line;
  const said = { artifact: artifact(line, turns), call: call(line, status), assistant: assistant(line.words) };
  return { message: { timestamp: Date.now(), type, ...said, ...more, ...(phoneNumber && { phoneNumber }), ...(customer && { customer }) } };
}

function call({ callId, kind, customer, numberId, words, began }: Connection, status: string): object {
  const [createdAt, updatedAt] = [began, Date.now()].map((time) => new Date(time).toISOString());
  const sid = `CA${callId.replaceAll('-', '').slice(0, 32)}`;
  return {
    id: callId,
    orgId: '0a0a0a0a-0000-4000-8000-00000000000a',
    ...{ createdAt, updatedAt, type: kind, status },
    ...{ phoneCallProvider: 'twilio', phoneCallProviderId: sid, phoneCallTransport: 'pstn' },
    transport: { provider: 'twilio', conversationType: 'voice', callSid: sid, accountSid: words('account-sid') },
    assistantId: '22222222-2222-4222-8222-222222222222',
    ...(numberId && { phoneNumberId: numberId }),
    ...(customer && { customer }),
    monitor: { listenUrl: `wss://monitor.example.com/${words('listen-url')}`, controlUrl: words('control-url') },
  };
}

function artifact({ words, began }: Connection, turns: Turn[]): object {
  const messages = turns.map(({ role, message: text }, n) => ({ role, message: text, time: began + n * 4000, secondsFromStart: n * 4 }));
  return {
    messages,
    messagesOpenAIFormatted: turns.map(({ role, message: content }) => ({ role: THE_MODELS_ROLES[role], content })),
    transcript: turns.map(({ role, message: text }) => `${role === 'user' ? 'User' : 'AI'}: ${text}\n`).join(''),
    variableValues: { note: words('variable-value') },
  };
}

function assistant(words: Words): object {
  const server = { url: 'https://frontdesk.example.com/api/vapi/webhook', secret: words('assistant-server-secret') };
  return {
    name: words('assistant-name'),
    model: { provider: 'openai', model: 'gpt-4o', messages: [{ role: 'system', content: words('system-prompt') }] },
    server,
    credentials: [{ provider: 'openai', apiKey: words('model-api-key') }],
    metadata: { note: words('assistant-metadata') },
  };
}

/** The record of a number that was called. */
export function numberRecord(number: string, id: string | undefined, words: Words): object {
  return {
    ...(id && { id }),
    orgId: '0a0a0a0a-0000-4000-8000-00000000000a',
    ...{ status: 'active', provider: 'twilio', number, sipUri: null, name: words('number-name') },
    ...{ twilioAccountSid: words('twilio-account-sid'), twilioAuthToken: words('twilio-auth-token') },
    server: { url: 'https://frontdesk.example.com/api/vapi/webhook', secret: words('number-server-secret') },
  };
}

/** The members of a `tool-calls` message that hold the calls; of a `function-call`, which holds one, the first. */
export function callsIn(shape: Shape, calls: ToolCall[], words: Words): object {
  const [first] = calls;
  const list = calls.map(({ id, name, args }) => ({ id, type: 'function', function: { name, arguments: written(shape, args) } }));
  const server = { url: words('tool-url'), secret: words('tool-secret') };
  const tool = (name: string) => ({ type: 'function', async: false, server, name });
  switch (shape) {
    case 'toolCalls':
      return { toolCalls: list };
    case 'flat arguments':
      return { toolCallList: calls.map(({ id, name, args }) => ({ id, name, arguments: args })) };
    case 'flat parameters':
      return { toolCallList: calls.map(({ id, name, args }) => ({ id, name, parameters: args })) };
    case 'nested parameters':
      return { toolWithToolCallList: calls.map(({ id, name, args }) => ({ ...tool(name), toolCall: { id, parameters: args } })) };
    case 'nested function':
      return { toolWithToolCallList: list.map((toolCall) => ({ ...tool(''), name: undefined, toolCall })) };
    case 'function-call':
      return { functionCall: { name: first?.name, parameters: first?.args } };
    case 'seed':
      return { toolCall: { name: first?.name, arguments: first?.args } };
    default: {
      const mirrored = list.map((toolCall) => ({ ...withSchema(toolCall, tool), toolCall }));
      return { toolCallList: list, toolCalls: list, toolWithToolCallList: mirrored };
    }
  }
}

/** A tool's configuration, whose `parameters` are a schema and no arguments. */
function withSchema({ function: { name } }: { function: { name: string } }, tool: (name: string) => object): object {
  return { ...tool(name), function: { name, description: 'A tool', parameters: { type: 'object', properties: {} } }, messages: [] };
}

function written(shape: Shape, args: object): unknown {
  if (shape === 'text') return JSON.stringify(args);
  return shape === 'text twice' ? JSON.stringify(JSON.stringify(args)) : args;
}

/** What is on a report at the end of a call beside what every message has. */
export function report(endedReason: string, { words, began }: Connection, turns: Turn[]): object {
  const [startedAt, endedAt] = [began, Date.now()].map((time) => new Date(time).toISOString());
  return {
    ...{ endedReason, startedAt, endedAt, cost: 0.2555, costs: [{ type: 'transport', minutes: 3, cost: 0.042 }] },
    analysis: { summary: words('summary'), successEvaluation: 'true', structuredData: { name: words('structured-data') } },
    // As in 2024, beside what there is today.
    ...{ summary: words('summary-2024'), recordingUrl: words('recording-url'), transcript: turns.map((turn) => turn.message).join(' ') },
  };
}
