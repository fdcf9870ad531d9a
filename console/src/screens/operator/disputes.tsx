/** Numbers that two clinics want. Only the operator sees both, and decides. */
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { call } from '../../api/client.ts';
import { usePages } from '../../api/pages.ts';
import type { Schemas } from '../../api/types.ts';
import { Dialog } from '../../kit/dialog.tsx';
import { SelectField, TextField } from '../../kit/fields.tsx';
import { useForm } from '../../kit/form.ts';
import { More, Save, When } from '../../kit/parts.tsx';
import { Mark } from '../../kit/states.tsx';
import { phone } from '../../phone.ts';
import { count, type State } from '../../words.ts';

type Dispute = Schemas['DisputeView'];
type Side = Schemas['DisputeSide'];

const URGENCIES: Record<Dispute['urgency'], State> = {
  pressing: { word: 'Who wants it has proof', tone: 'attention' },
  normal: { word: 'To decide', tone: 'quiet' },
  quiet: { word: 'Who has it has proof', tone: 'good' },
};

const PROVERS: Record<string, string> = { twilio: 'Twilio', vapi: 'Vapi', retell: 'Retell', operator: 'you approved it' };

/** Nothing at all while nobody wants what another has. */
export function Disputes(): JSX.Element | null {
  const pages = usePages<Dispute>('disputes', (cursor) => call('get', '/api/admin/disputes', { query: { cursor } }));
  const deciding = useSignal<Dispute | undefined>(undefined);
  if (!pages.data || pages.data.items.length === 0) return null;
  return (
    <section class="stack tight" aria-labelledby="disputes">
      <h2 id="disputes">Numbers that two clinics want</h2>
      <ul class="panel list">{pages.data.items.map((dispute) => <li key={dispute.id}><Row dispute={dispute} decide={() => (deciding.value = dispute)} /></li>)}</ul>
      <More pages={pages} what="numbers" />
      {deciding.value && <Decide dispute={deciding.value} decided={pages.reload} close={() => (deciding.value = undefined)} />}
    </section>
  );
}

const nameOf = ({ kind, value }: Dispute): string => (kind === 'number' ? phone(value) : value);

function Row({ dispute, decide }: { dispute: Dispute; decide: () => void }): JSX.Element {
  const name = nameOf(dispute);
  return (
    <div class="item row apart">
      <div class="breaks">
        <p><strong>{name}</strong> <Mark state={URGENCIES[dispute.urgency]} wraps /></p>
        <p class="small">{dispute.holder.clinic_name} has it: <Proof side={dispute.holder} /></p>
        <p class="small">{dispute.claimant.clinic_name} wants it: <Proof side={dispute.claimant} /></p>
        <p class="small secondary">{count(dispute.seen, 'time')}, last <When at={dispute.last_seen_at} /></p>
      </div>
      <button type="button" class="button small" aria-label={`Decide about ${name}`} onClick={decide}>Decide</button>
    </div>
  );
}

function Proof({ side: { how, missing_since } }: { side: Side }): JSX.Element {
  if (how == null) return <>no proof</>;
  return <>{how === 'operator' ? PROVERS[how] : `its account at ${PROVERS[how] ?? how} has it`}{missing_since && <>, and no longer since <When at={missing_since} /></>}</>;
}

function Decide({ dispute, decided, close }: { dispute: Dispute; decided: () => Promise<void>; close: () => void }): JSX.Element {
  const { holder, claimant } = dispute;
  const form = useForm(() => ({ decision: 'keep', reason: '' }), async ({ decision, reason }) => {
    await call('post', '/api/admin/disputes/{id}/resolve', { path: { id: dispute.id }, body: { decision: decision as 'keep' | 'move' | 'dismiss', reason } });
    await decided();
    close();
  });
  const decisions: [string, string][] = [
    ['keep', `${holder.clinic_name} keeps it`],
    ['move', `${claimant.clinic_name} gets it`],
    ['dismiss', 'There is nothing to decide'],
  ];
  return (
    <Dialog title={`Whose is ${nameOf(dispute)}?`} close={close}>
      <form class="stack" onSubmit={form.submit}>
        <SelectField form={form} name="decision" label="Decision" hint={`If ${claimant.clinic_name} gets it, calls to it are answered for that clinic at once, and no longer for ${holder.clinic_name}. Neither hears of the other.`} options={decisions} />
        <TextField form={form} name="reason" label="Why" required maxLength={300} hint="Only you read it." />
        <Save form={form} label="Decide" done="Decided" />
      </form>
    </Dialog>
  );
}
