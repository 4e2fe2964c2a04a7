import { useSyncExternalStore } from 'react';

let note = { text: '', count: 0 };
const listeners = new Set<() => void>();

/** Says something to a screen reader when it has finished its sentence. The same words twice are said twice. */
export function announce(text: string): void {
  note = { text, count: note.count + 1 };
  for (const listener of listeners) listener();
}

/** The page's one polite live region. */
export function Announcements() {
  const said = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => note,
  );
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      {said.count % 2 === 0 ? said.text : `${said.text}\u00a0`}
    </div>
  );
}
