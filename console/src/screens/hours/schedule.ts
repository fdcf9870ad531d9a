/** Reading the opening hours. */
import { call, Problem } from '../../api/client.ts';
import type { Schedule } from '../../api/types.ts';

/** A clinic that has never set its hours begins with none. */
export async function readSchedule(): Promise<Schedule> {
  try {
    return await call('get', '/api/schedule');
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return { weekly: {} };
    throw error;
  }
}
