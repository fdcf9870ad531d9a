/** Who works with the clinic, and what each may do. */
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { call } from '../../api/client.ts';
import { usePages, type Pages } from '../../api/pages.ts';
import type { Schemas } from '../../api/types.ts';
import { Confirm, Dialog } from '../../kit/dialog.tsx';
import { SelectField, TextField } from '../../kit/fields.tsx';
import { useForm } from '../../kit/form.ts';
import { Action, More, Save, When } from '../../kit/parts.tsx';
import { Empty, Mark, Shown } from '../../kit/states.tsx';
import { mayChange } from '../../session.ts';

type Member = Schemas['MemberView'];
const ROLES: [Member['role'], string][] = [['viewer', 'May look'], ['admin', 'May change everything']];
const roleOf = (role: Member['role']): string => ROLES.find(([key]) => key === role)?.[1] ?? role;

export function Members(): JSX.Element {
  const pages = usePages<Member>('members', (cursor) => call('get', '/api/members', { query: { cursor } }));
  const inviting = useSignal(false);
  const changing = useSignal<Member | undefined>(undefined);
  return (
    <section class="stack tight">
      <div class="row apart"><h2>People</h2>{mayChange.value && <button type="button" class="button primary" onClick={() => (inviting.value = true)}>Invite somebody</button>}</div>
      <Shown load={pages}>
        {({ items }) => items.length === 0 ? <div class="panel"><Empty title="Nobody is invited yet"><p>Whoever you invite signs in with their own account, and everything that they change stands below by their name.</p></Empty></div> : (
          <>
            <ul class="panel list">{items.map((member) => <li key={member.id}><Row member={member} open={() => (changing.value = member)} /></li>)}</ul>
            <More pages={pages} what="people" />
          </>
        )}
      </Shown>
      {inviting.value && <Invite pages={pages} close={() => (inviting.value = false)} />}
      {changing.value && <Change key={changing.value.id} member={changing.value} pages={pages} close={() => (changing.value = undefined)} />}
    </section>
  );
}

function Row({ member, open }: { member: Member; open: () => void }): JSX.Element {
  const { email, role, disabled, signed_in_at } = member;
  return (
    <div class="item row apart">
      <span class="breaks"><strong>{email}</strong> <span class="secondary small">{roleOf(role)} · {signed_in_at ? <>here <When at={signed_in_at} /></> : 'has not signed in yet'}</span></span>
      <span class="row">{disabled && <Mark state={{ word: 'Shut out', tone: 'attention' }} />}{mayChange.value && <button type="button" class="button small" aria-label={`Change ${email}`} onClick={open}>Change</button>}</span>
    </div>
  );
}

function Invite({ pages, close }: { pages: Pages<Member>; close: () => void }): JSX.Element {
  const form = useForm(() => ({ email: '', role: 'viewer' }), async ({ email, role }) => {
    await call('post', '/api/members', { body: { email, role: role as Member['role'] } });
    await pages.reload();
    close();
  });
  return (
    <Dialog title="Invite somebody" close={close}>
      <form class="stack" onSubmit={form.submit}>
        <TextField form={form} name="email" label="E-mail" type="email" required hint="They sign in with the account of this address. Nothing is sent: tell them yourself." />
        <SelectField form={form} name="role" label="What they may do" options={ROLES} />
        <Save form={form} label="Invite" done="Invited" />
      </form>
    </Dialog>
  );
}

function Change({ member, pages, close }: { member: Member; pages: Pages<Member>; close: () => void }): JSX.Element {
  const removing = useSignal(false);
  const path = { id: member.id };
  const done = async (): Promise<void> => {
    await pages.reload();
    close();
  };
  const form = useForm(() => ({ role: member.role as string }), async ({ role }) => {
    await call('patch', '/api/members/{id}', { path, body: { role: role as Member['role'] } });
    await done();
  });
  const shut = async (): Promise<void> => {
    await call('patch', '/api/members/{id}', { path, body: { disabled: !member.disabled } });
    await done();
  };
  const remove = async (): Promise<void> => {
    await call('delete', '/api/members/{id}', { path });
    await done();
  };
  if (removing.value) return <Confirm title={`Remove ${member.email}?`} verb="Remove them" act={remove} close={close}><p>They are signed out everywhere and cannot come back. What they changed stays under their name.</p></Confirm>;
  return (
    <Dialog title={member.email} close={close}>
      <form class="stack" onSubmit={form.submit}>
        <SelectField form={form} name="role" label="What they may do" options={ROLES} />
        <Save form={form}>
          <Action label={member.disabled ? 'Let them in again' : 'Shut them out'} act={shut} />
          <button type="button" class="button danger" onClick={() => (removing.value = true)}>Remove</button>
        </Save>
      </form>
    </Dialog>
  );
}
