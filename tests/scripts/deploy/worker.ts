/** One Worker at the fake Cloudflare: its versions and its deployments. */
import { randomUUID } from 'node:crypto';

/** An error of Cloudflare's. */
export class Refused extends Error {
  readonly status: number;
  readonly code: number;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export interface Share {
  version_id: string;
  percentage: number;
}

interface Binding {
  type: string;
  name: string;
  [more: string]: unknown;
}

interface Version {
  id: string;
  number: number;
  metadata: { created_on: string; has_preview: boolean };
  annotations: Record<string, string>;
  resources: { bindings: Binding[]; script: { etag: string }; script_runtime: object };
}

export class Worker {
  readonly versions: Version[] = [];
  /** The newest first. */
  readonly deployments: { id: string; created_on: string; versions: Share[]; annotations: Record<string, string> }[] = [];
  readonly described = { tag: 'worker-tag', tags: [] as string[], last_deployed_from: 'wrangler' };
  /** Non-versioned settings as they were last set. */
  settings: Record<string, any> = {};
  schedules: object[] = [];
  /** Versions whose answers are not what they should be, by what /health says. */
  readonly ill = new Map<string, { status: number; body: object }>();
  /** What the versions to come will be, if not well. */
  illness: { status: number; body: object } | undefined;

  /** Takes a version as wrangler uploads it: a form whose part `metadata` is JSON. */
  upload(form: string): Version {
    const metadata = JSON.parse(form.match(/name="metadata"\r\n(?:[^\r]+\r\n)*\r\n([^]*?)\r\n--/)?.[1] ?? 'null');
    return this.add({ annotations: metadata.annotations ?? {}, bindings: this.#bindings(metadata) });
  }

  /** A further version. */
  add({ annotations, bindings }: { annotations: Record<string, string>; bindings: Binding[] }): Version {
    const version: Version = {
      id: randomUUID(),
      number: this.versions.length + 1,
      // No version of a Worker with objects has an address of its own.
      metadata: { created_on: new Date().toISOString(), has_preview: false },
      annotations,
      resources: { bindings, script: { etag: 'e' }, script_runtime: {} },
    };
    this.versions.push(version);
    if (this.illness !== undefined) this.ill.set(version.id, this.illness);
    return version;
  }

  #bindings(metadata: { bindings: Binding[]; keep_bindings?: string[] }): Binding[] {
    const before = this.versions.at(-1)?.resources.bindings ?? [];
    const resolved = metadata.bindings.map((binding) => {
      const known = before.find(({ name }) => name === binding.name);
      if (binding.type !== 'inherit') return binding;
      if (known === undefined) throw new Refused(400, 10057, `inherit binding '${binding.name}' is invalid: previous version does not have binding named '${binding.name}'`);
      return known;
    });
    const kept = before.filter(({ type, name }) => metadata.keep_bindings?.includes(type) && !resolved.some((known) => known.name === name));
    // Nobody reads a secret again.
    return [...resolved, ...kept].map(({ text, ...binding }) => (binding.type === 'secret_text' ? binding : { text, ...binding }) as Binding);
  }

  /** Lets versions serve. */
  deploy(versions: Share[], annotations: Record<string, string> = {}): object {
    const unknown = versions.find(({ version_id: id }) => !this.versions.some((version) => version.id === id));
    if (unknown !== undefined) throw new Refused(404, 10094, `Version ${unknown.version_id} does not exist`);
    if (versions.reduce((sum, { percentage }) => sum + percentage, 0) !== 100) throw new Refused(400, 10095, 'Percentages have to be 100 together');
    const created = new Date(Date.now() + this.deployments.length);
    this.deployments.unshift({ id: randomUUID(), created_on: created.toISOString(), versions, annotations });
    return this.deployments[0]!;
  }

  /** Who serves now, as `100 1` of version 1. */
  get serving(): string {
    const numbered = (share: Share) => this.versions.find(({ id }) => id === share.version_id)?.number;
    return (this.deployments[0]?.versions ?? []).map((share) => `${share.percentage} ${numbered(share)}`).join(', ');
  }

  get secrets(): string[] {
    return this.versions.at(-1)!.resources.bindings.filter(({ type }) => type === 'secret_text').map(({ name }) => name).sort();
  }

  answer(method: string, path: string, body: string): unknown {
    const [what = '', id] = path.split('/');
    if (what === 'deployments') return method === 'POST' ? this.#deployed(JSON.parse(body)) : { deployments: this.deployments };
    if (what === 'versions' && method === 'POST') return this.upload(body);
    if (what === 'versions') return id === undefined ? { items: this.versions } : this.#version(id);
    if (what === 'settings') return { bindings: this.versions.at(-1)!.resources.bindings, tags: [] };
    if (what === 'script-settings') return Object.assign(this.settings, JSON.parse(body));
    if (what === 'secrets') return this.secrets.map((name) => ({ name, type: 'secret_text' }));
    if (what === 'schedules' && method === 'PUT') return { schedules: (this.schedules = JSON.parse(body)) };
    if (what === 'subdomain') return { enabled: true, previews_enabled: true };
    throw new Refused(404, 7003, `No route for ${method} ${path}`);
  }

  #deployed({ versions, annotations }: { versions: Share[]; annotations: Record<string, string> }): object {
    return this.deploy(versions, annotations);
  }

  #version(id: string): Version {
    const version = this.versions.find((known) => known.id === id);
    if (version === undefined) throw new Refused(404, 10094, `Version ${id} does not exist`);
    return version;
  }

  /** What a version answers to whoever asks it. */
  answerOf(id: string, path: string): { status: number; body: object } {
    if (path === '/openapi.json') return { status: 200, body: { openapi: '3.1.0' } };
    if (path === '/api/org') return { status: 401, body: { status: 401 } };
    return this.ill.get(id) ?? { status: 200, body: { status: 'ok', version: '0.1.0', version_id: id, overdue_clinics: 0 } };
  }
}
