/** Webhook bodies as Vapi sends them: one tool call, the called number in the envelope, and a transcript that grows. */
import { request } from './http.mjs';
import { numberOf } from './dataset.mjs';

export const CHECK_PATH = '/api/vapi/tools/calendar/check';
const TOOL_CALL_ID = 'call_BenchCheck01';
const TURN =
  'Of course. We are open from nine to five on weekdays \u2013 shall I look for a \u201ccleaning\u201d on Thursday,\nor would Friday morning suit you better?';

/**
 * A `tool-calls` message that asks for the free times of a day.
 * @param {string} date  ISO 8601 calendar date.
 * @param {number} [size]  Size in bytes that the transcript is stretched to.
 * @returns {Buffer}
 */
export function checkMessage(date, size = 0) {
  const message = envelope(date);
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
 * @param {string} contains  What the answer has to say.
 * @returns {import('./load.mjs').Exchange}
 */
export function webhook(body, contains) {
  return { bytes: request('POST', CHECK_PATH, { 'content-type': 'application/json' }, body), contains };
}

function envelope(date) {
  const toolCall = { id: TOOL_CALL_ID, type: 'function', function: { name: 'check_availability', arguments: { date } } };
  return {
    type: 'tool-calls',
    timestamp: 1795000000000,
    toolCallList: [toolCall],
    toolCalls: [toolCall],
    toolWithToolCallList: [{ type: 'function', function: { name: 'check_availability', parameters: { type: 'object' } }, toolCall }],
    call: { id: '0199b0d4-6a7e-4c02-9b42-000000000001', type: 'inboundPhoneCall', phoneNumberId: '0199b0d4-6a7e-4c02-9b42-000000000002' },
    phoneNumber: { id: '0199b0d4-6a7e-4c02-9b42-000000000002', provider: 'twilio', number: numberOf(0) },
    customer: { number: '+15550109999' },
    assistant: { name: 'Front desk', model: { provider: 'openai', messages: [{ role: 'system', content: 'You answer the phone.' }] } },
    artifact: { messages: [] },
  };
}
