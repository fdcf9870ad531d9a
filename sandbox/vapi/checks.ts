/** Bodies are checked as class-validator does it under NestJS: every field is known, and all complaints come at once. */
import { isObject } from '../http.ts';
import { lookup } from '../state.ts';

/** Says what is wrong with a value, calling it by its name. */
export type Check = (name: string, value: unknown) => string[];

/** What an object may hold. */
export interface Shape {
  fields: Record<string, Check>;
  required?: string[];
}

/** What is wrong with an object; `partial` asks for no field. Null counts as absent where a field may be absent. */
export function problemsOf(shape: Shape, body: Record<string, unknown>, partial = false): string[] {
  const unknown = Object.keys(body).filter((name) => lookup(shape.fields, name) === undefined);
  const wrong = Object.entries(shape.fields).flatMap(([name, check]) => {
    const value = lookup(body, name);
    const required = shape.required?.includes(name) === true && !(partial && value === undefined);
    return value == null && !required ? [] : check(name, value);
  });
  return [...unknown.map((name) => `property ${name} should not exist`), ...wrong];
}

const unless = (fine: boolean, problem: string): string[] => (fine ? [] : [problem]);

/** Any JSON at all: fields that nothing here depends on. */
export const anything: Check = () => [];

/** A string, of limited length or of a form. */
export function text({ max = Infinity, pattern }: { max?: number; pattern?: RegExp } = {}): Check {
  return (name, value) => {
    const given = typeof value === 'string' ? value : null;
    return [
      ...unless(
        pattern === undefined || pattern.test(given ?? ''),
        `${name} must match ${pattern} regular expression`,
      ),
      ...unless(
        given === null || given.length <= max,
        `${name} must be shorter than or equal to ${max} characters`,
      ),
      ...unless(given !== null, `${name} must be a string`),
    ];
  };
}

/** A number within bounds. */
export function number(min: number, max: number): Check {
  return (name, value) => {
    const given = typeof value === 'number' ? value : NaN;
    return [
      ...unless(given <= max, `${name} must not be greater than ${max}`),
      ...unless(given >= min, `${name} must not be less than ${min}`),
      ...unless(Number.isFinite(given), `${name} must be a number conforming to the specified constraints`),
    ];
  };
}

export const flag: Check = (name, value) =>
  unless(typeof value === 'boolean', `${name} must be a boolean value`);

/** One of a few words. */
export function oneOf(words: readonly string[]): Check {
  return (name, value) =>
    unless(
      words.includes(value as string),
      `${name} must be one of the following values: ${words.join(', ')}`,
    );
}

export const url: Check = (name, value) =>
  unless(
    typeof value === 'string' && /^https?:/.test(value) && URL.canParse(value),
    `${name} must be a URL address`,
  );

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export const uuid: Check = (name, value) =>
  unless(typeof value === 'string' && UUID.test(value), `${name} must be a UUID`);

export const e164: Check = (name, value) =>
  unless(
    typeof value === 'string' && /^\+[1-9]\d{6,14}$/.test(value),
    `${name} must be a valid phone number in the E.164 format. Hot tip, you may be missing the country code (Eg. US: +1).`,
  );

/** An object; without a shape, any. */
export function object(shape?: Shape | ((value: Record<string, unknown>) => Shape | undefined)): Check {
  return (name, value) => {
    if (!isObject(value)) return [`${name} must be an object`];
    const fitting = typeof shape === 'function' ? shape(value) : shape;
    return fitting === undefined ? [] : problemsOf(fitting, value).map((problem) => `${name}.${problem}`);
  };
}

/** A list; complaints name the element by its index. */
export function list(check: Check): Check {
  return (name, value) =>
    Array.isArray(value)
      ? value.flatMap((each, at) => check(`${name}.${at}`, each))
      : [`${name} must be an array`];
}
