/** The vectors that the Rust tests hold signatures against are what Twilio's own client and Node say. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { vectors as sharedKeyVectors } from '../vectors/twilio_shared_keys.mjs';
import { vectors } from '../vectors/twilio_signatures.mjs';

test("the signature vectors are those of Twilio's client", async () => {
  const committed = await readFile(new URL('../vectors/twilio_signatures.json', import.meta.url), 'utf8');
  assert.ok(committed === vectors(), 'write them again: node tests/vectors/twilio_signatures.mjs > …json');
});

test('the signature vectors of shared keys are those of Node', async () => {
  const committed = await readFile(new URL('../vectors/twilio_shared_keys.json', import.meta.url), 'utf8');
  assert.ok(committed === sharedKeyVectors(), 'write them again: node tests/vectors/twilio_shared_keys.mjs > …json');
});
