/** Wall time and instants in IANA zones, on nothing but `Intl`. */

const formats = new Map<string, Intl.DateTimeFormat>();

/** True when `zone` names an IANA time zone. Bare offsets such as `+05:00` are no zone names for Google. */
export function isZone(zone: string): boolean {
  if (/^[+-]/.test(zone)) return false;
  try {
    formatter(zone);
    return true;
  } catch {
    return false;
  }
}

function formatter(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, format);
  }
  return format;
}

/** The zone's offset from UTC at an instant, in milliseconds. */
function offsetAt(at: number, zone: string): number {
  const part: Record<string, string> = {};
  for (const { type, value } of formatter(zone).formatToParts(at)) part[type] = value;
  const whole = Math.floor(at / 1000) * 1000;
  const local = Date.UTC(
    Number(part.year),
    Number(part.month) - 1,
    Number(part.day),
    Number(part.hour),
    Number(part.minute),
    Number(part.second),
  );
  return local - whole;
}

/**
 * The instant of a wall time given as if it were UTC. A time that exists twice means its first occurrence;
 * a time that a transition skips moves forward by the length of the gap.
 */
export function instantOf(localAsUtc: number, zone: string): number {
  const before = offsetAt(localAsUtc - 86_400_000, zone);
  const after = offsetAt(localAsUtc + 86_400_000, zone);
  // Of a doubled time both candidates hold, and the offset from before the change gives the earlier one.
  const candidates = [localAsUtc - before, localAsUtc - after];
  const hit = candidates.find((at) => at + offsetAt(at, zone) === localAsUtc);
  return hit ?? localAsUtc - before;
}

/** The instant of a wall time given as text (`yyyy-mm-ddThh:mm`, seconds if need be), by the rules of {@link instantOf}. */
export function instantAt(local: string, zone: string): number {
  return instantOf(Date.parse(`${local}Z`), zone);
}

/** Midnight at the start of a local day (`yyyy-mm-dd`). */
export function startOfDay(date: string, zone: string): number {
  return instantAt(`${date}T00:00`, zone);
}

/** The local date (`yyyy-mm-dd`) of an instant. */
export function localDate(at: number, zone: string): string {
  return new Date(at + offsetAt(at, zone)).toISOString().slice(0, 10);
}

/** The date so many days after another (`yyyy-mm-dd`). Days are counted on the calendar: clocks make some of them 23 or 25 hours long. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** The day of the week, 0 for Sunday. */
export const weekdayOf = (date: string): number => new Date(`${date}T00:00:00Z`).getUTCDay();

/** True for Monday to Friday. */
export const isWorkday = (date: string): boolean => weekdayOf(date) % 6 !== 0;

/** RFC 3339 in seconds with the zone's offset; `Z` for UTC. */
export function formatInstant(at: number, zone: string): string {
  const offset = offsetAt(at, zone);
  const local = new Date(at + offset).toISOString().slice(0, 19);
  return offset === 0 && zone === 'UTC' ? `${local}Z` : local + formatOffset(offset);
}

function formatOffset(offset: number): string {
  const minutes = Math.abs(Math.round(offset / 60_000));
  const two = (value: number) => String(value).padStart(2, '0');
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** A time read from text: an instant when it carried an offset, else a wall time as if it were UTC. */
export type ParsedTime = { at: number } | { localAsUtc: number };

const DATE_TIME = /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}:\d{2})(\.\d+)?([Zz]|[+-]\d{2}:\d{2})?$/;

/** Reads an RFC 3339 date-time, with the offset optional; null when it is not one or no such day or hour exists. */
export function parseDateTime(text: unknown): ParsedTime | null {
  const match = typeof text === 'string' ? DATE_TIME.exec(text) : null;
  if (match === null) return null;
  const [, date = '', time = '', fraction = '', offset] = match;
  if (!isDate(date) || time > '23:59:59') return null;
  const at = Date.parse(`${date}T${time}${fraction.slice(0, 4)}${offset?.toUpperCase() ?? 'Z'}`);
  if (Number.isNaN(at)) return null;
  return offset === undefined ? { localAsUtc: at } : { at };
}

/** True for a `yyyy-mm-dd` that names a real day. */
export function isDate(text: unknown): text is string {
  if (typeof text !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}
