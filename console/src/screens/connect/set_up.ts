/** How far the clinic is set up: computed by the API whenever it is asked, and asked again after each change here. */
import { signal } from '@preact/signals';
import { call } from '../../api/client.ts';
import { asProblem, type Loaded } from '../../api/load.ts';
import type { Schemas } from '../../api/types.ts';
import { readOverview } from '../../overview.ts';

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

/** Something was connected, or is no longer. */
export const setUpChanged = async (): Promise<void> => void (await Promise.all([readSetUp(), readOverview()]));
