/** The rail beside every screen, and the tabs below it on a phone. */
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { Dialog } from '../kit/dialog.tsx';
import { Icon, Logo } from '../kit/icons.tsx';
import { route, to } from '../route.ts';
import { readOverview } from '../overview.ts';
import { clinic, identify, isOperator, leaveIfIdle, me, standing } from '../session.ts';
import { narrow } from '../clock.ts';
import { Help } from './help.tsx';
import { placesOf, type Place } from './places.ts';
import { Badge } from './badge.tsx';
import { Missing } from './missing.tsx';
import { Account, Who } from './who.tsx';

/** How old what every screen shares may become, in milliseconds. */
const FRESH_MS = 30_000;

export function Frame(): JSX.Element {
  useEffect(keepFresh, []);
  const { path } = route.value;
  const places = placesOf(isOperator.value, clinic.value !== undefined);
  // The door's address leads whoever is in already to where they begin; an operator without a clinic begins with all of them.
  const first = path[0] === 'sign-in' ? '' : (path[0] ?? '');
  const place = places.find((one) => one.path === first) ?? (first === '' ? places[0] : undefined);
  return (
    <div class="frame">
      <a class="button primary skip" href="#main" onClick={skip}>Skip to what this screen shows</a>
      {!narrow.value && <Rail here={place} />}
      <Screen place={place} id={path[1]} />
      {narrow.value && <Tabs here={place} />}
      <Help />
      <Account />
    </div>
  );
}

/** Who it is comes after the first screen, which does without. */
function keepFresh(): () => void {
  if (me.value === undefined) setTimeout(() => void identify().catch(() => undefined));
  const timer = setInterval(() => void refresh(), FRESH_MS);
  return () => clearInterval(timer);
}

async function refresh(): Promise<void> {
  await leaveIfIdle();
  if (standing.value === 'in' && document.visibilityState === 'visible' && clinic.value) await readOverview();
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
      <a class="brand" href={to('')}><Logo />{clinic.value?.name ?? 'Frontdesk'}</a>
      <Groups here={here} />
      <Who />
    </nav>
  );
}

const HEADINGS: [group: Place['group'], heading: string | undefined][] = [['work', undefined], ['set up', 'Set up'], ['operator', 'Operator']];

/** All places, in groups. */
function Groups({ here, chosen }: { here: Place | undefined; chosen?: () => void }): JSX.Element {
  const places = placesOf(isOperator.value, clinic.value !== undefined);
  return (
    <>
      {HEADINGS.map(([group, heading]) => <Group key={group} heading={heading} places={places.filter((place) => place.group === group)} here={here} chosen={chosen} />)}
    </>
  );
}

interface GroupProps {
  heading: string | undefined;
  places: Place[];
  here: Place | undefined;
  chosen: (() => void) | undefined;
}

function Group({ heading, places, here, chosen }: GroupProps): JSX.Element | null {
  if (places.length === 0) return null;
  return (
    <>
      {heading && <h2>{heading}</h2>}
      {places.map((place) => (
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
          <div class="stack tight"><Groups here={here} chosen={close} /><Who chosen={close} /></div>
        </Dialog>
      )}
    </nav>
  );
}
