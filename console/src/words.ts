/** The words of the clinic for the words of the API. Each state has a tone and a word; the shape comes with the tone. */
import type { Appointment, Call, InboxItem, Schemas, Text } from './api/types.ts';

type CallOutcome = Schemas['CallOutcome'];

export type Tone = 'good' | 'attention' | 'bad' | 'quiet' | 'busy';
export interface State {
  word: string;
  tone: Tone;
}

export const sentence = (code: string): string => {
  const words = code.replaceAll(/[_-]/g, ' ').replaceAll('.', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

export function appointmentState({ status, cancelled_by }: Pick<Appointment, 'status' | 'cancelled_by'>): State {
  switch (status) {
    case 'confirmed': return { word: 'Booked', tone: 'good' };
    case 'held': return { word: 'Held for a caller', tone: 'busy' };
    case 'expired': return { word: 'Hold ended', tone: 'quiet' };
    case 'cancelled': return { word: CANCELLED[cancelled_by ?? ''] ?? 'Cancelled', tone: 'quiet' };
    default: return { word: sentence(status), tone: 'quiet' };
  }
}

const CANCELLED: Record<string, string> = {
  caller: 'Cancelled by the caller',
  admin: 'Cancelled here',
  calendar: 'Deleted in Google Calendar',
  refused: 'Refused by Google Calendar',
};

/** Who booked it. */
export const bookedBy = ({ source }: Pick<Appointment, 'source'>): string => (source === 'voice' ? 'agent' : 'staff');

/** How a call came out. */
export const callOutcomes: Record<CallOutcome, State> = {
  booked: { word: 'Booked', tone: 'good' },
  moved: { word: 'Moved', tone: 'good' },
  cancelled: { word: 'Cancelled', tone: 'quiet' },
  message: { word: 'Message', tone: 'attention' },
  informed: { word: 'Informed', tone: 'quiet' },
  handed_over: { word: 'Handed over', tone: 'busy' },
  gave_up: { word: 'Gave up', tone: 'attention' },
  failed: { word: 'Failed', tone: 'bad' },
};

const CALL_STATES: Record<Call['status'], State> = {
  scheduled: { word: 'Planned', tone: 'quiet' },
  queued: { word: 'Waiting', tone: 'busy' },
  ringing: { word: 'Ringing', tone: 'busy' },
  in_progress: { word: 'On the line', tone: 'busy' },
  forwarding: { word: 'Handing over', tone: 'busy' },
  ended: { word: 'Ended', tone: 'quiet' },
};

/** How a call came out, and until then how it stands. */
export const callState = ({ status, outcome }: Pick<Call, 'status' | 'outcome'>): State => (outcome ? callOutcomes[outcome] : CALL_STATES[status]);

const TEXT_STATES: Record<Text['status'], State> = {
  queued: { word: 'Waiting', tone: 'busy' },
  sending: { word: 'Being sent', tone: 'busy' },
  unknown: { word: 'Not known yet', tone: 'attention' },
  accepted: { word: 'Sent', tone: 'good' },
  sent: { word: 'Sent', tone: 'good' },
  delivered: { word: 'Delivered', tone: 'good' },
  undelivered: { word: 'Not delivered', tone: 'bad' },
  failed: { word: 'Failed', tone: 'bad' },
  suppressed: { word: 'Not sent: they said STOP', tone: 'quiet' },
  capped: { word: 'Not sent: limit reached', tone: 'attention' },
  cancelled: { word: 'Not needed any more', tone: 'quiet' },
};
export const textState = ({ status }: Pick<Text, 'status'>): State => TEXT_STATES[status] ?? { word: sentence(status), tone: 'quiet' };

export const TEXT_KINDS: Record<Text['kind'], string> = {
  confirmation: 'Confirmation',
  change: 'Change',
  cancellation: 'Cancellation',
  reminder: 'Reminder',
  staff: 'To staff',
};

export const URGENCIES: Record<InboxItem['urgency'], State> = {
  routine: { word: 'Whenever it suits', tone: 'quiet' },
  soon: { word: 'Soon', tone: 'attention' },
  emergency: { word: 'Emergency', tone: 'bad' },
};

const TOOLS: Record<string, string> = {
  check_availability: 'Looked for free times',
  reserve_slot: 'Held a time',
  book_appointment: 'Booked',
  reschedule_appointment: 'Moved an appointment',
  cancel_appointment: 'Cancelled an appointment',
  find_appointments: 'Looked up appointments',
  send_sms: 'Sent a text',
  answer_question: 'Answered a question',
  transfer_call: 'Tried to hand the call over',
  take_message: 'Took a message',
};
export const toolName = (tool: string): string => TOOLS[tool] ?? sentence(tool);

export const TOOL_OUTCOMES: Record<string, State> = {
  done: { word: 'Done', tone: 'good' },
  declined: { word: 'Declined', tone: 'attention' },
  failed: { word: 'Failed', tone: 'bad' },
};

/** What was changed, where the API's name for it is not the clinic's. */
const CHANGES: Record<string, string> = {
  'org.created': 'Clinic added',
  'org.changed': 'Clinic changed',
  'org.queried': 'Looked into by the operator',
  'org.exported': 'Everything exported',
  'session.begun': 'Signed in',
  'session.ended': 'Signed out',
  'schedule.replaced': 'Opening hours changed',
  'messaging.replaced': 'Texts changed',
  'retention.replaced': 'What is kept changed',
  'budget.replaced': 'Budget changed',
  'assistant.replaced': 'Who answers changed',
  'knowledge.replaced': 'Knowledge changed',
  'phone_mapping.saved': 'Number added or changed',
  'phone_mapping.deleted': 'Number removed',
  'credentials.stored': 'Account connected',
  'credentials.deleted': 'Account disconnected',
  'credentials.tested': 'Connection tested',
  'texts.replies_directed': 'Asked Twilio to send replies here',
  'vapi.provisioned': 'Agent set up at Vapi',
  'retell.provisioned': 'Agent set up at Retell',
  'work.retried': 'Tried again',
  'webhook.created': 'Another system added',
  'webhook.changed': 'Another system changed',
  'webhook.secret_rotated': 'New secret for another system',
  'webhook.deleted': 'Another system removed',
  'webhook.disabled': 'Another system is told nothing any more',
  'webhook.tested': 'Test sent to another system',
  'webhook.replayed': 'Sent again to another system',
  'inbox.taken': 'Message taken',
  'inbox.amended': 'Message added to',
  'inbox.done': 'Message done',
  'inbox.reopened': 'Message opened again',
  'text.opted_out': 'Said STOP',
  'text.opted_in': 'Said START',
};
export const changeName = (action: string): string => CHANGES[action] ?? sentence(action);

/** One of several, in words: "1 call", "3 calls". */
export const count = (number: number, one: string, many = `${one}s`): string => `${number.toLocaleString('en-US')} ${number === 1 ? one : many}`;
