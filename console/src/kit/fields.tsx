/** Fields of forms. Each knows its label, its hint and what the API has said against it. */
import type { ComponentChildren, JSX } from 'preact';
import { useId } from 'preact/hooks';
import type { Form } from './form.ts';
import { Shape } from './icons.tsx';

interface FieldProps {
  label: string;
  hint?: ComponentChildren;
  /** What is wrong with it. */
  wrong?: string;
  children: (attributes: { id: string; 'aria-describedby'?: string; 'aria-invalid'?: 'true' }) => ComponentChildren;
}

/** Ties label, hint and error to a control. */
export function Field({ label, hint, wrong, children }: FieldProps): JSX.Element {
  const id = useId();
  const described = [hint !== undefined && `${id}-hint`, wrong !== undefined && `${id}-wrong`].filter(Boolean).join(' ');
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({ id, ...(described !== '' && { 'aria-describedby': described }), ...(wrong !== undefined && { 'aria-invalid': 'true' }) })}
      {hint !== undefined && <span class="hint" id={`${id}-hint`}>{hint}</span>}
      {wrong !== undefined && <span class="wrong" id={`${id}-wrong`}><span class="mark"><Shape tone="bad" /></span>{wrong}</span>}
    </div>
  );
}

type Of<V, T> = { [K in keyof V]: V[K] extends T ? K : never }[keyof V] & string;

interface BoundProps<V, T> {
  form: Form<V>;
  name: Of<V, T>;
  label: string;
  hint?: ComponentChildren;
}

interface InputProps<V> extends BoundProps<V, string> {
  type?: 'text' | 'tel' | 'email' | 'number' | 'date' | 'time' | 'password' | 'url';
  required?: boolean;
  maxLength?: number;
  min?: number | string;
  max?: number | string;
  placeholder?: string;
}

/** A line of text, a time, a date or a secret, by its `type`. */
export function TextField<V>({ form, name, label, hint, type = 'text', ...input }: InputProps<V>): JSX.Element {
  return (
    <Field label={label} hint={hint} wrong={form.wrong(name)}>
      {(tied) => (
        <input class="input" autoComplete="off" spellcheck={false} {...tied} {...input} type={type as 'text'} name={name} value={String(form.values.value[name] ?? '')}
          onInput={(event) => form.put({ [name]: event.currentTarget.value } as Partial<V>)} />
      )}
    </Field>
  );
}

type AreaProps<V> = BoundProps<V, string> & { rows?: number; placeholder?: string; maxLength?: number };

export function AreaField<V>({ form, name, label, hint, ...area }: AreaProps<V>): JSX.Element {
  return (
    <Field label={label} hint={hint} wrong={form.wrong(name)}>
      {(tied) => (
        <textarea class="input" rows={2} {...tied} {...area} name={name} value={String(form.values.value[name] ?? '')}
          onInput={(event) => form.put({ [name]: event.currentTarget.value } as Partial<V>)} />
      )}
    </Field>
  );
}

type SelectProps<V> = BoundProps<V, string> & { options: [value: string, word: string][] };

export function SelectField<V>({ form, name, label, hint, options }: SelectProps<V>): JSX.Element {
  return (
    <Field label={label} hint={hint} wrong={form.wrong(name)}>
      {(tied) => (
        <select class="input" {...tied} name={name} value={String(form.values.value[name] ?? '')}
          onChange={(event) => form.put({ [name]: event.currentTarget.value } as Partial<V>)}>
          {options.map(([value, word]) => <option key={value} value={value}>{word}</option>)}
        </select>
      )}
    </Field>
  );
}

export function CheckField<V>({ form, name, label, hint }: BoundProps<V, boolean>): JSX.Element {
  return (
    <label class="check">
      <input type="checkbox" name={name} checked={Boolean(form.values.value[name])}
        onChange={(event) => form.put({ [name]: event.currentTarget.checked } as Partial<V>)} />
      <span>{label}{hint !== undefined && <span class="hint"><br />{hint}</span>}</span>
    </label>
  );
}

interface ChoicesProps {
  label: string;
  value: string;
  options: [value: string, word: string][];
  choose: (value: string) => void;
}

/** A few words of which one is chosen. */
export function Choices({ label, value, options, choose }: ChoicesProps): JSX.Element {
  const name = useId();
  return (
    <fieldset class="choices">
      <legend class="unseen">{label}</legend>
      {options.map(([key, word]) => (
        <label key={key}>
          <input type="radio" name={name} checked={key === value} onChange={() => choose(key)} />
          <span>{word}</span>
        </label>
      ))}
    </fieldset>
  );
}
