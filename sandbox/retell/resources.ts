/** Retell's agents, LLMs and numbers: fetched, listed and changed by whoever has a key of their workspace. */
import { jsonObject, type Reply, type SandboxRequest } from '../http.ts';
import { param, type Handler, type Route } from '../routes.ts';
import { lookup, type RetellResource, type RetellState } from '../state.ts';
import type { Shape } from '../vapi/checks.ts';
import type { World } from '../world.ts';
import { notFound, retellError } from './errors.ts';
import { AGENT, LLM, NUMBER, problemsOf } from './shapes.ts';

/** A kind of resource. */
interface Kind {
  entries: keyof Pick<RetellState, 'agents' | 'llms' | 'phoneNumbers'>;
  /** What its paths call it. */
  path: string;
  changes: Shape;
}

const KINDS: Kind[] = [
  { entries: 'agents', path: 'agent', changes: AGENT },
  { entries: 'llms', path: 'retell-llm', changes: LLM },
  { entries: 'phoneNumbers', path: 'phone-number', changes: NUMBER },
];

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 1000;

/** All of Retell's routes. */
export const retellRoutes: Route[] = [
  ...KINDS.flatMap((kind) => [
    route(`${kind.entries}.get`, 'GET', `/get-${kind.path}/:id`, (world, request) => ({
      status: 200,
      body: own(kind, world, request).fields,
    })),
    route(`${kind.entries}.update`, 'PATCH', `/update-${kind.path}/:id`, (world, request) => update(kind, world, request)),
  ]),
  route('phoneNumbers.list', 'GET', '/v2/list-phone-numbers', list),
  // No calls are kept here, so whichever a workspace deletes was its own.
  route('calls.delete', 'DELETE', '/v2/delete-call/:id', (world, request) => {
    workspaceOf(world, request);
    return { status: 204 };
  }),
];

function route(name: string, method: Route['method'], pattern: string, handler: Handler): Route {
  return { name: `retell.${name}`, method, pattern, handler };
}

/** The workspace whose key a request carries. @throws 401 without one */
function workspaceOf(world: World, request: SandboxRequest): string {
  const key = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const workspace = key === undefined ? undefined : lookup(world.state.retell.keys, key);
  if (workspace === undefined) throw retellError(401, 'Invalid API key');
  return workspace;
}

function own(kind: Kind, world: World, request: SandboxRequest): RetellResource {
  const workspace = workspaceOf(world, request);
  const id = param(request, 'id');
  const resource = lookup(world.state.retell[kind.entries], id);
  if (resource === undefined || resource.workspace !== workspace) throw notFound(kind.path, id);
  return resource;
}

/** Replaces the top-level fields that are given, each as a whole. A version that is published takes no change. */
function update(kind: Kind, world: World, request: SandboxRequest): Reply {
  const resource = own(kind, world, request);
  const body = jsonObject(request);
  if (body === null) throw retellError(400, 'The body is not a JSON object');
  const problems = problemsOf(kind.changes, body, true);
  if (problems.length > 0) throw retellError(422, problems.join('; '));
  if (resource.fields.is_published === true) throw retellError(422, `Cannot update published ${kind.path}`);
  resource.fields = { ...resource.fields, ...body, last_modification_timestamp: world.now() };
  world.save();
  return { status: 200, body: resource.fields };
}

/** A page of the workspace's numbers, with the key of the next one. */
function list(world: World, request: SandboxRequest): Reply {
  const workspace = workspaceOf(world, request);
  const limit = Number(request.query.get('limit') ?? DEFAULT_LIMIT);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) throw retellError(422, `limit must be 1 to ${MAX_LIMIT}`);
  const after = request.query.get('pagination_key');
  const all = Object.values(world.state.retell.phoneNumbers)
    .filter((number) => number.workspace === workspace)
    .map(({ fields }) => fields);
  const from = after === null ? 0 : all.findIndex(({ phone_number }) => phone_number === after) + 1;
  const items = all.slice(from, from + limit);
  const has_more = from + items.length < all.length;
  return { status: 200, body: { items, has_more, ...(has_more ? { pagination_key: items.at(-1)?.phone_number } : {}) } };
}
