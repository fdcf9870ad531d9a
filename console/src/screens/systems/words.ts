/** What other systems are called, and what they are told, in the clinic's words. */
import type { Schemas } from '../../api/types.ts';
import type { State } from '../../words.ts';

export type System = Schemas['WebhookView'];
export type EventType = Schemas['WebhookEventType'];
export type Delivery = Schemas['DeliveryView'];

export const EVENTS: Record<EventType, string> = {
  'appointment.booked': 'New appointments',
  'appointment.rescheduled': 'Moved appointments',
  'appointment.cancelled': 'Cancelled appointments',
  'appointment.changed': 'Other changes of appointments',
  'call.ended': 'Calls that have ended',
  'message.failed': 'Texts that did not arrive',
  'integration.needs_reconnect': 'Connections that were lost',
};

/** What happened, as it is said of one delivery. */
const HAPPENED: Record<string, string> = {
  'appointment.booked': 'An appointment was booked',
  'appointment.rescheduled': 'An appointment was moved',
  'appointment.cancelled': 'An appointment was cancelled',
  'appointment.changed': 'An appointment was changed',
  'call.ended': 'A call ended',
  'message.failed': 'A text did not arrive',
  'integration.needs_reconnect': 'A connection was lost',
  ping: 'A test',
};

export const happened = (type: string): string => HAPPENED[type] ?? type;

export const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : url);

export function stateOf({ disabled, disabled_reason }: System): State {
  if (!disabled) return { word: 'Is told', tone: 'good' };
  if (disabled_reason === 'gone') return { word: 'Off: it wants nothing more', tone: 'attention' };
  if (disabled_reason === 'failing') return { word: 'Off: it took nothing for five days', tone: 'bad' };
  return { word: 'Turned off', tone: 'quiet' };
}

export const DELIVERY_STATES: Record<Delivery['state'], State> = {
  waiting: { word: 'Waits', tone: 'quiet' },
  delivered: { word: 'Arrived', tone: 'good' },
  failed: { word: 'Did not arrive', tone: 'bad' },
};
