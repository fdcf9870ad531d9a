/** The rail beside every screen, and the tabs below it on a phone. */
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { Dialog } from '../kit/dialog.tsx';
import { Icon, Logo } from '../kit/icons.tsx';
import { route, to } from '../route.ts';
import { clinic } from '../session.ts';
import { narrow } from '../clock.ts';
import { Help } from './help.tsx';
import { PLACES, type Place } from './places.ts';
import { Badge } from './badge.tsx';
import { Missing } from './missing.tsx';
import { Who } from './who.tsx';

export function Frame(): JSX.Element {
  const { path } = route.value;
  const place = PLACES.find((one) => one.path === (path[0] ?? ''));
  return (
    <div class="frame">
      <a class="button primary skip" href="#main" onClick={skip}>Skip to what this screen shows</a>
      {!narrow.value && <Rail here={place} />}
      <Screen place={place} id={path[1]} />
      {narrow.value && <Tabs here={place} />}
      <Help />
    </div>
  );
}

/** The address stays that of the screen. */
function skip(event: Event): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}

function Screen({ place, id }: { place: Place | undefined; id: string | undefined }): JSX.Element {
  if (place === undefined) return <Missing />;
  if (id === undefined) return <place.screen key={place.path} />;
  if (id === 'new' && place.another) return <place.another key="new" />;
  return place.one ? <place.one key={id} id={id} /> : <Missing />;
}

function Rail({ here }: { here: Place | undefined }): JSX.Element {
  return (
    <nav class="rail" aria-label="Screens">
      <a class="brand" href={to('')}><Logo />{clinic.value?.name}</a>
      <Places group="work" here={here} />
      <h2>Set up</h2>
      <Places group="set up" here={here} />
      <Who />
    </nav>
  );
}

function Places({ group, here, chosen }: { group: Place['group']; here: Place | undefined; chosen?: () => void }): JSX.Element {
  return (
    <>
      {PLACES.filter((place) => place.group === group).map((place) => (
        <a key={place.path} class="place" href={to(place.path)} aria-current={place === here ? 'page' : undefined} onClick={chosen}>
          {place.name}<Badge path={place.path} />
        </a>
      ))}
    </>
  );
}

const TABS = [['', 'Today', 'today'], ['inbox', 'Inbox', 'inbox'], ['calls', 'Calls', 'calls']] as const;

function Tabs({ here }: { here: Place | undefined }): JSX.Element {
  const open = useSignal(false);
  const close = (): void => void (open.value = false);
  const beyond = here !== undefined && !TABS.some(([path]) => path === here.path);
  return (
    <nav class="tabs" aria-label="Screens">
      {TABS.map(([path, name, icon]) => (
        <a key={path} href={to(path)} aria-current={here?.path === path ? 'page' : undefined}><Icon name={icon} />{name}<Badge path={path} dot /></a>
      ))}
      <button type="button" aria-current={beyond ? 'page' : undefined} onClick={() => (open.value = true)}><Icon name="more" />More</button>
      {open.value && (
        <Dialog title={clinic.value?.name ?? 'Frontdesk'} close={close}>
          <div class="stack tight"><Places group="work" here={here} chosen={close} /><h3>Set up</h3><Places group="set up" here={here} chosen={close} /><Who /></div>
        </Dialog>
      )}
    </nav>
  );
}
