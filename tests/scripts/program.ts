/** Runs scripts the way npm does: as programs of their own. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a program to its end with `environment` added to ours, in the repository unless told otherwise. */
export function outcomeOf(
  program: string,
  args: string[],
  environment: Record<string, string> = {},
  cwd = ROOT,
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...output }));
  });
}

/** Runs one of scripts/. */
export function script(name: string, args: string[] = [], environment?: Record<string, string>): Promise<Outcome> {
  return outcomeOf(process.execPath, [`scripts/${name}`, ...args], environment);
}
