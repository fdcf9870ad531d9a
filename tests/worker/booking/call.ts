/** A phone call as Vapi puts it to Frontdesk: one request per tool, with the ids and numbers that the signalling knows. */
import { randomUUID } from 'node:crypto';
import { freshNumber, toolCalls, type Answer, type Frontdesk, type Request } from '../fixture.ts';

/** Who calls whom. */
export interface Line {
  /** The clinic's number. */
  called: string;
  /** The caller's; a fresh one unless named, `null` when it is withheld. */
  caller?: string | null;
  /** Vapi's id of the call. */
  callId?: string;
}

/** How a tool is called. */
export interface Attempt extends Request {
  /** The same for Vapi's own repetitions, another when the model asks anew. */
  toolCallId?: string;
  /** Another isolate than the call's own. */
  through?: Frontdesk;
}

/** Paths under `/api/vapi/tools/`, each with the name of its tool. */
export const TOOLS = {
  check: ['calendar/check', 'check_availability'],
  reserve: ['calendar/reserve', 'reserve_slot'],
  book: ['calendar/book', 'book_appointment'],
  reschedule: ['calendar/reschedule', 'reschedule_appointment'],
  cancel: ['calendar/cancel', 'cancel_appointment'],
  find: ['appointments/find', 'find_appointments'],
  text: ['sms/send', 'send_sms'],
  message: ['messages/take', 'take_message'],
  ask: ['knowledge/answer', 'answer_question'],
} as const;

/** What a caller can ask for. */
export type Tool = keyof typeof TOOLS;

/** One call, in which tools are used one after the other or at the same time. */
export class Call {
  readonly caller: string | null;
  readonly id: string;
  readonly #frontdesk: Frontdesk;
  readonly #called: string;

  constructor(frontdesk: Frontdesk, { called, caller = freshNumber(), callId = randomUUID() }: Line) {
    this.#frontdesk = frontdesk;
    this.#called = called;
    this.caller = caller;
    this.id = callId;
  }

  /** What the agent hears. It has to hear something, so anything but a 200 with one result is a failure of the test. */
  async tool(path: string, name: string, args: object, attempt: Attempt = {}): Promise<string> {
    const { toolCallId = newToolCall() } = attempt;
    const { status, text, body } = await this.answer(path, name, args, { ...attempt, toolCallId });
    const [result, ...others] = status === 200 ? body.results : [];
    const heard: unknown = result?.result ?? result?.error;
    if (others.length > 0 || result?.toolCallId !== toolCallId || typeof heard !== 'string') {
      throw new Error(`${name} was answered with ${status} ${text}`);
    }
    return heard;
  }

  /** The same as an answer, with what it cost. */
  answer(path: string, name: string, args: object, attempt: Attempt = {}): Promise<Answer> {
    const { toolCallId = newToolCall(), through = this.#frontdesk, ...request } = attempt;
    const customer = this.caller === null ? {} : { number: this.caller };
    const call = { id: this.id, type: 'inboundPhoneCall', status: 'in-progress', customer };
    const json = toolCalls(this.#called, args, { call, customer }, { id: toolCallId, name });
    return through.call('POST', `/api/vapi/tools/${path}`, { json, ...request });
  }

  /** Uses a tool by its short name. */
  use(tool: Tool, args: object = {}, attempt?: Attempt): Promise<string> {
    return this.tool(...TOOLS[tool], args, attempt);
  }

  /** Uses a tool and hears what it cost. */
  cost(tool: Tool, args: object = {}, attempt?: Attempt): Promise<Answer> {
    return this.answer(...TOOLS[tool], args, attempt);
  }

  /** Books a local start, such as `2026-12-01T10:00`. */
  book(start: string, more: object = {}, attempt?: Attempt): Promise<string> {
    return this.use('book', { start, name: 'Ada Marsh', ...more }, attempt);
  }
}

const FIRST_NAMES = ['Ada', 'Bo', 'Cleo', 'Dan', 'Eve', 'Finn', 'Gail', 'Hugo'];
const LAST_NAMES = ['Marsh', 'Frost', 'Hart', 'Reed', 'Stone', 'Brook', 'Vale', 'Wood'];

/** The name of patient n, which is another one for each of 64. */
export const patient = (n: number): string => `${FIRST_NAMES[n % 8]} ${LAST_NAMES[(n + Math.floor(n / 8)) % 8]}`;

/** An id as models' providers make them. */
export const newToolCall = (): string => `call_${randomUUID().replaceAll('-', '').slice(0, 24)}`;

/** What an answer means for the caller, told by its words. */
export const means = {
  booked: (heard: string) => /^The appointment at .* is booked: /.test(heard),
  held: (heard: string) => /^Held for the caller for /.test(heard),
  moved: (heard: string) => /^The appointment has moved from /.test(heard),
  cancelled: (heard: string) => /^The appointment is cancelled: /.test(heard),
  taken: (heard: string) => / is not free/.test(heard),
  /** The request came before with other arguments. */
  otherRequest: (heard: string) => /^This request came before with other details/.test(heard),
  /** Nobody knows whether it was done, or it could not be tried. */
  uncertain: (heard: string) => /^(I can't (confirm that this was|check the calendar|look that up)|That took too long)/.test(heard),
  refused: (heard: string) => /^The calendar of .* did not accept the appointment, so nothing is booked/.test(heard),
};

/** The local starts that an answer names. */
export const startsNamed = (heard: string): string[] => [...heard.matchAll(/\(start ([^)]+)\)/g)].map(([, start]) => start!);
