/** Which days are looked at: the month so far, unless others are chosen. */
import type { JSX } from 'preact';
import { call } from '../../api/client.ts';
import { useLoad, type Load } from '../../api/load.ts';
import type { Schemas } from '../../api/types.ts';
import { Field } from '../../kit/fields.tsx';
import { refine, route } from '../../route.ts';

export type Usage = Schemas['UsageReport'];

/** The report of the days that the address names. */
export function useUsage(): Load<Usage> {
  const { query } = route.value;
  const asked = { from: query.get('from') ?? undefined, to: query.get('to') ?? undefined };
  return useLoad<Usage>(`usage ${JSON.stringify(asked)}`, () => call('get', '/api/usage', { query: asked }));
}

export function Period({ usage }: { usage: Usage | undefined }): JSX.Element {
  const { query } = route.value;
  const day = (label: string, name: 'from' | 'to'): JSX.Element => (
    <Field label={label}>{(tied) => <input class="input" type="date" {...tied} value={query.get(name) ?? usage?.[name] ?? ''} onChange={(event) => refine({ [name]: event.currentTarget.value })} />}</Field>
  );
  return <div class="row filters">{day('From', 'from')}{day('To', 'to')}</div>;
}
