/** Tools, assistants and phone numbers: what each of them is particular about. */
import { isObject, type Reply, type SandboxRequest } from '../http.ts';
import { param, type Route } from '../routes.ts';
import { lookup, type VapiOrg } from '../state.ts';
import type { World } from '../world.ts';
import { authenticate } from './access.ts';
import { oneOf, text, type Check, type Shape } from './checks.ts';
import { resourceRoutes, resourcesOf, type Kind } from './resources.ts';
import { ASSISTANT, NUMBERS, TOOLS } from './shapes.ts';

/** A tool's type is given once: no change may name it, not even the one that it has. */
const tools: Kind = {
  entries: 'tools',
  path: '/tool',
  created: (body) => shapeBy('type', TOOLS, body.type),
  patched: (before) => shapeOf(TOOLS, before.type),
};

const assistants: Kind = {
  entries: 'assistants',
  path: '/assistant',
  created: () => ASSISTANT,
  patched: () => ASSISTANT,
  objection: (world, org, { model }) => {
    const missing = toolIdsOf(model).find((id) => !owns(world, org, 'tools', id));
    return missing === undefined ? null : `Couldn't Get Tool. \`toolId\` ${missing} Does Not Exist.`;
  },
};

/** A number's provider is given once, but a change may repeat it. */
const phoneNumbers: Kind = {
  entries: 'phoneNumbers',
  path: '/phone-number',
  created: (body) => shapeBy('provider', NUMBERS, body.provider),
  patched: ({ provider }) => {
    const { fields, ...shape } = shapeOf(NUMBERS, provider);
    const { numberDesiredAreaCode, ...changeable } = fields;
    return { ...shape, fields: { ...changeable, provider: oneOf([String(provider)]) } };
  },
  objection: (world, org, fields, id) =>
    assistantProblem(world, org, fields) ?? duplicate(world, org, fields, id),
  added: (world, { provider, sipUri, numberDesiredAreaCode }) => ({
    status: 'active',
    ...(provider === 'vapi' && sipUri == null ? { number: newNumber(world, numberDesiredAreaCode) } : {}),
  }),
};

/** All of Vapi's routes. */
export const vapiRoutes: Route[] = [
  ...[tools, assistants, phoneNumbers].flatMap(resourceRoutes),
  { name: 'vapi.calls.delete', method: 'DELETE', pattern: '/call/:id', handler: deleteCall },
];

/** No calls are kept here, so whichever an organisation deletes was its own. */
function deleteCall(world: World, request: SandboxRequest): Reply {
  const org = authenticate(world, request);
  return { status: 200, body: { id: param(request, 'id'), orgId: org.id } };
}

/** The tools that an assistant's model refers to. */
export function toolIdsOf(model: unknown): string[] {
  return isObject(model) && Array.isArray(model.toolIds) ? (model.toolIds as string[]) : [];
}

/** The shape of a variant; of an unknown one, all that any variant may hold. */
function shapeOf(variants: Record<string, Shape>, variant: unknown): Shape {
  const all = Object.values(variants).map(({ fields }) => fields);
  return lookup(variants, String(variant)) ?? { fields: Object.assign({}, ...all) };
}

/** {@link shapeOf} with the field that tells the variants apart. */
function shapeBy(field: string, variants: Record<string, Shape>, variant: unknown): Shape {
  const { fields, required = [] } = shapeOf(variants, variant);
  const known = oneOf(Object.keys(variants));
  const check: Check = (name, value) => [...known(name, value), ...text()(name, value)];
  return { fields: { [field]: check, ...fields }, required: [field, ...required] };
}

function owns(world: World, org: VapiOrg, kind: Kind['entries'], id: string): boolean {
  return lookup(world.state.vapi[kind], id)?.orgId === org.id;
}

function assistantProblem(
  world: World,
  org: VapiOrg,
  { assistantId }: Record<string, unknown>,
): string | null {
  if (assistantId == null || owns(world, org, 'assistants', String(assistantId))) return null;
  return `Couldn't Get Assistant. \`assistantId\` ${assistantId} Does Not Exist.`;
}

function duplicate(
  world: World,
  org: VapiOrg,
  fields: Record<string, unknown>,
  id: string | null,
): string | null {
  const identical = (name: string) =>
    resourcesOf(world, 'phoneNumbers', org.id).find(
      (other) => other.id !== id && fields[name] != null && other.fields[name] === fields[name],
    );
  for (const name of ['number', 'sipUri']) {
    const other = identical(name);
    if (other !== undefined)
      return `Existing Phone Number ${other.id} Has Identical \`${name}\` ${fields[name]}.`;
  }
  return null;
}

/** A fictional number in an area. */
function newNumber(world: World, areaCode: unknown): string {
  return `+1${areaCode ?? '415'}55501${String(world.next() % 100).padStart(2, '0')}`;
}
