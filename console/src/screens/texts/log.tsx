/** Every text, and how far it came. */
import type { JSX } from 'preact';
import { call } from '../../api/client.ts';
import { usePages } from '../../api/pages.ts';
import type { Text } from '../../api/types.ts';
import { Field } from '../../kit/fields.tsx';
import { More, ZoneNote } from '../../kit/parts.tsx';
import { Empty, Mark, Shown } from '../../kit/states.tsx';
import { phone } from '../../phone.ts';
import { refine, route, to } from '../../route.ts';
import { zone } from '../../session.ts';
import { clock, exact, shortDay, zoneName } from '../../time.ts';
import { count, TEXT_KINDS, textState } from '../../words.ts';

const STATUSES: Text['status'][] = ['delivered', 'sent', 'queued', 'undelivered', 'failed', 'suppressed', 'capped'];

export function TextLog(): JSX.Element {
  const status = (route.value.query.get('status') ?? '') as Text['status'] | '';
  const pages = usePages<Text>(`texts ${status}`, (cursor) => call('get', '/api/messages', { query: { cursor, ...(status !== '' && { status }) } as never }));
  return (
    <>
      <div class="row filters">
        <Field label="State">
          {(tied) => (
            <select class="input" {...tied} value={status} onChange={(event) => refine({ status: event.currentTarget.value })}>
              <option value="">All</option>
              {STATUSES.map((one) => <option key={one} value={one}>{textState({ status: one }).word}</option>)}
            </select>
          )}
        </Field>
      </div>
      <Shown load={pages}>
        {({ items }) => items.length === 0 ? (
          <div class="panel"><Empty title={status === '' ? 'No texts yet' : 'No such texts'}><p>When an appointment is booked, moved or cancelled, its patient is texted, and each text stands here with how far it came.</p></Empty></div>
        ) : (
          <>
            <ul class="panel list">{items.map((text) => <li key={text.id}><Row text={text} /></li>)}</ul>
            <More pages={pages} what="texts" />
            <ZoneNote name={zoneName(zone.value)} />
          </>
        )}
      </Shown>
    </>
  );
}

function Row({ text }: { text: Text }): JSX.Element {
  return (
    <article class="item text">
      <div class="row apart">
        <span class="row"><Mark state={textState(text)} wraps /><strong>{TEXT_KINDS[text.kind]}</strong><span class="secondary">to {phone(text.to)}</span></span>
        <time class="secondary small" dateTime={text.created_at} title={exact(text.created_at, zone.value)}>{shortDay(text.created_at, zone.value)}, {clock(text.created_at, zone.value)}</time>
      </div>
      <p class="breaks">{text.body}</p>
      <p class="secondary small">
        {count(text.segments, 'segment')}
        {text.detail && ` · ${text.detail}`}
        {text.appointment_id && <> · <a href={to(`appointments/${text.appointment_id}`)}>The appointment</a></>}
      </p>
    </article>
  );
}
