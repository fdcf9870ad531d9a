/** What all of Vapi's resources have in common: create, list, fetch, patch and delete, each seen by its own organisation only. */
import { jsonObject, type Reply, type SandboxRequest } from '../http.ts';
import { param, type Handler, type Route } from '../routes.ts';
import { lookup, type VapiOrg, type VapiResource, type VapiState } from '../state.ts';
import type { World } from '../world.ts';
import { authenticate } from './access.ts';
import { problemsOf, type Shape } from './checks.ts';
import { notFound, vapiError } from './errors.ts';
import { selected } from './listing.ts';

type Fields = Record<string, unknown>;

/** A kind of resource, and what sets it apart. */
export interface Kind {
  /** Where the state keeps them. */
  entries: keyof Pick<VapiState, 'tools' | 'assistants' | 'phoneNumbers'>;
  path: string;
  /** What a new one may hold. */
  created(body: Fields): Shape;
  /** What a change of one may hold. */
  patched(before: Fields): Shape;
  /** What else speaks against a resource as it would be, such as a reference that leads nowhere. */
  objection?(world: World, org: VapiOrg, fields: Fields, id: string | null): string | null;
  /** What the server adds to a new one. */
  added?(world: World, fields: Fields): Fields;
}

/** The five routes of a kind. */
export function resourceRoutes(kind: Kind): Route[] {
  const one = `${kind.path}/:id`;
  const route = (verb: string, method: Route['method'], pattern: string, handler: Handler): Route => ({
    name: `vapi.${kind.entries}.${verb}`,
    method,
    pattern,
    handler,
  });
  return [
    route('create', 'POST', kind.path, (world, request) => create(kind, world, request)),
    route('list', 'GET', kind.path, (world, request) => list(kind, world, request)),
    route('get', 'GET', one, (world, request) => ({
      status: 200,
      body: show(own(kind, world, request).resource),
    })),
    route('patch', 'PATCH', one, (world, request) => patch(kind, world, request)),
    route('delete', 'DELETE', one, (world, request) => remove(kind, world, request)),
  ];
}

/** The resource as the API answers it. */
export function show({ id, orgId, created, updated, fields }: VapiResource): Fields {
  const instants = { createdAt: new Date(created).toISOString(), updatedAt: new Date(updated).toISOString() };
  return { id, orgId, ...instants, ...fields };
}

/** Those of an organisation, oldest first. */
export function resourcesOf(world: World, kind: Kind['entries'], orgId: string): VapiResource[] {
  return Object.values(world.state.vapi[kind]).filter((resource) => resource.orgId === orgId);
}

function create(kind: Kind, world: World, request: SandboxRequest): Reply {
  const org = authenticate(world, request);
  const body = bodyOf(request);
  refuse(problemsOf(kind.created(body), body));
  checkWorld(kind, world, org, body, null);
  const resource: VapiResource = {
    id: newId(world),
    orgId: org.id,
    created: world.now(),
    updated: world.now(),
    fields: { ...body, ...kind.added?.(world, body) },
  };
  world.state.vapi[kind.entries][resource.id] = resource;
  world.save();
  return { status: 201, body: show(resource) };
}

function list(kind: Kind, world: World, request: SandboxRequest): Reply {
  const org = authenticate(world, request);
  return { status: 200, body: selected(request, resourcesOf(world, kind.entries, org.id)).map(show) };
}

/** Replaces the top-level fields that are given, each as a whole: what a nested object does not repeat is gone. */
function patch(kind: Kind, world: World, request: SandboxRequest): Reply {
  const { org, resource } = own(kind, world, request);
  const body = bodyOf(request);
  refuse(problemsOf(kind.patched(resource.fields), body, true));
  const fields = { ...resource.fields, ...body };
  checkWorld(kind, world, org, fields, resource.id);
  Object.assign(resource, { fields, updated: world.now() });
  world.save();
  return { status: 200, body: show(resource) };
}

/** Answers what was deleted. References to it stay, and lead nowhere from now on. */
function remove(kind: Kind, world: World, request: SandboxRequest): Reply {
  const { resource } = own(kind, world, request);
  delete world.state.vapi[kind.entries][resource.id];
  world.save();
  return { status: 200, body: show(resource) };
}

function own(kind: Kind, world: World, request: SandboxRequest): { org: VapiOrg; resource: VapiResource } {
  const org = authenticate(world, request);
  const resource = lookup(world.state.vapi[kind.entries], param(request, 'id'));
  if (resource === undefined || resource.orgId !== org.id) throw notFound();
  return { org, resource };
}

function bodyOf(request: SandboxRequest): Fields {
  const body = jsonObject(request);
  if (body === null) throw vapiError(400, 'The body is not a JSON object');
  return body;
}

function refuse(problems: string[]): void {
  if (problems.length > 0) throw vapiError(400, problems);
}

function checkWorld(kind: Kind, world: World, org: VapiOrg, fields: Fields, id: string | null): void {
  const objection = kind.objection?.(world, org, fields, id) ?? null;
  if (objection !== null) throw vapiError(400, objection);
}

/** A UUID, version 4. */
function newId(world: World): string {
  const hex = world.hex(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20),
  ].join('-');
}
