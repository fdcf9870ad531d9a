/** Times as the clinic's clock shows them. Nothing here knows the zone of the computer. */

const LOCALE = 'en-US';
const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = zone + JSON.stringify(options);
  const there = formats.get(key) ?? new Intl.DateTimeFormat(LOCALE, { timeZone: zone, ...options });
  formats.set(key, there);
  return there;
}

type Instant = string | number | Date;
const date = (instant: Instant): Date => new Date(instant);

/** "9:30 AM" */
export const clock = (instant: Instant, zone: string): string => format(zone, { hour: 'numeric', minute: '2-digit' }).format(date(instant));
/** "Thursday, December 3" */
export const longDay = (instant: Instant, zone: string): string => format(zone, { weekday: 'long', month: 'long', day: 'numeric' }).format(date(instant));
/** "Thu, Dec 3" */
export const shortDay = (instant: Instant, zone: string): string => format(zone, { weekday: 'short', month: 'short', day: 'numeric' }).format(date(instant));
/** "Thu, Dec 3, 2026 at 9:30 AM", with everything that tells it from other times */
export const exact = (instant: Instant, zone: string): string =>
  `${format(zone, { weekday: 'short', month: 'short', day: 'numeric', year: 'numeric' }).format(date(instant))} at ${clock(instant, zone)} (${zoneName(zone)})`;

/** "2026-12-03", the date on the clinic's calendar */
export function localDate(instant: Instant, zone: string): string {
  const parts = Object.fromEntries(format(zone, { year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(date(instant)).map(({ type, value }) => [type, value]));
  return `${parts.year}-${parts.month}-${parts.day}`;
}

/** "09:30", as an input for times has it */
export const localTime = (instant: Instant, zone: string): string =>
  format(zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(date(instant));

/** Minutes since midnight on the clinic's clock. */
export function minuteOfDay(instant: Instant, zone: string): number {
  return minutesOf(localTime(instant, zone));
}

/** Minutes since midnight of "09:30". */
export function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

/** A date that is no instant, such as "2026-12-03": noon in UTC stands for it. */
const noon = (day: string): Date => new Date(`${day}T12:00:00Z`);
/** "Thursday, December 3" of a date */
export const dayName = (day: string): string => longDay(noon(day), 'UTC');
/** "Thu, Dec 3" of a date */
export const dayShort = (day: string): string => shortDay(noon(day), 'UTC');
/** "Dec" of a date */
export const monthName = (day: string): string => format('UTC', { month: 'short' }).format(noon(day));
export const addDays = (day: string, days: number): string => new Date(noon(day).getTime() + days * 86_400_000).toISOString().slice(0, 10);

/** "9 AM", "9:30 AM" of "09:30" */
export function timeName(time: string): string {
  const minutes = minutesOf(time);
  const hour = Math.floor(minutes / 60) % 24;
  const rest = minutes % 60 === 0 ? '' : `:${String(minutes % 60).padStart(2, '0')}`;
  return `${hour % 12 === 0 ? 12 : hour % 12}${rest} ${hour < 12 ? 'AM' : 'PM'}`;
}

/** All zones to choose from, with one that the browser may not list, such as UTC. */
export const zonesWith = (zone: string): [zone: string, name: string][] =>
  [...new Set([zone, ...Intl.supportedValuesOf('timeZone')])].sort().map((one) => [one, one.replaceAll('_', ' ')]);

/** "New York time" */
export const zoneName = (zone: string): string => (zone.includes('/') ? `${zone.split('/').at(-1)!.replaceAll('_', ' ')} time` : zone);

/** "12 min ago", "in 3 h", and from two days on the day itself. */
export function relative(instant: Instant, zone: string, now = Date.now()): string {
  const minutes = Math.round((date(instant).getTime() - now) / 60_000);
  const size = Math.abs(minutes);
  if (size < 1) return 'just now';
  if (size >= 2 * 24 * 60) return shortDay(instant, zone);
  const amount = size < 60 ? `${size} min` : size < 24 * 60 ? `${Math.round(size / 60)} h` : '1 day';
  return minutes < 0 ? `${amount} ago` : `in ${amount}`;
}

/** "2 min 5 s" */
export function length(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  return whole % 60 === 0 ? `${Math.floor(whole / 60)} min` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** "45 min", "1 h 30 min" */
export function minutesName(minutes: number): string {
  if (minutes < 60) return `${minutes} min`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
