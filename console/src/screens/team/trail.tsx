/** Who changed what, the latest first. */
import type { JSX } from 'preact';
import { call } from '../../api/client.ts';
import { usePages } from '../../api/pages.ts';
import type { Schemas } from '../../api/types.ts';
import { Field } from '../../kit/fields.tsx';
import { More, ZoneNote } from '../../kit/parts.tsx';
import { Empty, Shown } from '../../kit/states.tsx';
import { refine, route, to } from '../../route.ts';
import { zone } from '../../session.ts';
import { clock, exact, shortDay, zoneName } from '../../time.ts';
import { changeName, sentence } from '../../words.ts';

type Change = Schemas['AuditView'];

export function Trail(): JSX.Element {
  const { query } = route.value;
  const actor = (query.get('actor') ?? '') as Change['actor'] | '';
  const [from, until] = [query.get('from') ?? undefined, query.get('to') ?? undefined];
  const asked = { from, to: until, ...(actor !== '' && { actor }) };
  const pages = usePages<Change>(`trail ${JSON.stringify(asked)}`, (cursor) => call('get', '/api/audit', { query: { ...asked, cursor } }));
  return (
    <section class="stack tight">
      <h2>Who changed what</h2>
      <div class="row filters">
        <Field label="From">{(tied) => <input class="input" type="date" {...tied} value={from ?? ''} onChange={(event) => refine({ from: event.currentTarget.value })} />}</Field>
        <Field label="To">{(tied) => <input class="input" type="date" {...tied} value={until ?? ''} onChange={(event) => refine({ to: event.currentTarget.value })} />}</Field>
        <Field label="By">
          {(tied) => (
            <select class="input" {...tied} value={actor} onChange={(event) => refine({ actor: event.currentTarget.value })}>
              <option value="">Anybody</option>
              {Object.entries(ACTORS).map(([key, word]) => <option key={key} value={key}>{word}</option>)}
            </select>
          )}
        </Field>
      </div>
      <Shown load={pages}>
        {({ items }) => items.length === 0 ? <div class="panel"><Empty title="Nothing has changed"><p>Every change of settings and appointments stands here, with who made it.</p></Empty></div> : (
          <>
            <ul class="panel list">{items.map((change) => <li key={change.id}><Row change={change} /></li>)}</ul>
            <More pages={pages} what="changes" />
            <ZoneNote name={zoneName(zone.value)} />
          </>
        )}
      </Shown>
    </section>
  );
}

const ACTORS: Record<Change['actor'], string> = { caller: 'A caller', admin: 'Staff', calendar: 'Google Calendar', system: 'Frontdesk', recipient: 'Whoever got the text' };

function Row({ change }: { change: Change }): JSX.Element {
  const changed: unknown = change.detail.fields;
  const fields = Array.isArray(changed) ? changed.map((field) => sentence(String(field)).toLowerCase()).join(', ') : '';
  return (
    <div class="item change">
      <time class="secondary nowrap" dateTime={change.at} title={exact(change.at, zone.value)}>{shortDay(change.at, zone.value)}, {clock(change.at, zone.value)}</time>
      <span><strong>{changeName(change.action)}</strong>{fields && <span class="secondary small"> {fields}</span>}{change.appointment_id && <> <a class="small" href={to(`appointments/${change.appointment_id}`)}>The appointment</a></>}</span>
      <span class="secondary small breaks">{change.actor_name ?? change.actor_id ?? ACTORS[change.actor]}</span>
    </div>
  );
}
