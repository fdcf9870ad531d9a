/** Lets in whoever is signed in, and shows the door to everybody else. */
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Problem } from './api/client.ts';
import { asProblem } from './api/load.ts';
import { Frame } from './frame/frame.tsx';
import { Failure, Skeleton } from './kit/states.tsx';
import { Door } from './screens/door.tsx';
import { enter, standing } from './session.ts';

export function App(): JSX.Element {
  const problem = useSignal<Problem | undefined>(undefined);
  const arrive = async (): Promise<void> => {
    problem.value = undefined;
    await enter().catch((error: unknown) => (problem.value = asProblem(error)));
  };
  useEffect(() => void arrive(), []);
  if (standing.value === 'in') return <Frame />;
  if (standing.value === 'out') return <Door />;
  if (problem.value) return <div class="door"><div><Failure problem={problem.value} retry={arrive} title="Frontdesk cannot be reached" /></div></div>;
  return <Waiting />;
}

/** The frame before anything is known, so that nothing moves when it is. */
function Waiting(): JSX.Element {
  return (
    <div class="frame">
      <div class="rail" />
      <div class="body"><div class="bar" /><main><Skeleton /></main></div>
    </div>
  );
}
