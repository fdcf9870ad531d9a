/** Checks forms and replies against Twilio's OpenAPI 3.0 document, with the few repairs that the document needs. */
import assert from 'node:assert/strict';
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';

const FORM_TYPE = 'application/x-www-form-urlencoded';
const RFC_2822 = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} \+0000$/;

/** Twilio's error body. Its document declares none; `code` is missing now and then. */
const ERROR = {
  type: 'object',
  required: ['message', 'status'],
  additionalProperties: false,
  properties: {
    code: { type: 'integer' },
    message: { type: 'string' },
    more_info: { type: 'string', format: 'uri' },
    status: { type: 'integer' },
    details: { type: 'object' },
  },
};

/** A validator over one copy of the document. */
export class TwilioSpec {
  readonly #document: any;
  readonly #strict: Ajv;
  /** Forms carry text only, so numbers and flags are converted before they are judged. */
  readonly #lenient: Ajv;

  constructor(document: any) {
    this.#document = repaired(structuredClone(document));
    this.#strict = this.#validator(false);
    this.#lenient = this.#validator('array');
  }

  #validator(coerceTypes: false | 'array'): Ajv {
    const ajv = new Ajv({ strict: false, allErrors: true, coerceTypes });
    formats.default(ajv);
    ajv.addFormat('phone-number', /^\+[1-9]\d{1,14}$/);
    ajv.addFormat('date-time-rfc-2822', RFC_2822);
    ajv.addFormat('currency', /^[A-Za-z]{3}$/);
    for (const name of ['uri-map', 'phone-number-capabilities', 'http-method', 'ice-server'])
      ajv.addFormat(name, true);
    for (const name of ['endpoint', 'iso-country-code', 'twiml']) ajv.addFormat(name, true);
    return ajv.addSchema(this.#document, 'twilio');
  }

  /** Sorted names of a schema's fields. */
  fieldsOf(schema: string): string[] {
    return Object.keys(this.#document.components.schemas[schema].properties).sort();
  }

  /** @throws AssertionError when a form has an unknown field, lacks one, or holds an unusable value */
  checkForm(method: string, path: string, form: Record<string, string>): void {
    const { schema } = this.#document.paths[path][method].requestBody.content[FORM_TYPE];
    const unknown = Object.keys(form).filter((name) => !Object.hasOwn(schema.properties, name));
    assert.deepEqual(unknown, [], `unknown form fields: ${unknown.join(', ')}`);
    const ref = reference('paths', path, method, 'requestBody', 'content', FORM_TYPE, 'schema');
    check(this.#lenient.compile(ref), structuredClone(form));
  }

  /** @throws AssertionError when a reply does not fit its schema */
  checkReply(method: string, path: string, status: number, body: unknown): void {
    const ref = reference(
      'paths',
      path,
      method,
      'responses',
      String(status),
      'content',
      'application/json',
      'schema',
    );
    check(this.#strict.compile(ref), body);
  }

  /** @throws AssertionError when an error body has another shape, or names another status than it came with */
  checkError(status: number, body: unknown): void {
    check(this.#strict.compile(ERROR), body);
    assert.equal((body as { status: number }).status, status);
  }
}

/** A schema that points into the document: a URI fragment with an encoded JSON pointer (RFC 6901). */
function reference(...parts: string[]): { $ref: string } {
  const encoded = parts.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')));
  return { $ref: `twilio#/${encoded.join('/')}` };
}

function check(validate: ValidateFunction, value: unknown): void {
  const complaints = validate(value) ? [] : (validate.errors ?? []);
  assert.deepEqual(
    complaints.map(
      ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
    ),
    [],
  );
}

/** Mends what is known to be wrong or missing in the document itself. */
function repaired(document: any): any {
  for (const operations of Object.values<any>(document.paths)) {
    for (const operation of Object.values<any>(operations)) repairEnvelope(operation);
  }
  const create = document.paths['/2010-04-01/Accounts/{AccountSid}/Messages.json'].post.requestBody;
  create.content[FORM_TYPE].schema.properties.To.pattern = '^\\+[1-9]\\d{1,14}$';
  return document;
}

/** List envelopes carry relative links, which the document calls URIs. */
function repairEnvelope(operation: any): void {
  const properties = operation?.responses?.['200']?.content?.['application/json']?.schema?.properties ?? {};
  for (const [name, property] of Object.entries<any>(properties)) {
    if (name.endsWith('uri')) delete property.format;
  }
}
