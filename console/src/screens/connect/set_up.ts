/** How far the clinic is set up: computed by the API whenever it is asked, and asked again after each change here. */
import { signal } from '@preact/signals';
import { call } from '../../api/client.ts';
import { asProblem, type Loaded } from '../../api/load.ts';
import type { Schemas } from '../../api/types.ts';
import { readOverview } from '../../overview.ts';
import { refine, route } from '../../route.ts';

export type SetUp = Schemas['Onboarding'];
export type StepName = Schemas['OnboardingStep'];

export const setUp = signal<Loaded<SetUp>>({});

export async function readSetUp(): Promise<void> {
  try {
    setUp.value = { data: await call('get', '/api/onboarding'), at: Date.now() };
  } catch (error) {
    setUp.value = { ...setUp.value, problem: asProblem(error) };
  }
}

/** What came of going to Google stands in the address until something else is done about it. */
export function forgetReturn(): void {
  if (route.value.query.has('google')) refine({ google: undefined, missing: undefined });
}

/** Something was connected or tested, or is no longer connected. */
export async function setUpChanged(): Promise<void> {
  forgetReturn();
  await Promise.all([readSetUp(), readOverview()]);
}
