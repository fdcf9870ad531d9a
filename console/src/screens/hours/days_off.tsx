/** Days with hours of their own, most of them days off: a strip of the year, and a list to change. */
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { DateOverride } from '../../api/types.ts';
import { Shape } from '../../kit/icons.tsx';
import { addDays, dayName, dayShort, monthName } from '../../time.ts';
import { Day, rangesInWords } from './week.tsx';

interface DaysOffProps {
  overrides: DateOverride[];
  change: (overrides: DateOverride[]) => void;
  today: string;
  wrong?: string;
}

export function DaysOff({ overrides, change, today, wrong }: DaysOffProps): JSX.Element {
  const sorted = [...overrides].sort((a, b) => a.date.localeCompare(b.date));
  const coming = sorted.filter(({ date }) => date >= today);
  const put = (date: string, part: Partial<DateOverride>): void => change(overrides.map((one) => (one.date === date ? { ...one, ...part } : one)));
  return (
    <section class="stack">
      <h2>Days off and special days</h2>
      <YearStrip today={today} overrides={coming} />
      {coming.length === 0 && <p class="secondary">No day off is coming. Add holidays here, and callers are told why you are closed.</p>}
      {coming.map((one) => (
        <div key={one.date} class="stack tight special">
          <Day name={dayName(one.date)} ranges={one.hours ?? []} change={(hours) => put(one.date, { hours })} />
          <div class="row">
            <input class="input grow" aria-label={`What callers are told about ${dayName(one.date)}`} placeholder="What callers are told, such as Thanksgiving" maxLength={80} value={one.label ?? ''} onInput={(event) => put(one.date, { label: event.currentTarget.value || null })} />
            <button type="button" class="button quiet small" aria-label={`Remove ${dayName(one.date)}`} onClick={() => change(overrides.filter(({ date }) => date !== one.date))}>Remove</button>
          </div>
        </div>
      ))}
      <Another today={today} taken={overrides.map(({ date }) => date)} add={(date) => change([...overrides, { date, hours: [], label: null }])} />
      {wrong && <p class="wrong" role="alert"><span class="mark"><Shape tone="bad" /></span>{wrong}</p>}
    </section>
  );
}

interface AnotherProps {
  today: string;
  taken: string[];
  add: (date: string) => void;
}

function Another({ today, taken, add }: AnotherProps): JSX.Element {
  const date = useSignal('');
  const fits = date.value >= today && !taken.includes(date.value);
  const put = (): void => {
    add(date.value);
    date.value = '';
  };
  return (
    <div class="row">
      <input class="input narrow-date" type="date" aria-label="Another day" min={today} value={date.value} onInput={(event) => (date.value = event.currentTarget.value)} />
      <button type="button" class="button" disabled={!fits} onClick={put}>Add this day</button>
    </div>
  );
}

const WEEKS = 53;

/** A year from this week on, a column for each week. Colour does not speak alone: days off are named below and in the picture's name. */
function YearStrip({ today, overrides }: { today: string; overrides: DateOverride[] }): JSX.Element {
  const weekday = (new Date(`${today}T12:00:00Z`).getUTCDay() + 6) % 7;
  const first = addDays(today, -weekday);
  const special = new Map(overrides.map((one) => [one.date, one]));
  const cells = Array.from({ length: WEEKS * 7 }, (_, at) => addDays(first, at));
  const said = overrides.map(({ date, hours, label }) => `${dayShort(date)} ${label ?? ''} ${hours?.length ? rangesInWords(hours) : 'closed'}`).join(', ');
  return (
    <svg class="year" viewBox={`0 -14 ${WEEKS * 10} 84`} role="img" aria-label={said === '' ? 'A year without days off' : `The year's special days: ${said}`}>
      {cells.map((date, at) => date.endsWith('-01') && <text key={date} x={Math.floor(at / 7) * 10} y="-4">{monthName(date)}</text>)}
      {cells.map((date, at) => {
        const one = special.get(date);
        const kind = one ? (one.hours?.length ? 'some' : 'off') : date < today ? 'past' : date === today ? 'today' : 'plain';
        return <rect key={date} class={kind} x={Math.floor(at / 7) * 10} y={(at % 7) * 10} width="8" height="8" rx="2"><title>{dayName(date)}</title></rect>;
      })}
    </svg>
  );
}

