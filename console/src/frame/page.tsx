/** A screen in its frame: the bar with its name and its tools, and what it shows. */
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { clinic } from '../session.ts';

interface PageProps {
  title: string;
  /** The one primary button, and what else belongs to the whole screen. */
  tools?: ComponentChildren;
  children: ComponentChildren;
}

export function Page({ title, tools, children }: PageProps): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · ${clinic.value?.name ?? 'Frontdesk'}`;
  }, [title]);
  useEffect(() => {
    scrollTo(0, 0);
    // Whoever came by a link reads on here; whoever has just opened the page stays where the browser put them.
    if (document.activeElement !== document.body) heading.current?.focus();
  }, []);
  return (
    <div class="body">
      <header class="bar">
        <h1 ref={heading} tabIndex={-1} class="clip">{title}</h1>
        {tools && <div class="tools">{tools}</div>}
      </header>
      <main id="main" tabIndex={-1}>{children}</main>
    </div>
  );
}
