/**
 * The vendors' regions. At the vendors each is a host of its own; here the first is the bare origin, and the others are below a path:
 * `/ie1` for Twilio's Ireland, `/eu` for Vapi's European environment. An account is in one of them, and unknown in the others.
 */
import type { SandboxRequest } from './http.ts';

/** Where Twilio keeps an account. */
export const TWILIO_REGIONS = ['us1', 'ie1'] as const;
/** Where Vapi keeps an organisation. */
export const VAPI_REGIONS = ['us', 'eu'] as const;

export type TwilioRegion = (typeof TWILIO_REGIONS)[number];
export type VapiRegion = (typeof VAPI_REGIONS)[number];

/** The request as the region's host would get it. */
export function regional(request: SandboxRequest): SandboxRequest {
  const [, region, path] = /^\/(ie1|eu)(\/.*)$/.exec(request.path) ?? [];
  return region === undefined || path === undefined ? request : { ...request, region, path };
}

/** The region of Twilio that was asked. */
export const twilioRegion = ({ region }: SandboxRequest): TwilioRegion => (region === 'ie1' ? 'ie1' : 'us1');

/** The region of Vapi that was asked. */
export const vapiRegion = ({ region }: SandboxRequest): VapiRegion => (region === 'eu' ? 'eu' : 'us');
