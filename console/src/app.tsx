/** Lets in whoever is signed in, and shows the door to everybody else. */
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { call, type Problem } from './api/client.ts';
import { Frame } from './frame/frame.tsx';
import { Failure, Skeleton } from './kit/states.tsx';
import { arrive } from './overview.ts';
import { tokenInAddress } from './route.ts';
import { Door } from './screens/door.tsx';
import { signIn, standing } from './session.ts';

export function App(): JSX.Element {
  const problem = useSignal<Problem | undefined>(undefined);
  const enter = async (): Promise<void> => {
    problem.value = await begin();
  };
  useEffect(() => void enter(), []);
  if (standing.value === 'in') return <Frame />;
  if (standing.value === 'out') return <Door />;
  if (problem.value) return <main class="door"><div><Failure problem={problem.value} retry={enter} title="The console cannot begin" /></div></main>;
  return <Waiting />;
}

/**
 * A link that signs in has the token behind the `#`, where no server and no log ever sees it. Only the local environment makes such links: anywhere
 * else it would be somebody else's, who wants to be believed to be this clinic.
 */
async function begin(): Promise<Problem | undefined> {
  const token = tokenInAddress();
  if (token === undefined) return arrive();
  const { pasted_token: isTaken } = await call('get', '/auth/methods').catch(() => ({ pasted_token: false }));
  if (isTaken) await signIn(token).catch(() => undefined);
  return arrive();
}

/** The frame before anything is known, so that nothing moves when it is. */
function Waiting(): JSX.Element {
  return (
    <div class="frame">
      <div class="rail" />
      <div class="body"><div class="bar" /><main><Skeleton rows={1} height={3} /><Skeleton rows={1} height={30} /></main></div>
    </div>
  );
}
