/** Editing what may have been changed since it was listed. */
import type { ComponentChildren, JSX } from 'preact';
import { useFresh } from '../api/load.ts';
import { Dialog } from './dialog.tsx';
import { Shown, Skeleton } from './states.tsx';

interface FreshDialogProps<T> {
  title: string;
  /** Names what is read. */
  name: string;
  read: () => Promise<T>;
  close: () => void;
  children: (read: T) => ComponentChildren;
}

/** A dialog that reads what it edits before it shows it, so that whoever saves it undoes nobody's change unseen. */
export function FreshDialog<T>({ title, name, read, close, children }: FreshDialogProps<T>): JSX.Element {
  const fresh = useFresh(name, read);
  return <Dialog title={title} close={close}><Shown load={fresh} skeleton={<Skeleton rows={5} height={4} />}>{children}</Shown></Dialog>;
}
