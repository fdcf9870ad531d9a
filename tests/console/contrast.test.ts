/** Every text of the console can be read: 4.5:1 for text, 3:1 for large text and for lines that carry meaning, in both schemes. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { inRoot } from '../../scripts/project.mjs';

type Palette = Record<string, string>;

/** What stands on what. */
const GROUNDS = ['ground', 'raised', 'sunken'];
const TINTS = ['tint', 'tint-attention', 'tint-bad'];
const TEXTS = ['text', 'secondary', 'accent', 'good', 'attention', 'bad'];
const PAIRS: [text: string, ground: string, least: number][] = [
  ...TEXTS.flatMap((text) => GROUNDS.map((ground): [string, string, number] => [text, ground, 4.5])),
  ...['text', 'secondary'].flatMap((text) => TINTS.map((tint): [string, string, number] => [text, tint, 4.5])),
  ['accent', 'tint', 4.5],
  ['attention', 'tint-attention', 4.5],
  ['bad', 'tint-bad', 4.5],
  ['on-accent', 'accent', 4.5],
  ...['faint', 'edge'].flatMap((mark) => ['ground', 'raised'].map((ground): [string, string, number] => [mark, ground, 3])),
];

/** The colours by name: the first block is light, the one of the dark scheme replaces some. */
async function palettes(): Promise<Record<'light' | 'dark', Palette>> {
  const css = await readFile(join(inRoot('console'), 'src', 'styles', 'tokens.css'), 'utf8');
  const [first = '', dark = ''] = css.split('@media (prefers-color-scheme: dark)');
  const coloursOf = (text: string): Palette => Object.fromEntries([...text.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, colour]) => [name, colour]));
  return { light: coloursOf(first), dark: { ...coloursOf(first), ...coloursOf(dark) } };
}

/** Relative luminance (WCAG 2.2). */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

test('contrast is reckoned as WCAG says', () => {
  assert.equal(contrast('#000000', '#ffffff'), 21);
  assert.equal(contrast('#777777', '#ffffff').toFixed(2), '4.48');
});

for (const scheme of ['light', 'dark'] as const) {
  test(`every text can be read in the ${scheme} scheme`, async () => {
    const palette = (await palettes())[scheme];
    const faint = PAIRS.filter(([text, ground, least]) => !(contrast(palette[text] ?? '', palette[ground] ?? '') >= least));
    assert.deepEqual(faint.map(([text, ground]) => `${text} on ${ground}: ${contrast(palette[text]!, palette[ground]!).toFixed(2)}`), []);
  });
}
