/** Bearer authentication by an organisation's private key. */
import type { SandboxRequest } from '../http.ts';
import { vapiRegion } from '../regions.ts';
import type { VapiOrg } from '../state.ts';
import type { World } from '../world.ts';
import { invalidKey } from './errors.ts';

/** The organisation whose key a request carries. @throws 401 without one */
export function authenticate(world: World, request: SandboxRequest): VapiOrg {
  const key = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const org = Object.values(world.state.vapi.orgs).find(
    ({ keys, region = 'us' }) => key !== undefined && keys.includes(key) && region === vapiRegion(request),
  );
  if (org === undefined) throw invalidKey();
  return org;
}
