/** Error bodies as Retell sends them. */
import { ReplyError, type Reply } from '../http.ts';

/** A Retell error. */
export function retellReply(status: number, message: string): Reply {
  return { status, body: { status: 'error', message } };
}

/** {@link retellReply} as something to throw. */
export function retellError(status: number, message: string): ReplyError {
  return new ReplyError(retellReply(status, message));
}

/** 404 for an id that leads nowhere, or to what belongs to somebody else. */
export function notFound(what: string, id: string): ReplyError {
  return retellError(404, `Item ${id} not found from ${what}`);
}

const FAULT_MESSAGES: Record<number, string> = {
  401: 'Invalid API key',
  402: 'Trial has ended, please add payment method',
  429: 'Rate limited',
};

/** The body that an injected status has on a Retell route when the fault brings none. */
export function retellFault(status: number): Reply {
  return retellReply(status, FAULT_MESSAGES[status] ?? 'Injected by the sandbox');
}
