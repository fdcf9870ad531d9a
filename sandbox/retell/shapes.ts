/** What a change of Retell's resources may hold: the fields of `retell-sdk`, and the bounds that its comments give. */
import { flag, list, number, object, oneOf, problemsOf, text, url, type Check, type Shape } from '../vapi/checks.ts';

/** Fields that nothing is asked of. */
const takenAsIs = (names: string[]): Record<string, Check> => Object.fromEntries(names.map((name) => [name, () => []]));

const NAME = text({ pattern: /^[a-zA-Z0-9_-]{1,64}$/ });
const TEXTS = object((value) => ({ fields: Object.fromEntries(Object.keys(value).map((name) => [name, text()])) }));

export const CUSTOM: Shape = {
  fields: {
    type: oneOf(['custom']),
    name: NAME,
    url,
    args_at_root: flag,
    description: text(),
    enable_typing_sound: flag,
    execution_message_description: text(),
    execution_message_type: oneOf(['prompt', 'static_text']),
    headers: TEXTS,
    max_retry: number(0, 5),
    method: oneOf(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
    parameter_type: oneOf(['json', 'form']),
    parameters: object({
      fields: { type: oneOf(['object']), properties: object(), required: list(text()) },
      required: ['type', 'properties'],
    }),
    query_params: TEXTS,
    response_variables: TEXTS,
    speak_after_execution: flag,
    speak_during_execution: flag,
    timeout_ms: number(1_000, 600_000),
  },
  required: ['name', 'type', 'url'],
};

export const TRANSFER: Shape = {
  fields: {
    type: oneOf(['transfer_call']),
    name: NAME,
    transfer_destination: object((destination) => ({
      fields: { ...takenAsIs(Object.keys(destination)), type: oneOf(['predefined', 'inferred']) },
      required: destination.type === 'predefined' ? ['type', 'number'] : ['type', 'prompt'],
    })),
    transfer_option: object((option) => ({
      fields: {
        ...takenAsIs(Object.keys(option)),
        type: oneOf(['cold_transfer', 'warm_transfer', 'agentic_warm_transfer']),
      },
      required: ['type'],
    })),
    custom_sip_headers: TEXTS,
    description: text(),
    execution_message_description: text(),
    execution_message_type: oneOf(['prompt', 'static_text']),
    ignore_e164_validation: flag,
    speak_during_execution: flag,
  },
  required: ['name', 'transfer_destination', 'transfer_option', 'type'],
};

/** Tools of other types are Retell's own, and are kept as they come. */
const OTHER: Check = object((tool) => ({
  fields: { ...takenAsIs(Object.keys(tool)), type: text(), name: NAME },
  required: ['type', 'name'],
}));

const TOOLS: Check = (name, value) => {
  const tool = (place: string, each: unknown): string[] => {
    const type = (each as { type?: unknown } | null)?.type;
    const check = type === 'custom' ? object(CUSTOM) : type === 'transfer_call' ? object(TRANSFER) : OTHER;
    return check(place, each);
  };
  const problems = list(tool)(name, value);
  if (problems.length > 0) return problems;
  const names = (value as { name: string }[]).map((each) => each.name);
  const twice = names.find((each, at) => names.indexOf(each) !== at);
  return twice === undefined ? [] : [`${name} has two tools named ${twice}`];
};

export const LLM: Shape = {
  fields: {
    ...takenAsIs([
      'begin_after_user_silence_ms',
      'is_transfer_llm',
      'kb_config',
      'knowledge_base_ids',
      'mcps',
      'model',
      'model_high_priority',
      's2s_model',
      'start_speaker',
      'starting_state',
      'states',
      'tool_call_strict_mode',
    ]),
    begin_message: text(),
    default_dynamic_variables: TEXTS,
    general_prompt: text(),
    general_tools: TOOLS,
    model_temperature: number(0, 1),
  },
};

const EVENTS = [
  'call_started',
  'call_ended',
  'call_analyzed',
  'transcript_updated',
  'transfer_started',
  'transfer_bridged',
  'transfer_cancelled',
  'transfer_ended',
];

/** Of an agent only what has to do with webhooks is looked at. */
export const AGENT: Shape = {
  fields: {
    ...takenAsIs(['agent_name', 'language', 'response_engine', 'voice_id', 'voice_model', 'version_description', 'version_title']),
    webhook_events: list(oneOf(EVENTS)),
    webhook_timeout_ms: number(1, 60_000),
    webhook_url: url,
  },
};

export const NUMBER: Shape = {
  fields: {
    ...takenAsIs([
      'allowed_inbound_country_list',
      'allowed_outbound_country_list',
      'auth_password',
      'auth_username',
      'fallback_number',
      'inbound_agents',
      'inbound_sms_agents',
      'inbound_sms_webhook_url',
      'outbound_agents',
      'outbound_sms_agents',
      'termination_uri',
      'transport',
    ]),
    inbound_webhook_url: url,
    nickname: text(),
  },
};

export { problemsOf };
