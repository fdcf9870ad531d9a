/** Who changed what, the latest first. */
import type { JSX } from 'preact';
import { call } from '../../api/client.ts';
import { usePages } from '../../api/pages.ts';
import type { Schemas } from '../../api/types.ts';
import { More, ZoneNote } from '../../kit/parts.tsx';
import { Empty, Shown } from '../../kit/states.tsx';
import { to } from '../../route.ts';
import { zone } from '../../session.ts';
import { clock, exact, shortDay, zoneName } from '../../time.ts';
import { sentence } from '../../words.ts';

type Change = Schemas['AuditView'];

export function Trail(): JSX.Element {
  const pages = usePages<Change>('trail', (cursor) => call('get', '/api/audit', { query: { cursor } }));
  return (
    <section class="stack tight">
      <h2>Who changed what</h2>
      <Shown load={pages}>
        {({ items }) => items.length === 0 ? <div class="panel"><Empty title="Nothing has changed yet"><p>Every change of settings and appointments stands here, with who made it.</p></Empty></div> : (
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
      <span><strong>{sentence(change.action)}</strong>{fields && <span class="secondary small"> {fields}</span>}{change.appointment_id && <> <a class="small" href={to(`appointments/${change.appointment_id}`)}>The appointment</a></>}</span>
      <span class="secondary small breaks">{change.actor_id ?? ACTORS[change.actor]}</span>
    </div>
  );
}
