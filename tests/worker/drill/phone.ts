/**
 * A phone call as a platform carries it to Frontdesk, without a model: whoever plays it says which tools are called. It does to
 * Frontdesk what the platform does: it repeats itself, calls several tools at once, gives up and tries again, and tells how the call goes.
 * Vapi's part stands here, that of the others in `carriers.ts`.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { newToolCall, TOOLS, type Tool } from '../booking/call.ts';
import type { Practice } from '../booking/practice.ts';
import { assertAgreement, settle } from '../booking/settling.ts';
import { freshNumber, type Answer, type Request } from '../fixture.ts';
import { CARRIERS, PLATFORM, type Call, type Carrier, type PlatformName } from './carriers.ts';
import { callsIn, message, numberRecord, report, type Connection, type Shape, type ToolCall, type Turn, type Words } from './envelope.ts';

export const WEBHOOK = '/api/vapi/webhook';
/** Longer answers cost the caller's patience. */
const LONGEST = 500;

/** Who calls, and how Vapi is set up for it. */
export interface Dialled {
  /** The caller's number; a fresh one unless named, `null` when it is withheld. */
  caller?: string | null;
  /** What stands where the number is withheld; no `customer` at all when absent. */
  customer?: object;
  callId?: string;
  /** Who carries it; that of this run unless named. */
  platform?: PlatformName;
  /** Where it is posted. */
  path?: string;
  /** `X-Vapi-Secret`. */
  secret?: string;
  shape?: Shape;
  /** Vapi's id of the number that is called. */
  numberId?: string;
  /** The record of the number that is called; `null` for a call from a browser, which has none. */
  phoneNumber?: object | null;
  kind?: string;
  words?: Words;
}

/** How a tool is called. */
export interface Attempt {
  /** The same for Vapi's own repetitions, another when the model asks anew. */
  id?: string;
  /** Another than the call's own. */
  shape?: Shape;
  /** Gives up when it is aborted, and does not wait for work behind the answer. */
  signal?: AbortSignal;
  /** Members of the message beside the usual ones. */
  beside?: object;
}

const PLAIN: Words = (where) => `some ${where}`;

/** One call to a practice. */
export class Phone {
  readonly caller: string | null;
  readonly id: string;
  readonly practice: Practice;
  readonly #dialled: Dialled;
  readonly #line: Connection;
  readonly #turns: Turn[] = [];
  readonly #carrier: Carrier | undefined;

  constructor(practice: Practice, dialled: Dialled = {}) {
    const { caller = freshNumber(), callId = randomUUID(), kind = 'inboundPhoneCall', words = PLAIN, numberId, phoneNumber } = dialled;
    this.practice = practice;
    this.caller = caller;
    this.id = callId;
    this.#dialled = dialled;
    this.#carrier = CARRIERS[dialled.platform ?? PLATFORM];
    const called = phoneNumber === null ? undefined : (phoneNumber ?? numberRecord(practice.clinic.number, numberId, words));
    const customer = caller === null ? dialled.customer : { number: caller, name: words('customer-name') };
    this.#line = { callId, kind, phoneNumber: called, numberId, customer, words, began: Date.now() };
    this.#turns.push({ role: 'system', message: words('system-prompt') });
  }

  /** It rings, and the assistant answers. */
  async answered(): Promise<this> {
    await this.tells('status-update', 'ringing');
    await this.tells('status-update', 'in-progress');
    this.#turns.push({ role: 'bot', message: this.#line.words('greeting') });
    return this;
  }

  /** The caller says something, which nobody but the model hears. */
  says(text = this.#line.words('caller')): this {
    this.#turns.push({ role: 'user', message: text });
    return this;
  }

  /** What the agent hears from a tool. */
  async use(tool: Tool, args: object = {}, attempt: Attempt = {}): Promise<string> {
    const [heard] = await this.together([[tool, args, attempt.id]], attempt);
    return heard!;
  }

  /** Books a local start, such as `2026-12-01T10:00`. */
  book(start: string, more: object = {}, attempt?: Attempt): Promise<string> {
    return this.use('book', { start, name: 'Ada Marsh', ...more }, attempt);
  }

  /** Several tools in one message; what is heard of each, in order. */
  async together(uses: [tool: Tool | string, args: object, id?: string][], attempt: Attempt = {}): Promise<string[]> {
    const calls = uses.map(([tool, args, id = newToolCall()]) => ({ id, args, name: nameOf(tool) }));
    if (this.#carrier) return this.#carried(this.#carrier, calls, attempt);
    const { shape = this.#dialled.shape ?? 'current' } = attempt;
    this.#turns.push({ role: 'tool_calls', message: this.#line.words('tool-calls') });
    const heard = listen(shape, calls, await this.#ask(shape, calls, attempt));
    this.#turns.push(...heard.map((said): Turn => ({ role: 'tool_call_result', message: said })));
    return heard;
  }

  /** The same by another platform, which calls one tool after the other. */
  async #carried(carrier: Carrier, calls: ToolCall[], { signal }: Attempt): Promise<string[]> {
    const heard: string[] = [];
    for (const call of calls) heard.push(await carrier.use(this.#call, call, signal ? { signal, hasty: true } : {}));
    heard.forEach(assertSpoken);
    return heard;
  }

  /** The call as another platform knows it. */
  get #call(): Call {
    const { clinic } = this.practice;
    const post: Call['post'] = (path, json, headers, request) =>
      this.practice.frontdesk.call('POST', path, { json, headers, ...request });
    return { id: this.id, org: clinic.id, called: clinic.number, caller: this.caller, post };
  }

  /** What is answered to calls of tools, whatever it is. */
  #ask(shape: Shape, calls: ToolCall[], { signal, beside = {} }: Attempt): Promise<Answer> {
    const request = signal ? { signal, hasty: true } : {};
    const { words } = this.#line;
    if (shape === 'apiRequest') return this.#flat(calls[0]!, request);
    const type = shape === 'function-call' ? 'function-call' : 'tool-calls';
    // The oldest format names no type.
    const named = shape === 'seed' ? { type: undefined } : {};
    const more = { ...callsIn(shape, calls, words), ...named, ...beside };
    return this.#post(message(type, this.#line, this.#turns, 'in-progress', more), request);
  }

  /** An `apiRequest` tool posts its arguments to an address of its own, with what the operator has it send along. */
  #flat({ name, args }: ToolCall, request: Request): Promise<Answer> {
    const [path] = Object.values(TOOLS).find(([, its]) => its === name)!;
    const { numberId } = this.#dialled;
    const number = { called_number: this.practice.clinic.number, ...(numberId && { phone_number_id: numberId }) };
    const fixed = { ...number, caller_number: this.caller ?? '', call_id: this.id };
    return this.#send(`/api/vapi/tools/${path}`, { ...args, ...fixed }, request);
  }

  /** The same as {@link together} for whoever wants to see the answer, such as a refusal. */
  refused(tool: Tool, args: object = {}): Promise<Answer> {
    return this.#ask('current', [{ id: newToolCall(), name: nameOf(tool), args }], {});
  }

  /** The platform tells how the call goes, and wants nothing for it. */
  async tells(type: string, status = 'in-progress', more: { endedReason?: string } & object = {}): Promise<void> {
    if (this.#carrier) return this.#carrier.tells(this.#call, type === 'end-of-call-report' ? 'reported' : status, more.endedReason);
    assert.deepEqual(await this.wants(type, status, { ...(type === 'status-update' && { status }), ...more }), {}, type);
  }

  /** Vapi wants to know something, such as who takes over. */
  async wants(type: string, status = 'in-progress', more: object = {}): Promise<any> {
    const { status: code, text, body } = await this.#post(message(type, this.#line, this.#turns, status, more), {});
    assert.equal(code, 200, text);
    return body;
  }

  /** The call ends: what Vapi tells of it, which somebody else may send in another order. */
  ending(endedReason = 'customer-ended-call'): (() => Promise<void>)[] {
    return [
      () => this.tells('status-update', 'ended', { endedReason }),
      () => this.tells('end-of-call-report', 'ended', report(endedReason, this.#line, this.#turns)),
    ];
  }

  /** The caller hangs up. */
  async hangsUp(endedReason?: string): Promise<void> {
    for (const event of this.ending(endedReason)) await event();
  }

  /** The call as the clinic's log has it. */
  logged(token = this.practice.clinic.admin): Promise<Answer> {
    return this.practice.frontdesk.call('GET', `/api/calls/${this.id}`, { token });
  }

  #post(json: object, request: Request): Promise<Answer> {
    return this.#send(this.#dialled.path ?? WEBHOOK, json, request);
  }

  #send(path: string, json: object, request: Request): Promise<Answer> {
    const { secret } = this.#dialled;
    const headers: Record<string, string> = secret === undefined ? {} : { 'x-vapi-secret': secret };
    return this.practice.frontdesk.call('POST', path, { json, headers, ...request });
  }
}

const nameOf = (tool: string): string => (tool in TOOLS ? TOOLS[tool as Tool][1] : tool);

/** What the agent hears, once the answer is one that Vapi takes: a line for each call, under its id. */
function listen(shape: Shape, calls: ToolCall[], { status, headers, body, text }: Answer): string[] {
  assert.deepEqual([status, headers.get('content-type')], [200, 'application/json'], text);
  const lines = spoken(shape, calls, body);
  lines.forEach(assertSpoken);
  return lines;
}

/** One line that can be spoken. */
function assertSpoken(line: unknown): void {
  assert.ok(typeof line === 'string' && line !== '', String(line));
  assert.ok(line.length < LONGEST && !/[\n\r]/.test(line), line);
  assert.doesNotMatch(line, /undefined|null|NaN|\{\{/, line);
}

function spoken(shape: Shape, calls: ToolCall[], body: any): string[] {
  if (shape === 'apiRequest') return [body.message];
  const anonymous = shape === 'function-call' || shape === 'seed';
  const names = calls.map(({ id, name }) => [anonymous ? 'legacy' : id, name]);
  assert.deepEqual(body.results.map(({ toolCallId, name }: any) => [toolCallId, name]), names);
  const lines = body.results.map(({ result, error }: any) => result ?? error);
  if (shape === 'function-call') assert.equal(body.result, lines[0]);
  if (shape === 'seed') assert.deepEqual([body.speech, JSON.parse(body.toolResult.content).message], [lines[0], lines[0]]);
  return lines;
}

/** Asserts what is left of a clinic's calls once all work is done: so many appointments, each with its event; so many texts and holds. */
export async function leaves(practice: Practice, booked: number, texts: number, held = 0): Promise<void> {
  await settle(practice.frontdesk);
  await assertAgreement(practice);
  const statuses = (await practice.active()).map(({ status }) => status).sort();
  assert.deepEqual(statuses, [...Array(booked).fill('confirmed'), ...Array(held).fill('held')]);
  assert.deepEqual([practice.events().length, practice.texts().length], [booked, texts]);
}
