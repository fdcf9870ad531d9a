/** Between what inputs hold and what the API takes. */

/** The number of an input. One that holds none is sent as it is, so that the API says what is wrong with it. */
export const numberOf = (text: string): number => (text.trim() === '' ? 0 : Number(text));

/** The number of an input that may be left empty. */
export const numberOrNone = (text: string): number | null => (text.trim() === '' ? null : Number(text));

/** What stands on several lines, or between commas. */
export const fromLines = (text: string, separator: RegExp | string = '\n'): string[] => text.split(separator).map((part) => part.trim()).filter((part) => part !== '');

/** A text that may be left empty. */
export const textOrNone = (text: string): string | null => (text.trim() === '' ? null : text.trim());
