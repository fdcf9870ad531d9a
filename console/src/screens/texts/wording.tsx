/** What texts say, when reminders go out, and who of the staff is texted. */
import type { JSX } from 'preact';
import { call } from '../../api/client.ts';
import { useFresh, type Load } from '../../api/load.ts';
import type { Messaging, Schemas } from '../../api/types.ts';
import { CheckField, Field, TextField } from '../../kit/fields.tsx';
import { useForm, type Form } from '../../kit/form.ts';
import { Save } from '../../kit/parts.tsx';
import { Shown } from '../../kit/states.tsx';
import { count } from '../../words.ts';
import { numberOf, numberOrNone, textOrNone } from '../values.ts';
import { StaffList } from './staff.tsx';

const KINDS = ['confirmation', 'change', 'cancellation', 'reminder'] as const;
type Kind = (typeof KINDS)[number];
const NAMES: Record<Kind, string> = {
  confirmation: 'When an appointment is booked',
  change: 'When it is moved',
  cancellation: 'When it is cancelled',
  reminder: 'Before it',
};

interface Words {
  texts: Record<Kind, { enabled: boolean; template: string }>;
  reminder_hours: string;
  daily_cap: string;
  number_daily_cap: string;
  follow_calendar: boolean;
  include_text: boolean;
  other_countries: boolean;
  staff: Schemas['StaffMember'][];
}

export function Wording(): JSX.Element {
  const load = useFresh('messaging', () => call('get', '/api/messaging'));
  return <Shown load={load}>{(messaging) => <WordingForm messaging={messaging} load={load} />}</Shown>;
}

function WordingForm({ messaging, load }: { messaging: Messaging; load: Load<Messaging> }): JSX.Element {
  const form = useForm<Words>(() => wordsOf(messaging), async (words) => {
    const saved = await call('put', '/api/messaging', { body: messagingOf(words) });
    load.set(saved);
    return saved;
  });
  return (
    <form class="stack wide" onSubmit={form.submit}>
      <section class="stack">
        <p class="secondary">Fields: <code>{'{clinic} {name} {date} {time} {service} {practitioner} {phone}'}</code>. A part in brackets, such as <code>{'[ with {practitioner}]'}</code>, is left out when there is nothing to say.</p>
        {KINDS.map((kind) => <Kind key={kind} kind={kind} form={form} preview={messaging[kind]?.preview} />)}
      </section>
      <section class="stack">
        <h2>When and how many</h2>
        <div class="fields">
          <TextField form={form} name="reminder_hours" label="Hours before, for reminders" type="number" min={1} max={168} hint="Empty: no reminders." />
          <TextField form={form} name="daily_cap" label="Texts a day" type="number" min={0} max={10000} hint="To patients, and as many to staff." />
          <TextField form={form} name="number_daily_cap" label="Texts a day to one number" type="number" min={1} max={1000} />
        </div>
        <CheckField form={form} name="follow_calendar" label="Text patients when you move or delete their appointment in Google Calendar" />
        <CheckField form={form} name="other_countries" label="Callers may have texts sent to a number abroad" />
      </section>
      <section class="stack">
        <h2>Staff who are texted of messages</h2>
        <StaffList staff={form.values.value.staff} change={(staff) => form.put({ staff })} wrong={form.wrong('staff')} />
        <CheckField form={form} name="include_text" label="Say in the text who called and what about" hint="That may be about somebody's health, and a text is not confidential." />
      </section>
      <Save form={form} />
    </form>
  );
}

interface KindProps {
  kind: Kind;
  form: Form<Words>;
  preview: Schemas['Preview'] | null | undefined;
}

function Kind({ kind, form, preview }: KindProps): JSX.Element {
  const text = form.values.value.texts[kind];
  const put = (part: Partial<typeof text>): void => form.put({ texts: { ...form.values.value.texts, [kind]: { ...text, ...part } } });
  return (
    <fieldset class="panel padded stack tight">
      <legend class="unseen">{NAMES[kind]}</legend>
      <label class="check"><input type="checkbox" checked={text.enabled} onChange={(event) => put({ enabled: event.currentTarget.checked })} /><strong>{NAMES[kind]}</strong></label>
      {text.enabled && (
        <Field label="Words" hint="Empty: our own words." wrong={form.wrong(kind)}>
          {(tied) => <textarea class="input" rows={2} {...tied} value={text.template} placeholder={preview?.template} onInput={(event) => put({ template: event.currentTarget.value })} />}
        </Field>
      )}
      {text.enabled && preview && (
        <figure class="bubble"><figcaption class="secondary small">As it was saved, {count(preview.segments, 'segment')}{preview.encoding === 'ucs2' && ', with letters that make it longer'}</figcaption><p class="breaks">{preview.body}</p></figure>
      )}
    </fieldset>
  );
}

const text = (value: number | null | undefined): string => (value == null ? '' : String(value));

function wordsOf(messaging: Messaging): Words {
  const of = (kind: Kind) => ({ enabled: messaging[kind]?.enabled ?? true, template: messaging[kind]?.template ?? '' });
  return {
    texts: { confirmation: of('confirmation'), change: of('change'), cancellation: of('cancellation'), reminder: of('reminder') },
    reminder_hours: text(messaging.reminder_hours),
    daily_cap: text(messaging.daily_cap ?? 0),
    number_daily_cap: text(messaging.number_daily_cap ?? 1),
    follow_calendar: messaging.follow_calendar ?? false,
    include_text: messaging.include_text ?? false,
    other_countries: messaging.other_countries ?? false,
    staff: messaging.staff ?? [],
  };
}

function messagingOf({ texts, reminder_hours, daily_cap, number_daily_cap, ...rest }: Words): Messaging {
  const of = ({ enabled, template }: { enabled: boolean; template: string }) => ({ enabled, template: textOrNone(template) });
  return {
    ...rest,
    confirmation: of(texts.confirmation),
    change: of(texts.change),
    cancellation: of(texts.cancellation),
    reminder: of(texts.reminder),
    reminder_hours: numberOrNone(reminder_hours),
    daily_cap: numberOf(daily_cap),
    number_daily_cap: numberOf(number_daily_cap),
  };
}
