/** Webhook bodies as Vapi sends them: one tool call, the called number in the envelope, and a transcript that grows. */
import { request } from './http.mjs';
import { numberOf } from './dataset.mjs';

/** The tools that are called: where, and what the model calls them. */
export const TOOLS = {
  check: { path: '/api/vapi/tools/calendar/check', name: 'check_availability' },
  book: { path: '/api/vapi/tools/calendar/book', name: 'book_appointment' },
  reserve: { path: '/api/vapi/tools/calendar/reserve', name: 'reserve_slot' },
};

/** Who calls whom where it does not matter. */
const SOMEBODY = { called: numberOf(0), caller: '+15550109999', call: '0199b0d4-6a7e-4c02-9b42-000000000001', id: 'call_BenchCheck01' };
const TURN =
  'Of course. We are open from nine to five on weekdays \u2013 shall I look for a \u201ccleaning\u201d on Thursday,\nor would Friday morning suit you better?';

/**
 * A `tool-calls` message that asks for the free times of a day.
 * @param {string} date  ISO 8601 calendar date.
 * @param {number} [size]  Size in bytes that the transcript is stretched to.
 * @returns {Buffer}
 */
export function checkMessage(date, size = 0) {
  const message = envelope(TOOLS.check, { date }, SOMEBODY);
  const empty = Buffer.byteLength(JSON.stringify({ message }));
  const turn = (n) => ({ role: n % 2 === 0 ? 'user' : 'bot', message: TURN, time: 1795000000000 + n * 4000, secondsFromStart: n * 4 });
  const turnSize = Buffer.byteLength(JSON.stringify(turn(1000))) + 1;
  const turns = Math.max(0, Math.floor((size - empty) / turnSize) - 1);
  message.artifact.messages = Array.from({ length: turns }, (_, n) => turn(n));
  const missing = size - Buffer.byteLength(JSON.stringify({ message }));
  if (missing > 0) message.assistant.model.messages[0].content += 'x'.repeat(missing);
  return Buffer.from(JSON.stringify({ message }));
}

/**
 * The same as a request for the load generator.
 * @param {Buffer} body
 * @param {string | RegExp} contains  What the answer has to say.
 * @returns {import('./load.mjs').Exchange}
 */
export function webhook(body, contains, { path } = TOOLS.check) {
  return { bytes: request('POST', path, { 'content-type': 'application/json' }, body), contains };
}

/**
 * One call of a tool by somebody.
 * @param {{path: string, name: string}} tool
 * @param {object} args  The tool's arguments.
 * @param {{called: string, caller: string, call: string, id: string}} who  Both numbers, and Vapi's ids of call and tool call.
 * @param {string | RegExp} contains
 * @returns {import('./load.mjs').Exchange & {path: string, body: string}}  What is sent is there as path and body too.
 */
export function toolCall(tool, args, who, contains) {
  const body = JSON.stringify({ message: envelope(tool, args, who) });
  return { ...webhook(body, contains, tool), path: tool.path, body };
}

function envelope({ name }, args, { id, ...who }) {
  const toolCall = { id, type: 'function', function: { name, arguments: args } };
  return {
    ...said('tool-calls', who),
    toolCallList: [toolCall],
    toolCalls: [toolCall],
    toolWithToolCallList: [{ type: 'function', function: { name, parameters: { type: 'object' } }, toolCall }],
  };
}

/** What every message says of its call. */
function said(type, { called, caller, call }) {
  return {
    type,
    timestamp: Date.now(),
    call: { id: call, type: 'inboundPhoneCall', phoneNumberId: '0199b0d4-6a7e-4c02-9b42-000000000002' },
    phoneNumber: { id: '0199b0d4-6a7e-4c02-9b42-000000000002', provider: 'twilio', number: called },
    customer: { number: caller },
    assistant: { name: 'Front desk', model: { provider: 'openai', messages: [{ role: 'system', content: 'You answer the phone.' }] } },
    artifact: { messages: [] },
  };
}

/** Where a platform tells how a call goes. */
export const EVENTS_PATH = '/api/vapi/webhook';

/** How far a call has come. */
export const statusMessage = (who, status) => ({ message: { ...said('status-update', who), status } });

/** The report at the end of a call. */
export function endReport(who, began) {
  const [startedAt, endedAt] = [began, Date.now()].map((time) => new Date(time).toISOString());
  const end = { endedReason: 'customer-ended-call', startedAt, endedAt, cost: 0.2555, analysis: { summary: 'A cleaning was booked.' } };
  return { message: { ...said('end-of-call-report', who), ...end } };
}
