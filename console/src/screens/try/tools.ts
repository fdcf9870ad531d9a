/** What a caller can want, as the agent's tools take it. */
export interface TriedTool {
  tool: string;
  /** What it is for, in the caller's words. */
  wants: string;
  /** Arguments that are asked for, each with its label. */
  asks: [argument: string, label: string][];
}

const WHAT: [string, string][] = [['service', 'Service'], ['practitioner', 'With whom']];

export const TRIED: TriedTool[] = [
  { tool: 'check_availability', wants: 'Ask what is free', asks: [['date', 'When'], ...WHAT] },
  { tool: 'book_appointment', wants: 'Book', asks: [['start', 'When'], ['name', 'Name'], ...WHAT] },
  { tool: 'reschedule_appointment', wants: 'Move an appointment', asks: [['new_start', 'To when'], ['date', 'The one on'], ['name', 'Name']] },
  { tool: 'cancel_appointment', wants: 'Cancel an appointment', asks: [['date', 'The one on'], ['name', 'Name']] },
  { tool: 'find_appointments', wants: 'Ask what is booked', asks: [['date', 'On'], ['name', 'Name']] },
  { tool: 'answer_question', wants: 'Ask a question', asks: [['question', 'Question']] },
  { tool: 'transfer_call', wants: 'Speak to a person', asks: [['reason', 'Why']] },
  { tool: 'take_message', wants: 'Leave a message', asks: [['about', 'About'], ['name', 'Name'], ['callback_number', 'Number']] },
];

/** What callers often say. */
export const COMMON: [sentence: string, tool: string, args: Record<string, string>][] = [
  ['What is free next Thursday afternoon?', 'check_availability', { date: 'next Thursday afternoon' }],
  ['Something as early as possible', 'check_availability', { date: 'as soon as possible' }],
  ['Tomorrow at 9:30 for Ann Lee', 'book_appointment', { start: 'tomorrow at 9:30 AM', name: 'Ann Lee' }],
  ['When is my appointment?', 'find_appointments', {}],
  ['Where can I park?', 'answer_question', { question: 'where can I park' }],
  ['Can I talk to somebody?', 'transfer_call', {}],
];
