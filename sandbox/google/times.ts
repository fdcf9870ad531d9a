/** The times of events: read from requests, compared as instants, written in a zone. */
import { isObject } from '../http.ts';
import type { EventTime, StoredEvent } from '../state.ts';
import { formatInstant, instantOf, isDate, isZone, parseDateTime, startOfDay } from '../zones.ts';
import { invalid, required, timeRangeEmpty } from './errors.ts';

/** Reads `start` or `end`: `{date}`, or `{dateTime, timeZone?}` where an offset or a zone must be given. */
function readEventTime(value: unknown, side: 'start' | 'end'): EventTime {
  if (!isObject(value)) throw required(`Missing ${side} time.`);
  const { date, dateTime, timeZone } = value;
  if (typeof timeZone === 'string' ? !isZone(timeZone) : timeZone != null) {
    throw invalid(`Invalid time zone definition for ${side} time.`);
  }
  if (date != null && dateTime != null) throw invalid(`Invalid ${side} time.`);
  if (date != null) {
    if (!isDate(date)) throw invalid(`Invalid ${side} time.`);
    return { date };
  }
  if (dateTime == null) throw required(`Missing ${side} time.`);
  return readDateTime(dateTime, typeof timeZone === 'string' ? timeZone : undefined, side);
}

function readDateTime(dateTime: unknown, timeZone: string | undefined, side: string): EventTime {
  const time = parseDateTime(dateTime);
  if (time === null) throw invalid(`Invalid ${side} time.`);
  if ('at' in time) return { at: time.at, ...(timeZone === undefined ? {} : { timeZone }) };
  if (timeZone === undefined) throw required(`Missing time zone definition for ${side} time.`);
  return { at: instantOf(time.localAsUtc, timeZone), timeZone };
}

/**
 * Reads both sides of an event.
 *
 * @throws 400 `required`, `invalid` (also for a day on one side and a time on the other) or `timeRangeEmpty`
 */
export function readTimes(body: Record<string, unknown>): { start: EventTime; end: EventTime } {
  const start = readEventTime(body.start, 'start');
  const end = readEventTime(body.end, 'end');
  if ('date' in start && 'date' in end) {
    if (end.date <= start.date) throw timeRangeEmpty();
  } else if ('at' in start && 'at' in end) {
    if (end.at < start.at) throw timeRangeEmpty();
  } else {
    throw invalid('Start and end times must either both be date or both be dateTime.');
  }
  return { start, end };
}

/** The half-open span of an event in instants; whole days begin and end at the calendar's midnights. */
export function spanOf(event: StoredEvent, zone: string): { from: number; to: number } {
  return { from: instantOfTime(event.start, zone), to: instantOfTime(event.end, zone) };
}

function instantOfTime(time: EventTime, zone: string): number {
  return 'date' in time ? startOfDay(time.date, zone) : time.at;
}

/** True when the event blocks its time: neither deleted nor shown as available. */
export function isBusy(event: StoredEvent): boolean {
  return event.status !== 'cancelled' && event.fields.transparency !== 'transparent';
}

/** One side of an event as the API shows it, in the zone of the answer. */
export function showEventTime(time: EventTime, zone: string): Record<string, string> {
  if ('date' in time) return { date: time.date };
  return { dateTime: formatInstant(time.at, zone), timeZone: time.timeZone ?? zone };
}
