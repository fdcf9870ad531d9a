/** Vapi's lists: plain arrays, newest first, cut by `limit` and by when things were made or changed. */
import type { SandboxRequest } from '../http.ts';
import type { VapiResource } from '../state.ts';
import { number, problemsOf, type Check } from './checks.ts';
import { vapiError } from './errors.ts';

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1000;

const COMPARISONS: Record<string, (at: number, bound: number) => boolean> = {
  Gt: (at, bound) => at > bound,
  Lt: (at, bound) => at < bound,
  Ge: (at, bound) => at >= bound,
  Le: (at, bound) => at <= bound,
};

const date: Check = (name, value) =>
  Number.isFinite(Date.parse(String(value))) ? [] : [`${name} must be a valid ISO 8601 date string`];

const bounds = (['created', 'updated'] as const).flatMap((field) =>
  Object.entries(COMPARISONS).map(([suffix, compare]) => ({
    parameter: `${field}At${suffix}`,
    field,
    compare,
  })),
);

const FIELDS: Record<string, Check> = {
  limit: (name, value) => number(0, MAX_LIMIT)(name, value === '' ? NaN : Number(value)),
  ...Object.fromEntries(bounds.map(({ parameter }) => [parameter, date])),
};

/** What a list request is to see of `items`, which come oldest first. @throws 400 for a parameter that cannot be used */
export function selected(request: SandboxRequest, items: VapiResource[]): VapiResource[] {
  const query = Object.fromEntries(request.query);
  const problems = problemsOf({ fields: FIELDS }, query);
  if (problems.length > 0) throw vapiError(400, problems);
  const wanted = bounds.flatMap(({ parameter, field, compare }) => {
    const bound = query[parameter];
    return bound === undefined ? [] : [(item: VapiResource) => compare(item[field], Date.parse(bound))];
  });
  return items
    .filter((item) => wanted.every((fits) => fits(item)))
    .toReversed()
    .slice(0, Number(query.limit ?? DEFAULT_LIMIT));
}
