import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DevOutput } from '../../scripts/wrangler.mjs';

const STARTING = ['⛅️ wrangler', 'env.DB (frontdesk)  D1 Database  local', '[wrangler:info] Ready on http://127.0.0.1:8787'];

/** Feeds lines to a filter. Answers what it shows. */
function shown(play: (output: DevOutput) => void): string[] {
  const lines: string[] = [];
  play(new DevOutput((line: string) => lines.push(line)));
  return lines;
}

test('nothing is shown of a start that goes well', () => {
  const lines = shown((output) => {
    STARTING.forEach(output.line);
    output.started();
    output.failed();
  });
  assert.deepEqual(lines, []);
});

test('all is shown of a start that does not', () => {
  const lines = shown((output) => {
    STARTING.forEach(output.line);
    output.failed();
  });
  assert.deepEqual(lines, STARTING);
});

test('after the start, requests, logs and builds are shown, and noise is not', () => {
  const lines = shown((output) => {
    output.started();
    [
      '[wrangler:info] GET /health 200 OK (3ms)',
      '',
      '⎔ Reloading local server...',
      'something that the Worker logs',
      '[custom build]    Compiling serde v1.0.229',
      '[custom build] error[E0308]: mismatched types',
      '✘ [ERROR] k [Error]: Process exited with non-zero status (1)',
      '    result: I {',
      '  }',
      'after it',
    ].forEach(output.line);
  });
  assert.deepEqual(lines, [
    'GET /health 200 OK (3ms)',
    'something that the Worker logs',
    '[custom build] error[E0308]: mismatched types',
    'after it',
  ]);
});
