/** A captured message of a platform: what was read, what would be answered, and why the platform might ignore it. */
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { call, Problem } from '../../api/client.ts';
import type { Schemas } from '../../api/types.ts';
import { AreaField, SelectField, TextField } from '../../kit/fields.tsx';
import { useForm } from '../../kit/form.ts';
import { Save } from '../../kit/parts.tsx';
import { Mark } from '../../kit/states.tsx';
import { sentence } from '../../words.ts';

/** By the names in their addresses. */
const PLATFORMS: [value: string, label: string][] = [
  ['vapi', 'Vapi'], ['retell', 'Retell'], ['elevenlabs', 'ElevenLabs'], ['telnyx', 'Telnyx'], ['dograh', 'dograh'], ['synthflow', 'Synthflow'], ['mcp', 'MCP'],
];

export function Diagnose(): JSX.Element {
  const found = useSignal<Schemas['Diagnosis'] | undefined>(undefined);
  const form = useForm(() => ({ platform: 'vapi', address: '', message: '' }), async ({ platform, address, message }) => {
    found.value = undefined;
    const query = address.trim() ? { path: address.trim() } : {};
    found.value = await call('post', '/api/diagnose/{platform}', { path: { platform }, query, body: parsed(message) as never });
  });
  return (
    <div class="stack">
      <form class="stack" onSubmit={form.submit}>
        <SelectField form={form} name="platform" label="Platform" options={PLATFORMS} />
        <TextField form={form} name="address" label="Posted to" hint="The path of the address, such as /api/retell/events, or a tool's, such as calendar/check. Vapi and Retell have one for all tools, which it is if this is empty." />
        <AreaField form={form} name="message" label="The message" hint="The JSON that the platform posted: copy it from its log of the call. Nothing is booked." rows={6} />
        <Save form={form} label="Diagnose" done="" failed="Not diagnosed" />
      </form>
      <div role="status" class="stack">{found.value && <Diagnosis found={found.value} />}</div>
    </div>
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem(422, { code: 'invalid', field: 'message', detail: 'This is no JSON. Copy the whole message, from the first brace to the last.' });
  }
}

function Diagnosis({ found }: { found: Schemas['Diagnosis'] }): JSX.Element {
  return (
    <>
      <p><Mark state={found.ok ? { word: 'All went well', tone: 'good' } : { word: 'Something is odd', tone: 'attention' }} /></p>
      {found.warnings.map((warning) => <p key={warning.code} class="notice attention">{warning.says}</p>)}
      <ol class="panel list">{found.steps.map((step) => <li key={step.step} class="item diagnosed"><Mark state={{ word: sentence(step.step), tone: step.ok ? 'good' : 'bad' }} /><span class="breaks">{step.says}</span></li>)}</ol>
      <details><summary>What the platform would get ({found.status})</summary><pre class="code">{JSON.stringify(found.answer, null, 2)}</pre></details>
    </>
  );
}
