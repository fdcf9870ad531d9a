/** A phone without a call: on the left what a caller says, on the right what the agent hears. Nothing is booked. */
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { call } from '../../api/client.ts';
import type { Schemas } from '../../api/types.ts';
import { SelectField, TextField } from '../../kit/fields.tsx';
import { useForm } from '../../kit/form.ts';
import { Save } from '../../kit/parts.tsx';
import { HeardReply } from './heard.tsx';
import { COMMON, TRIED } from './tools.ts';

interface Said {
  tool: string;
  caller: string;
  [argument: string]: string;
}

/** Kept for stories: whoever has it never calls. */
const NOBODYS_NUMBER = '+12125550143';

export function Rehearse(): JSX.Element {
  const heard = useSignal<Schemas['TriedTool'] | undefined>(undefined);
  const form = useForm<Said>(() => ({ tool: 'check_availability', caller: NOBODYS_NUMBER }), async (said) => {
    heard.value = await call('post', '/api/try', { body: trial(said) });
  });
  const say = (tool: string, args: Record<string, string>): void => {
    form.values.value = { tool, caller: form.values.value.caller, ...args };
    void form.submit(new Event('submit'));
  };
  const asks = TRIED.find(({ tool }) => tool === form.values.value.tool)?.asks ?? [];
  return (
    <div class="phone">
      <section class="stack" aria-labelledby="says">
        <h2 id="says">A caller says</h2>
        <div class="row">{COMMON.map(([sentence, tool, args]) => <button key={sentence} type="button" class="pill" onClick={() => say(tool, args)}>{sentence}</button>)}</div>
        <form class="stack" onSubmit={form.submit}>
          <SelectField form={form} name="tool" label="They want to" options={TRIED.map(({ tool, wants }): [string, string] => [tool, wants])} />
          {asks.map(([argument, label]) => <TextField key={argument} form={form} name={argument} label={label} />)}
          <details>
            <summary>Advanced</summary>
            <div class="padded-top"><TextField form={form} name="caller" label="They call from" type="tel" hint="Empty: their number is withheld." /></div>
          </details>
          <Save form={form} label="Say it" done="" failed="Not tried" />
        </form>
      </section>
      <section class="stack" aria-labelledby="hears">
        <h2 id="hears">The agent hears</h2>
        <div role="status">{heard.value ? <HeardReply heard={heard.value} /> : <p class="notice">Say something on behalf of a caller. Nothing is booked, nothing is sent.</p>}</div>
      </section>
    </div>
  );
}

/** What was left empty is not said. */
function trial({ tool, caller, ...said }: Said): Schemas['ToolTrial'] {
  const asked = TRIED.find((one) => one.tool === tool)?.asks.map(([argument]) => argument) ?? [];
  const args = Object.fromEntries(Object.entries(said).filter(([argument, words]) => asked.includes(argument) && words.trim() !== ''));
  return { tool, arguments: args as never, ...(caller.trim() !== '' && { caller }) };
}
