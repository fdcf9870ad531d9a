/** The vectors that the Rust tests hold signatures against are what Twilio's own client says. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { vectors } from '../vectors/twilio_signatures.mjs';

test("the signature vectors are those of Twilio's client", async () => {
  const committed = await readFile(new URL('../vectors/twilio_signatures.json', import.meta.url), 'utf8');
  assert.ok(committed === vectors(), 'write them again: node tests/vectors/twilio_signatures.mjs > …json');
});
