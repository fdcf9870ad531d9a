/** Error bodies as Vapi sends them: those of NestJS. */
import { ReplyError, type Reply } from '../http.ts';

/** What NestJS calls a status in `error`. */
const NAMES: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
};

/** A Vapi error. `message` is a list when the fields of a body are at fault. */
export function vapiReply(status: number, message: string | string[]): Reply {
  const error = NAMES[status];
  return { status, body: { message, ...(error === undefined ? {} : { error }), statusCode: status } };
}

/** {@link vapiReply} as something to throw. */
export function vapiError(status: number, message: string | string[]): ReplyError {
  return new ReplyError(vapiReply(status, message));
}

/** 404 for an id that leads nowhere, or to what belongs to somebody else. */
export function notFound(): ReplyError {
  return new ReplyError({ status: 404, body: { message: 'Not Found', statusCode: 404 } });
}

/** 404 for a path, or a method on it, that there is not. */
export function noRoute(method: string, path: string): Reply {
  return vapiReply(404, `Cannot ${method} ${path}`);
}

const INVALID_KEY =
  'Invalid Key. Hot tip, you may be using the private key instead of the public key, or vice versa.';

/** 401 for a key that is missing or unknown. */
export function invalidKey(): ReplyError {
  return vapiError(401, INVALID_KEY);
}

const FAULT_MESSAGES: Record<number, string> = {
  401: INVALID_KEY,
  429: 'ThrottlerException: Too Many Requests',
};

/** The body that an injected status has on a Vapi route when the fault brings none. */
export function vapiFault(status: number): Reply {
  return vapiReply(status, FAULT_MESSAGES[status] ?? NAMES[status] ?? 'Injected by the sandbox');
}
