/** What is connected to a vendor. */
import { call, Problem } from '../../api/client.ts';
import { useFresh, useLoad, type Load } from '../../api/load.ts';
import type { Integration } from '../../api/types.ts';

export type Vendor = 'google' | 'twilio' | 'vapi';
export const NAMES: Record<Vendor, string> = { google: 'Google', twilio: 'Twilio', vapi: 'Vapi' };

/** Null as long as nothing is connected. */
export const useIntegration = (vendor: Vendor): Load<Integration | null> => useLoad(`integration ${vendor}`, () => read(vendor));

/** The same for a form whose first values it has: nothing is shown before it is read. */
export const useFreshIntegration = (vendor: Vendor): Load<Integration | null> => useFresh(`integration ${vendor}`, () => read(vendor));

async function read(vendor: Vendor): Promise<Integration | null> {
  try {
    return await call('get', '/api/integrations/{service}', { path: { service: vendor } });
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return null;
    throw error;
  }
}

/** A setting of it that is no secret, such as the calendar's id. */
export const setting = (integration: Integration | null | undefined, name: string): string => {
  const settings: Record<string, unknown> = integration?.settings ?? {};
  return typeof settings[name] === 'string' ? settings[name] : '';
};
