/** The vectors that the Rust tests hold Vapi's signatures against are what Node and the client of Standard Webhooks sign. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { vectors } from '../vectors/vapi_signatures.mjs';

test("the signature vectors are Node's and those of the Standard Webhooks client", async () => {
  const committed = await readFile(new URL('../vectors/vapi_signatures.json', import.meta.url), 'utf8');
  assert.ok(committed === vectors(), 'write them again: node tests/vectors/vapi_signatures.mjs > …json');
});
