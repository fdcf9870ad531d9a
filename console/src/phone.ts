/** Phone numbers as people read them. */

/** "(555) 010-0188" of a number of ten digits behind +1, else in groups. */
export function phone(number: string): string {
  const american = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number);
  if (american) return `(${american[1]}) ${american[2]}-${american[3]}`;
  return /^\+\d+$/.test(number) ? number.replace(/(\d)(?=(\d{3})+$)/g, '$1 ') : number;
}

/** All but the last two digits hidden. */
export const masked = (number: string): string => `••• ${number.slice(-2)}`;
