/** What every client plays: somebody asks, holds, books, asks again, and cancels. */
import assert from 'node:assert/strict';

/** A tool, what it is called with, and what is to be heard. */
type Step = [tool: string, args: Record<string, string>, heard: RegExp];

/** The steps of a visit that begins at a local start. */
export const visit = (start: string): Step[] => [
  ['check_availability', { date: start.slice(0, 10) }, /opening/],
  ['reserve_slot', { start, name: 'Ann Lee' }, /^Held for the caller/],
  ['book_appointment', { start, name: 'Ann Lee' }, /is booked/],
  ['find_appointments', {}, /one appointment/],
  ['cancel_appointment', {}, /is cancelled/],
];

/** Plays it. `call` runs one tool and answers all that came of it. */
export async function play(start: string, call: (tool: string, args: Record<string, string>) => Promise<unknown>): Promise<void> {
  for (const [tool, args, heard] of visit(start)) {
    const answer: any = await call(tool, args);
    assert.ok(!answer.isError, JSON.stringify(answer));
    assert.equal(answer.content.length, 1, JSON.stringify(answer));
    assert.equal(answer.content[0].type, 'text');
    assert.match(answer.content[0].text, heard);
  }
}

/** The tools, in their order. */
export const TOOLS = [
  'check_availability',
  'reserve_slot',
  'book_appointment',
  'reschedule_appointment',
  'cancel_appointment',
  'find_appointments',
  'send_sms',
  'transfer_call',
  'answer_question',
  'take_message',
];
