/** Vapi's side as a person may see it: who has what and what points where, without keys, tokens and headers. */
import { isObject } from '../http.ts';
import { mask } from '../recorder.ts';
import { lookup, type VapiOrg, type VapiResource } from '../state.ts';
import type { World } from '../world.ts';
import { toolIdsOf } from './kinds.ts';
import { resourcesOf, type Kind } from './resources.ts';

/** An organisation with all that it has, oldest first. */
export interface VapiOrgView {
  id: string;
  name: string;
  keys: string[];
  phoneNumbers: { id: string; name: string; number: string; assistant: string; server: string }[];
  assistants: {
    id: string;
    name: string;
    model: string;
    tools: string[];
    serverMessages: string[];
    server: string;
  }[];
  tools: { id: string; name: string; type: string; server: string }[];
}

/** Draws up the view. */
export function vapiView(world: World): VapiOrgView[] {
  return Object.values(world.state.vapi.orgs).map((org) => orgView(world, org));
}

function orgView(world: World, { id, name, keys }: VapiOrg): VapiOrgView {
  const { tools, assistants } = world.state.vapi;
  const own = <T>(kind: Kind['entries'], show: (resource: VapiResource) => T): T[] =>
    resourcesOf(world, kind, id).map(show);
  return {
    id,
    name,
    keys: keys.map(mask),
    phoneNumbers: own('phoneNumbers', ({ id: numberId, fields }) => ({
      id: numberId,
      name: shown(fields.name),
      number: shown(fields.number ?? fields.sipUri),
      assistant: fields.assistantId == null ? '' : nameOf(lookup(assistants, shown(fields.assistantId))),
      server: serverOf(fields),
    })),
    assistants: own('assistants', ({ id: assistantId, fields }) => ({
      id: assistantId,
      name: shown(fields.name),
      model: isObject(fields.model) ? `${shown(fields.model.provider)} ${shown(fields.model.model)}` : '',
      tools: toolIdsOf(fields.model).map((tool) => nameOf(lookup(tools, tool))),
      serverMessages: Array.isArray(fields.serverMessages) ? fields.serverMessages.map(shown) : [],
      server: serverOf(fields),
    })),
    tools: own('tools', (tool) => ({
      id: tool.id,
      name: nameOf(tool),
      type: shown(tool.fields.type),
      server: serverOf(tool.fields),
    })),
  };
}

/** What a person knows a resource by; a reference may lead to one that is gone. */
function nameOf(resource: VapiResource | undefined): string {
  if (resource === undefined) return '(deleted)';
  const { function: definition, name } = resource.fields;
  return shown((isObject(definition) ? definition.name : undefined) ?? name ?? resource.id);
}

function serverOf({ server, url }: Record<string, unknown>): string {
  return shown((isObject(server) ? server.url : undefined) ?? url);
}

const shown = (value: unknown): string => String(value ?? '');
