/** All clinics, for whoever runs Frontdesk: health first, then what they use. */
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { call } from '../../api/client.ts';
import { usePages, type Pages } from '../../api/pages.ts';
import type { Schemas } from '../../api/types.ts';
import { Page } from '../../frame/page.tsx';
import { Choices } from '../../kit/fields.tsx';
import { Action, More, When } from '../../kit/parts.tsx';
import { Empty, Mark, Shown } from '../../kit/states.tsx';
import { readOverview } from '../../overview.ts';
import { go, refine, route } from '../../route.ts';
import { switchTo } from '../../session.ts';
import { count, type State } from '../../words.ts';
import { SEVERITIES, titleOf } from '../attention/items.tsx';
import { Disputes } from './disputes.tsx';
import { NewClinic } from './new_clinic.tsx';

type Clinic = Schemas['ClinicHealth'];

export function AllClinics(): JSX.Element {
  const all = route.value.query.get('show') !== 'pressing';
  const pages = usePages<Clinic>(`clinics ${all}`, (cursor) => call('get', '/api/orgs/attention', { query: { all, cursor, limit: 100 } }));
  const adding = useSignal(false);
  return (
    <Page title="All clinics" tools={<button type="button" class="button primary" onClick={() => (adding.value = true)}>New clinic</button>}>
      <div class="stack">
        <Disputes />
        <Choices label="Which clinics" value={all ? 'all' : 'pressing'} options={[['all', 'All'], ['pressing', 'Needs attention']]} choose={(show) => refine({ show: show === 'all' ? undefined : show })} />
        <Shown load={pages}>
          {({ items }) => items.length === 0
            ? <div class="panel"><Empty title={all ? 'No clinics yet' : 'No clinic needs anybody'}><p>{all ? 'Add the first one, and invite who works there.' : 'When callers of a clinic notice that something is wrong, it stands here.'}</p></Empty></div>
            : <Table pages={pages} items={items} />}
        </Shown>
        {adding.value && <NewClinic close={() => (adding.value = false)} />}
      </div>
    </Page>
  );
}

/** The worst first, and among equals by name. */
const ORDER: (Clinic['severity'] | null)[] = ['critical', 'warning', 'notice', null];
const ranked = (items: Clinic[]): Clinic[] =>
  [...items].sort((a, b) => ORDER.indexOf(a.severity ?? null) - ORDER.indexOf(b.severity ?? null) || a.name.localeCompare(b.name));

function Table({ pages, items }: { pages: Pages<Clinic>; items: Clinic[] }): JSX.Element {
  return (
    <>
      <div class="scroller" tabIndex={0} role="region" aria-label="Clinics">
        <table>
          <thead><tr><th scope="col">Clinic</th><th scope="col">Health</th><th scope="col" class="end">Calls today</th><th scope="col" class="end">Booked today</th><th scope="col" class="end">Texts this month</th><th scope="col" class="end">Calls this month</th><th scope="col"><span class="unseen">Actions</span></th></tr></thead>
          <tbody>{ranked(items).map((clinic) => <Row key={clinic.org_id} clinic={clinic} />)}</tbody>
        </table>
      </div>
      <More pages={pages} what="clinics" />
    </>
  );
}

function health({ status, severity, attention }: Clinic): State {
  if (status === 'closed') return { word: 'Closed', tone: 'quiet' };
  if (severity == null) return { word: 'Well', tone: 'good' };
  const first = attention[0];
  return { word: first ? titleOf(first) : SEVERITIES[severity].word, tone: SEVERITIES[severity].tone };
}

function Row({ clinic }: { clinic: Clinic }): JSX.Element {
  const { org_id, name, attention, today, month } = clinic;
  const since = attention[0]?.since;
  const enter = async (): Promise<void> => {
    await switchTo(org_id);
    await readOverview();
    go('');
  };
  return (
    <tr>
      <th scope="row">{name}</th>
      <td><Mark state={health(clinic)} wraps />{since && <span class="secondary small"> <When at={since} /></span>}{attention.length > 1 && <span class="secondary small"> and {count(attention.length - 1, 'thing')} more</span>}</td>
      <td class="end" data-name="Calls today">{today.calls}</td>
      <td class="end" data-name="Booked today">{today.booked}</td>
      <td class="end" data-name="Texts this month">{month.texts}</td>
      <td class="end" data-name="Calls this month">{month.calls} · ${month.cost_usd.toFixed(2)}</td>
      <td class="end nowrap"><Action label="Open" kind="small" name={`Open ${name}`} act={enter} /></td>
    </tr>
  );
}
