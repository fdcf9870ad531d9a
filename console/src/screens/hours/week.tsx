/** A week of opening hours with plain inputs. */
import type { JSX } from 'preact';
import type { WeeklyHours } from '../../api/types.ts';
import { Icon, Shape } from '../../kit/icons.tsx';
import { timeName } from '../../time.ts';

export const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
export type Weekday = (typeof DAYS)[number];
type Range = { open: string; close: string };

export const dayOfWeek = (day: Weekday): string => day.charAt(0).toUpperCase() + day.slice(1);

interface WeekProps {
  weekly: WeeklyHours;
  change: (weekly: WeeklyHours) => void;
  wrong?: string;
}

export function Week({ weekly, change, wrong }: WeekProps): JSX.Element {
  return (
    <fieldset class="stack tight">
      <legend class="unseen">Hours of each day of the week</legend>
      <div class="week">
        {DAYS.map((day) => <Day key={day} name={dayOfWeek(day)} ranges={weekly[day] ?? []} change={(ranges) => change({ ...weekly, [day]: ranges })} />)}
      </div>
      {wrong && <p class="wrong" role="alert"><span class="mark"><Shape tone="bad" /></span>{wrong}</p>}
    </fieldset>
  );
}

interface DayProps {
  name: string;
  ranges: Range[];
  change: (ranges: Range[]) => void;
}

/** The hours of one day; none when it is closed. */
export function Day({ name, ranges, change }: DayProps): JSX.Element {
  const put = (at: number, part: Partial<Range>): void => change(ranges.map((range, index) => (index === at ? { ...range, ...part } : range)));
  const another = (): void => change([...ranges, ranges.length === 0 ? { open: '09:00', close: '17:00' } : { open: '', close: '' }]);
  return (
    <div class="weekday">
      <h3>{name}</h3>
      <div class="stack tight">
        {ranges.length === 0 && <span class="secondary closed">Closed</span>}
        {ranges.map((range, at) => (
          <div key={at} class="range">
            <input class="input" type="time" aria-label={`${name} opens`} value={range.open} required onChange={(event) => put(at, { open: event.currentTarget.value })} />
            <span class="secondary">to</span>
            <input class="input" type="time" aria-label={`${name} closes`} value={range.close} required onChange={(event) => put(at, { close: event.currentTarget.value })} />
            <button type="button" class="button quiet icon" aria-label={`Remove these hours of ${name}`} onClick={() => change(ranges.filter((_, index) => index !== at))}><Icon name="close" /></button>
          </div>
        ))}
      </div>
      <button type="button" class="button quiet small" aria-label={ranges.length === 0 ? `Open on ${name}` : `More hours on ${name}`} onClick={another}>{ranges.length === 0 ? 'Open' : 'More hours'}</button>
    </div>
  );
}

/** "Monday to Friday 9 AM to 5 PM; Saturday 10 AM to 1 PM" */
export function hoursInWords(weekly: WeeklyHours): string {
  const parts: { first: Weekday; last: Weekday; hours: string }[] = [];
  for (const day of DAYS) {
    const hours = rangesInWords(weekly[day] ?? []);
    const before = parts.at(-1);
    if (before && before.hours === hours && DAYS.indexOf(day) === DAYS.indexOf(before.last) + 1) before.last = day;
    else parts.push({ first: day, last: day, hours });
  }
  const open = parts.filter(({ hours }) => hours !== '');
  if (open.length === 0) return 'Never open';
  return open.map(({ first, last, hours }) => `${dayOfWeek(first)}${first === last ? '' : ` to ${dayOfWeek(last)}`} ${hours}`).join('; ');
}

export const rangesInWords = (ranges: Range[]): string => ranges.map(({ open, close }) => `${timeName(open)} to ${timeName(close)}`).join(' and ');
