/** Who works at the demo clinic, and what they do. */

/** A caller who names nobody gets the first of them who is free, which in the quick start's hours is the first: see `plan.ts`. */
export const PRACTITIONERS = ['Dr. Kim', 'Dr. Romero', 'Priya Patel'] as const;
export const [KIM, ROMERO, PRIYA] = PRACTITIONERS;

/** Minutes of each service. */
export const MINUTES = { Cleaning: 45, 'Check-up': 30, Filling: 60, 'Root canal': 90, 'Urgent visit': 30 } as const;
export type Service = keyof typeof MINUTES;
