/** The clinic may book against its own rules, on purpose. It is offered when a rule is in the way, and never for an overlap. */
import type { JSX } from 'preact';
import type { Schemas } from '../../api/types.ts';
import type { Form } from '../../kit/form.ts';

export type Override = Schemas['OverriddenRule'];

/** Which rule a refusal is about. */
const RULES: Record<string, [rule: Override, question: string]> = {
  closed: ['hours', 'Book outside opening hours'],
  outside_hours: ['hours', 'Book outside opening hours'],
  too_soon: ['notice', 'Book on shorter notice'],
  off_grid: ['grid', 'Book between two starts'],
};

interface OverrideProps<V> {
  form: Form<V>;
}

/** A form whose values say which rules are set aside. */
export function OverrideOffer<V extends { override: Override[] }>({ form }: OverrideProps<V>): JSX.Element | null {
  const { override } = form.values.value;
  const rule = RULES[form.problem.value?.code ?? ''];
  const put = (rules: Override[]): void => form.put({ override: rules } as Partial<V>);
  if (rule === undefined && override.length === 0) return null;
  return (
    <div class="notice attention">
      {rule && !override.includes(rule[0]) && <div class="row"><button type="button" class="button" onClick={() => put([...override, rule[0]])}>{rule[1]}</button></div>}
      {override.length > 0 && (
        <div class="row apart"><span>Set aside: {override.map((one) => NAMES[one]).join(', ')}.</span><button type="button" class="button small" onClick={() => put([])}>Keep to the rules</button></div>
      )}
    </div>
  );
}

const NAMES: Record<Override, string> = { hours: 'opening hours', notice: 'notice', grid: 'starts' };
