/** Opening hours and days off, and what callers will hear of them. */
import type { JSX } from 'preact';
import { call } from '../../api/client.ts';
import { stale, useFresh } from '../../api/load.ts';
import type { DateOverride, Schedule, WeeklyHours } from '../../api/types.ts';
import { now } from '../../clock.ts';
import { Page } from '../../frame/page.tsx';
import { TextField } from '../../kit/fields.tsx';
import { useForm } from '../../kit/form.ts';
import { Save } from '../../kit/parts.tsx';
import { Shown } from '../../kit/states.tsx';
import { dayChanged } from '../../overview.ts';
import { zone } from '../../session.ts';
import { localDate, zoneName } from '../../time.ts';
import { numberOf, numberOrNone } from '../values.ts';
import { DaysOff } from './days_off.tsx';
import { Heard } from './heard.tsx';
import { readSchedule } from './schedule.ts';
import { Week } from './week.tsx';

export function Hours(): JSX.Element {
  const load = useFresh('schedule', readSchedule);
  return (
    <Page title="Opening hours">
      <Shown load={load}>{(schedule) => <HoursForm schedule={schedule} />}</Shown>
    </Page>
  );
}

export interface HoursValues {
  weekly: WeeklyHours;
  overrides: DateOverride[];
  slot_minutes: string;
  step_minutes: string;
  buffer_before_minutes: string;
  buffer_after_minutes: string;
  min_notice_minutes: string;
  horizon_days: string;
  daily_cap: string;
}

function HoursForm({ schedule }: { schedule: Schedule }): JSX.Element {
  const form = useForm<HoursValues>(() => valuesOf(schedule), async (values, force) => {
    const saved = await call('put', '/api/schedule', { query: force ? { force } : {}, body: scheduleOf(values, schedule) });
    stale('schedule');
    dayChanged();
    return saved;
  });
  const { weekly, overrides } = form.values.value;
  return (
    <form class="beside" onSubmit={form.submit}>
      <div class="stack wide">
        <section class="stack tight">
          <h2>The week</h2>
          <Week weekly={weekly} change={(changed) => form.put({ weekly: changed })} wrong={form.wrong('weekly')} />
        </section>
        <DaysOff overrides={overrides} change={(changed) => form.put({ overrides: changed })} today={localDate(now.value, zone.value)} wrong={form.wrong('overrides')} />
        <section class="stack">
          <h2>What can be booked</h2>
          <div class="fields">
            <TextField form={form} name="slot_minutes" label="Length of an appointment" type="number" min={5} max={720} hint="Minutes, where no service says otherwise." />
            <TextField form={form} name="step_minutes" label="A start every" type="number" min={5} max={720} hint="Minutes. Empty: one after the other." />
            <TextField form={form} name="min_notice_minutes" label="Notice" type="number" min={0} max={43200} hint="Minutes from a booking to its start." />
            <TextField form={form} name="horizon_days" label="How far ahead" type="number" min={0} max={732} hint="Days from today." />
            <TextField form={form} name="buffer_before_minutes" label="Free before" type="number" min={0} max={240} hint="Minutes before each appointment." />
            <TextField form={form} name="buffer_after_minutes" label="Free after" type="number" min={0} max={240} hint="Minutes after each appointment." />
            <TextField form={form} name="daily_cap" label="Most a day" type="number" min={1} max={1000} hint="With each practitioner. Empty: no limit." />
          </div>
        </section>
        <Save form={form} done="Saved. Calls hear it within half a minute." />
      </div>
      <aside class="stack"><Heard schedule={scheduleOf(form.values.value, schedule)} /><p class="zone">{zoneName(zone.value)}</p></aside>
    </form>
  );
}

const text = (value: number | null | undefined): string => (value == null ? '' : String(value));

const valuesOf = (schedule: Schedule): HoursValues => ({
  weekly: schedule.weekly,
  overrides: schedule.overrides ?? [],
  slot_minutes: text(schedule.slot_minutes ?? 30),
  step_minutes: text(schedule.step_minutes),
  buffer_before_minutes: text(schedule.buffer_before_minutes ?? 0),
  buffer_after_minutes: text(schedule.buffer_after_minutes ?? 0),
  min_notice_minutes: text(schedule.min_notice_minutes ?? 0),
  horizon_days: text(schedule.horizon_days ?? 60),
  daily_cap: text(schedule.daily_cap),
});

/** What the form has no inputs for stays as it was. */
export const scheduleOf = (values: HoursValues, before: Schedule): Schedule => ({
  ...before,
  weekly: values.weekly,
  overrides: values.overrides,
  slot_minutes: numberOf(values.slot_minutes),
  step_minutes: numberOrNone(values.step_minutes),
  buffer_before_minutes: numberOf(values.buffer_before_minutes),
  buffer_after_minutes: numberOf(values.buffer_after_minutes),
  min_notice_minutes: numberOf(values.min_notice_minutes),
  horizon_days: numberOf(values.horizon_days),
  daily_cap: numberOrNone(values.daily_cap),
});
