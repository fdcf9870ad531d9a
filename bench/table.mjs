/** Plain text tables: first column to the left, figures to the right. */

/**
 * @param {string[]} columns
 * @param {string[][]} rows
 * @returns {string}
 */
export function table(columns, rows) {
  const widths = columns.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i].length)));
  const line = (cells) => cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ').trimEnd();
  return [line(columns), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)].join('\n');
}

/** Requests per second: whole numbers with separators. */
export const perSecond = (value) => Math.round(value).toLocaleString('en-US');

/** Milliseconds with two decimals. */
export const milliseconds = (value) => value.toFixed(2);

/** A ratio such as `0.87x`; a dash when there is nothing to compare with. */
export const times = (value) => (value === null ? '-' : `${value.toFixed(2)}x`);

/** A share such as `63%`. */
export const percent = (value) => `${Math.round(value * 100)}%`;

/** Sizes in KiB. */
export const kibibytes = (bytes) => `${(bytes / 1024).toFixed(1)} KiB`;

/** One line that says whether an aim is met. */
export const aimLine = ({ text, met }) => `${met ? 'met    ' : 'NOT MET'}  ${text}`;
