/** Control of Vapi's side: organisations with their keys, and what they hold. The rest is done through Vapi's own API. */
import type { Reply, SandboxRequest } from '../http.ts';
import { VAPI_REGIONS } from '../regions.ts';
import { param, type Route } from '../routes.ts';
import { lookup } from '../state.ts';
import { vapiView } from '../vapi/view.ts';
import type { World } from '../world.ts';
import { Input, ok, refuse, saved } from './input.ts';

/** The routes under `/_sandbox/vapi`. */
export const vapiControlRoutes: Route[] = [
  { name: 'control.vapi', method: 'GET', pattern: '/_sandbox/vapi', handler: (world) => ok(vapiView(world)) },
  { name: 'control.vapi.org', method: 'PUT', pattern: '/_sandbox/vapi/orgs/:orgId', handler: putOrg },
];

/** Creates an organisation or changes it; what it owns stays. A key that another one has is refused. */
function putOrg(world: World, request: SandboxRequest): Reply {
  const id = param(request, 'orgId');
  const { orgs } = world.state.vapi;
  const before = lookup(orgs, id);
  const input = new Input(request);
  const org = {
    id,
    name: input.text('name', before?.name ?? id),
    keys: input.texts('keys', before?.keys),
    region: input.oneOf('region', VAPI_REGIONS, before?.region ?? 'us'),
  };
  input.done();
  const others = Object.values(orgs).filter((other) => other.id !== id);
  if (others.some(({ keys }) => keys.some((key) => org.keys.includes(key))))
    throw refuse(409, 'another organisation has that key');
  orgs[id] = org;
  return saved(world, { id, name: org.name });
}
