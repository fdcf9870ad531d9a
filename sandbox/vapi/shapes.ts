/** What Vapi's resources may hold: the fields of its API description, with the bounds that the description gives. */
import {
  anything,
  e164,
  flag,
  list,
  number,
  object,
  oneOf,
  text,
  url,
  uuid,
  type Check,
  type Shape,
} from './checks.ts';

/** Fields that nothing is asked of. */
const takenAsIs = (names: string[]): Record<string, Check> =>
  Object.fromEntries(names.map((name) => [name, anything]));

export const BACKOFF: Shape = {
  fields: {
    type: oneOf(['fixed', 'exponential']),
    maxRetries: number(0, 10),
    baseDelaySeconds: number(0, 10),
    excludedStatusCodes: list(number(100, 599)),
  },
  required: ['type', 'maxRetries', 'baseDelaySeconds'],
};

/** Where Vapi posts to. `secret` of older configurations is no longer part of it. */
export const SERVER: Shape = {
  fields: {
    url,
    timeoutSeconds: number(1, 300),
    headers: object(),
    credentialId: uuid,
    staticIpAddressesEnabled: flag,
    encryptedPaths: list(text()),
    backoffPlan: object(BACKOFF),
  },
};

export const FUNCTION: Shape = {
  fields: {
    name: text({ pattern: /^[a-zA-Z0-9_-]{1,64}$/ }),
    description: text(),
    strict: flag,
    parameters: object({
      fields: {
        type: oneOf(['object']),
        properties: object(),
        required: list(text()),
        description: text(),
        additionalProperties: flag,
      },
      required: ['type', 'properties'],
    }),
  },
  required: ['name'],
};

const MESSAGES = list(
  object((message) => {
    const types = ['request-start', 'request-complete', 'request-failed', 'request-response-delayed'];
    return { fields: { ...takenAsIs(Object.keys(message)), type: oneOf(types) }, required: ['type'] };
  }),
);

const PARAMETERS = list(object({ fields: { key: text(), value: anything }, required: ['key', 'value'] }));

/** The tools that the sandbox plays, by type; what a new one must hold is `required`. */
export const TOOLS: Record<string, Shape> = {
  function: {
    fields: {
      messages: MESSAGES,
      async: flag,
      server: object(SERVER),
      variableExtractionPlan: object(),
      parameters: PARAMETERS,
      function: object(FUNCTION),
      rejectionPlan: object(),
    },
  },
  apiRequest: {
    fields: {
      messages: MESSAGES,
      method: oneOf(['POST', 'GET', 'PUT', 'PATCH', 'DELETE']),
      timeoutSeconds: number(1, 300),
      name: text({ pattern: /^[a-zA-Z0-9_-]{1,40}$/ }),
      description: text(),
      url: text(),
      body: object(),
      headers: object(),
      credentialId: uuid,
      encryptedPaths: list(text()),
      parameters: PARAMETERS,
      backoffPlan: object(BACKOFF),
      variableExtractionPlan: object(),
      rejectionPlan: object(),
    },
    required: ['method', 'url'],
  },
  transferCall: { fields: { messages: MESSAGES, destinations: list(object()), rejectionPlan: object() } },
  endCall: { fields: { messages: MESSAGES, rejectionPlan: object() } },
};

/** A knowledge base of the clinic's own, which Vapi asks with every turn of a caller. */
export const KNOWLEDGE_BASE: Shape = {
  fields: { provider: oneOf(['custom-knowledge-base']), server: object(SERVER) },
  required: ['provider', 'server'],
};

const MODEL_FIELDS: Record<string, Check> = {
  provider: text(),
  model: text(),
  messages: list(object()),
  tools: list(object()),
  toolIds: list(uuid),
  toolRefs: list(object()),
  knowledgeBase: object(KNOWLEDGE_BASE),
  temperature: number(0, 2),
  maxTokens: number(50, 10_000),
  emotionRecognitionEnabled: flag,
  numFastTurns: number(0, Infinity),
};

/** What only OpenAI's models have. */
const OPENAI_FIELDS = [
  'fallbackModels',
  'toolStrictCompatibilityMode',
  'promptCacheRetention',
  'promptCacheKey',
  'reasoningEffort',
];

/** A model with fields that are taken as they come beside those that all models have. It is always given whole. */
const modelWith = (further: string[]): Shape => ({
  fields: { ...takenAsIs(further), ...MODEL_FIELDS },
  required: ['provider', 'model'],
});

export const OPENAI = modelWith(OPENAI_FIELDS);

/** What providers other than OpenAI want to know is not checked. */
const MODEL = object((model) => (model.provider === 'openai' ? OPENAI : modelWith(Object.keys(model))));

const SERVER_MESSAGES = [
  'assistant.started',
  'assistant.speechStarted',
  'conversation-update',
  'end-of-call-report',
  'function-call',
  'hang',
  'language-changed',
  'language-change-detected',
  'model-output',
  'phone-call-control',
  'speech-update',
  'status-update',
  'transcript',
  'transcript[transcriptType="final"]',
  'tool-calls',
  'transfer-destination-request',
  'handoff-destination-request',
  'transfer-update',
  'user-interrupted',
  'voice-input',
  'chat.created',
  'chat.deleted',
  'session.created',
  'session.updated',
  'session.deleted',
  'call.deleted',
  'call.delete.failed',
  'call.artifact.upload',
];

/** Fields of an assistant that are kept as they come. */
const KEPT = [
  'voicemailDetection',
  'clientMessages',
  'backgroundSound',
  'transportConfigurations',
  'observabilityPlan',
  'credentials',
  'hooks',
  'compliancePlan',
  'backgroundSpeechDenoisingPlan',
  'analysisPlan',
  'artifactPlan',
  'startSpeakingPlan',
  'stopSpeakingPlan',
  'monitorPlan',
  'keypadInputPlan',
];

export const ASSISTANT: Shape = {
  fields: {
    ...takenAsIs(KEPT),
    name: text({ max: 40 }),
    model: MODEL,
    voice: object(),
    transcriber: object(),
    firstMessage: text(),
    firstMessageInterruptionsEnabled: flag,
    firstMessageMode: text(),
    serverMessages: list(oneOf(SERVER_MESSAGES)),
    maxDurationSeconds: number(10, 43_200),
    modelOutputInMessagesEnabled: flag,
    voicemailMessage: text({ max: 1000 }),
    endCallMessage: text({ max: 1000 }),
    endCallPhrases: list(text()),
    metadata: object(),
    credentialIds: list(uuid),
    server: object(SERVER),
  },
};

const ROUTING: Record<string, Check> = {
  name: text({ max: 40 }),
  assistantId: uuid,
  squadId: uuid,
  workflowId: uuid,
  fallbackDestination: object(),
  hooks: list(object()),
  server: object(SERVER),
};

/** The phone numbers that the sandbox plays, by provider. */
export const NUMBERS: Record<string, Shape> = {
  twilio: {
    fields: {
      ...ROUTING,
      number: e164,
      twilioAccountSid: text(),
      twilioAuthToken: text(),
      twilioApiKey: text(),
      twilioApiSecret: text(),
      smsEnabled: flag,
    },
    required: ['number', 'twilioAccountSid'],
  },
  vapi: {
    fields: {
      ...ROUTING,
      sipUri: text(),
      numberDesiredAreaCode: text({ pattern: /^\d{3}$/ }),
      authentication: object(),
    },
  },
};
