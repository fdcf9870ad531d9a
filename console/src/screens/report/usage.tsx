/** Usage: what the clinic has used in the month, beside its budget, and on each day. */
import type { JSX } from 'preact';
import { call } from '../../api/client.ts';
import { useFresh, useLoad } from '../../api/load.ts';
import type { Schemas } from '../../api/types.ts';
import { Page } from '../../frame/page.tsx';
import { Field } from '../../kit/fields.tsx';
import { useForm } from '../../kit/form.ts';
import { Save, ZoneNote } from '../../kit/parts.tsx';
import { Shown } from '../../kit/states.tsx';
import { zone } from '../../session.ts';
import { dayShort, zoneName } from '../../time.ts';
import { numberOrNone } from '../values.ts';
import { Period, useUsage, type Usage } from './period.tsx';

type Budget = Schemas['Budget'];

const dollars = (usd: number): string => `$${usd.toFixed(2)}`;
const seconds = (millis: number | null | undefined): string => (millis == null ? '–' : `${(millis / 1000).toFixed(1)} s`);

export function UsagePage(): JSX.Element {
  const load = useUsage();
  return (
    <Page title="Usage">
      <div class="stack">
        <Month />
        <Period usage={load.data} />
        <Shown load={load}>{(usage) => <Days usage={usage} />}</Shown>
        <ZoneNote name={zoneName(zone.value)} />
      </div>
    </Page>
  );
}

/** The month so far, whatever days are looked at, and what it may cost. */
function Month(): JSX.Element {
  const usage = useLoad<Usage>('usage {}', () => call('get', '/api/usage'));
  const budget = useFresh<Budget>('budget', () => call('get', '/api/budget'));
  return (
    <section class="panel padded stack" aria-labelledby="month">
      <h2 id="month">This month so far</h2>
      <Shown load={usage}>
        {({ month }) => (
          <Shown load={budget}>
            {(limits) => (
              <>
                <Share what="Texts" used={month.segments} most={limits.text_segments} unit={`${month.segments} segments in ${month.texts} texts`} all={`${limits.text_segments} segments`} />
                <Share what="Calls" used={month.cost_usd} most={limits.calls_usd} unit={`${dollars(month.cost_usd)} for ${month.calls} calls`} all={`$${limits.calls_usd}`} />
                <details><summary>Change the budget</summary><Limits budget={limits} set={budget.set} /></details>
              </>
            )}
          </Shown>
        )}
      </Shown>
    </section>
  );
}

interface ShareProps {
  what: string;
  used: number;
  most?: number | null;
  /** What was used, in words, and of how much. */
  unit: string;
  all: string;
}

function Share({ what, used, most, unit, all }: ShareProps): JSX.Element {
  const label = most == null ? `${what}: ${unit}` : `${what}: ${unit}, of ${all}`;
  return <div class="stack tight"><span>{label}</span>{most != null && <meter min={0} max={most} low={most * 0.8} high={most} optimum={0} value={Math.min(used, most)} aria-label={label} />}</div>;
}

function Limits({ budget, set }: { budget: Budget; set(budget: Budget): void }): JSX.Element {
  const initial = () => ({ texts: String(budget.text_segments ?? ''), calls: String(budget.calls_usd ?? ''), limit: budget.calls_at_limit ?? 'alert' });
  const form = useForm(initial, async ({ texts, calls, limit }) => {
    set(await call('put', '/api/budget', { body: { text_segments: numberOrNone(texts), calls_usd: numberOrNone(calls), calls_at_limit: limit } }));
  }, { text_segments: 'texts', calls_usd: 'calls', calls_at_limit: 'limit' });
  const { values, put, wrong } = form;
  return (
    <form class="stack" onSubmit={(event) => void form.submit(event)} noValidate>
      <Field label="Segments of texts in a month" hint="A short text is one segment. Beyond that patients get no texts; leave it empty for no limit." wrong={wrong('texts')}>
        {(tied) => <input class="input" inputMode="numeric" {...tied} value={values.value.texts} onInput={(event) => put({ texts: event.currentTarget.value })} />}
      </Field>
      <Field label="US dollars for calls in a month" hint="Leave it empty for no limit." wrong={wrong('calls')}>
        {(tied) => <input class="input" inputMode="numeric" {...tied} value={values.value.calls} onInput={(event) => put({ calls: event.currentTarget.value })} />}
      </Field>
      <Field label="When calls have used it up" wrong={wrong('limit')}>
        {(tied) => (
          <select class="input" {...tied} value={values.value.limit} onChange={(event) => put({ limit: event.currentTarget.value as typeof values.value.limit })}>
            <option value="alert">Tell us, and go on answering</option>
            <option value="forward">Forward callers to the staff until the month is over</option>
          </select>
        )}
      </Field>
      <Save form={form} />
    </form>
  );
}

function Days({ usage }: { usage: Usage }): JSX.Element {
  return (
    <div class="scroller" tabIndex={0} role="region" aria-label="Each day">
      <table>
        <thead><tr><th scope="col">Day</th><th scope="col" class="end">Calls</th><th scope="col" class="end">Booked</th><th scope="col" class="end">Texts</th><th scope="col" class="end">Segments</th><th scope="col" class="end">Cost of calls</th><th scope="col" class="end">Answers took</th><th scope="col" class="end">Slowest 5 %</th></tr></thead>
        <tbody>
          {usage.days.map((day) => (
            <tr key={day.date}>
              <th scope="row">{dayShort(day.date)}</th>
              <td class="end" data-name="Calls">{day.calls}</td><td class="end" data-name="Booked">{day.booked}</td>
              <td class="end" data-name="Texts">{day.texts}</td><td class="end" data-name="Segments">{day.segments}</td>
              <td class="end" data-name="Cost of calls">{dollars(day.cost_usd)}</td>
              <td class="end" data-name="Answers took">{seconds(day.tool_ms_p50)}</td><td class="end" data-name="Slowest 5 %">{seconds(day.tool_ms_p95)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
