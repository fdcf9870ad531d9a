/** Error bodies as Google sends them. */
import { ReplyError, type Reply } from '../http.ts';

/** What a Calendar error says beside its status. */
export interface ErrorDetail {
  /** `errors[0].reason`, the field that clients branch on. */
  reason: string;
  message: string;
  /** Default `global`. */
  domain?: string;
  /** The parameter or header at fault. */
  location?: string;
  locationType?: 'parameter' | 'header';
}

/** A Calendar API error in the shape of Google's error guide. */
export function calendarReply(
  status: number,
  detail: ErrorDetail,
  extra: Record<string, unknown> = {},
): Reply {
  const { domain = 'global', reason, message, location, locationType } = detail;
  const entry = {
    domain,
    reason,
    message,
    ...(location === undefined ? {} : { locationType: locationType ?? 'parameter', location }),
  };
  return { status, body: { error: { errors: [entry], code: status, message, ...extra } } };
}

/** {@link calendarReply} as something to throw. */
export function calendarError(
  status: number,
  detail: ErrorDetail,
  extra?: Record<string, unknown>,
): ReplyError {
  return new ReplyError(calendarReply(status, detail, extra));
}

/** 400 for a parameter or field whose value cannot be used. */
export function invalid(message: string, location?: string): ReplyError {
  return calendarError(400, { reason: 'invalid', message, ...(location === undefined ? {} : { location }) });
}

/** 400 for a parameter or field that is missing. */
export function required(message: string): ReplyError {
  return calendarError(400, { reason: 'required', message });
}

/** 400 for a range whose end does not lie after its start. */
export function timeRangeEmpty(): ReplyError {
  return calendarError(400, {
    domain: 'calendar',
    reason: 'timeRangeEmpty',
    message: 'The specified time range is empty.',
    location: 'timeMax',
  });
}

/** 404: no such calendar or event, or none that this user may know of. */
export function notFound(): ReplyError {
  return calendarError(404, { reason: 'notFound', message: 'Not Found' });
}

/** 401 on a Calendar call: the token is unknown, expired or revoked. */
export function authError(): ReplyError {
  const detail = {
    reason: 'authError',
    message: 'Invalid Credentials',
    locationType: 'header',
    location: 'Authorization',
  } as const;
  const error = calendarReply(401, detail, { status: 'UNAUTHENTICATED' });
  return new ReplyError({
    ...error,
    headers: { 'www-authenticate': 'Bearer realm="https://accounts.google.com/", error="invalid_token"' },
  });
}

/** 403: the token is good, its scopes are not. `method` is the RPC that ErrorInfo names. */
export function insufficientScope(method: string): ReplyError {
  const info = {
    '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
    reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT',
    domain: 'googleapis.com',
    metadata: { service: 'calendar-json.googleapis.com', method },
  };
  return calendarError(
    403,
    { reason: 'insufficientPermissions', message: 'Request had insufficient authentication scopes.' },
    { status: 'PERMISSION_DENIED', details: [info] },
  );
}

/** An OAuth error (RFC 6749, section 5.2) with Google's optional `error_subtype`. */
export function oauthReply(status: number, error: string, description: string, subtype?: string): Reply {
  return {
    status,
    headers: { 'cache-control': 'no-store' },
    body: {
      error,
      error_description: description,
      ...(subtype === undefined ? {} : { error_subtype: subtype }),
    },
  };
}

/** {@link oauthReply} as something to throw. */
export function oauthError(status: number, error: string, description: string, subtype?: string): ReplyError {
  return new ReplyError(oauthReply(status, error, description, subtype));
}

const FAULT_REASONS: Record<number, ErrorDetail> = {
  401: {
    reason: 'authError',
    message: 'Invalid Credentials',
    locationType: 'header',
    location: 'Authorization',
  },
  403: { domain: 'usageLimits', reason: 'rateLimitExceeded', message: 'Rate Limit Exceeded' },
  404: { reason: 'notFound', message: 'Not Found' },
  409: { reason: 'duplicate', message: 'The requested identifier already exists.' },
  410: { reason: 'deleted', message: 'Resource has been deleted' },
  412: {
    reason: 'conditionNotMet',
    message: 'Precondition Failed',
    locationType: 'header',
    location: 'If-Match',
  },
  429: { domain: 'usageLimits', reason: 'rateLimitExceeded', message: 'Rate Limit Exceeded' },
};

const USAGE_REASONS = new Set([
  'rateLimitExceeded',
  'userRateLimitExceeded',
  'quotaExceeded',
  'dailyLimitExceeded',
  'accessNotConfigured',
]);
const CALENDAR_REASONS = new Set([
  'forbiddenForServiceAccounts',
  'forbiddenForNonOrganizer',
  'timeRangeEmpty',
]);

/** The body that an injected status has on a Calendar route when the fault brings none. */
export function calendarFault(status: number, reason?: string): Reply {
  const usual = FAULT_REASONS[status] ?? {
    reason: status >= 500 ? 'backendError' : 'badRequest',
    message: status >= 500 ? 'Backend Error' : 'Bad Request',
  };
  if (reason === undefined || reason === usual.reason) return calendarReply(status, usual);
  const domain = USAGE_REASONS.has(reason)
    ? 'usageLimits'
    : CALENDAR_REASONS.has(reason)
      ? 'calendar'
      : 'global';
  return calendarReply(status, { domain, reason, message: reason });
}

/** The same for the token and revoke endpoints. */
export function oauthFault(status: number, error?: string): Reply {
  const usual =
    status === 401
      ? 'invalid_client'
      : status >= 500
        ? 'internal_failure'
        : status === 429
          ? 'rate_limit_exceeded'
          : 'invalid_grant';
  return oauthReply(
    status,
    error ?? usual,
    error === undefined && usual === 'invalid_grant'
      ? 'Token has been expired or revoked.'
      : 'Injected by the sandbox.',
  );
}
