/** Phone numbers as the JavaScript peers read them. */

/** `+` and 8 to 15 digits without a leading 0, out of the usual spellings; null when it is not a phone number. */
export function canonicalNumber(text: string): string | null {
  const digits = text.replace(/^tel:/i, '').replace(/[\s().-]/g, '');
  return /^\+[1-9]\d{7,14}$/.test(digits) ? digits : null;
}
