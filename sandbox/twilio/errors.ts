/** Error bodies as Twilio sends them. */
import { ReplyError, type Reply } from '../http.ts';

/** A Twilio error. `code` may be left out, as Twilio itself sometimes does. */
export function twilioReply(status: number, message: string, code?: number): Reply {
  const known = code === undefined ? {} : { code, more_info: `https://www.twilio.com/docs/errors/${code}` };
  return { status, body: { message, status, ...known } };
}

/** {@link twilioReply} as something to throw. */
export function twilioError(status: number, message: string, code?: number): ReplyError {
  return new ReplyError(twilioReply(status, message, code));
}

/** 404 20404 for a path or a SID that leads nowhere. */
export function resourceNotFound(path: string): ReplyError {
  return twilioError(404, `The requested resource ${path} was not found`, 20404);
}

const FAULT_CODES: Record<number, [message: string, code?: number]> = {
  401: ['Authenticate', 20003],
  403: ['Forbidden', 20403],
  404: ['The requested resource was not found', 20404],
  429: ['Too Many Requests', 20429],
  500: ['An internal server error has occurred', 20500],
  503: ['Service Unavailable', 20503],
};

/** The body that an injected status has on a Twilio route when the fault brings none. */
export function twilioFault(status: number, code?: number): Reply {
  const [message, usual] = FAULT_CODES[status] ?? ['Injected by the sandbox'];
  return twilioReply(status, message, code ?? usual);
}
