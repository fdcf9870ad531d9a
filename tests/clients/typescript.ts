/** A client as openapi-typescript types it. That this file compiles is half of the test. */
import createClient from 'openapi-fetch';
import type { paths } from '../../.cache/clients/schema.d.ts';
import type { Visit } from './visit.ts';

/** Stores Google credentials, books, and reads the appointment. */
export async function storeAndRead({ url, token, google, start }: Visit): Promise<unknown> {
  const client = createClient<paths>({ baseUrl: url, headers: { authorization: `Bearer ${token}` } });
  const stored = await client.PUT('/api/integrations/{service}', { params: { path: { service: 'google' } }, body: google });
  if (!stored.data) throw new Error(`The credentials were refused: ${stored.error.detail}`);
  const booked = await client.POST('/api/appointments', {
    params: { header: { 'Idempotency-Key': 'typescript' } },
    body: { start, patient_name: 'Type Script' },
  });
  if (!booked.data) throw new Error(`The booking was refused: ${booked.error.detail}`);
  const read = await client.GET('/api/appointments/{id}', { params: { path: { id: booked.data.id } } });
  if (!read.data) throw new Error(`The appointment was not found: ${read.error.code}`);
  const refused = await client.GET('/api/appointments', { params: { query: { limit: 0 } } });
  return {
    service: stored.data.service,
    name: read.data.patient_name,
    starts: read.data.starts_at_local.slice(0, 16),
    refused: refused.error?.field,
  };
}
