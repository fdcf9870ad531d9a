/** The vectors that the Rust tests hold segments against are what Twilio's own calculator says. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { vectors } from '../vectors/twilio_segments.mjs';

test("the segment vectors are those of Twilio's calculator", async () => {
  const committed = await readFile(new URL('../vectors/twilio_segments.json', import.meta.url), 'utf8');
  assert.ok(committed === vectors(), 'write them again: node tests/vectors/twilio_segments.mjs > …json');
});
