import { useEffect, useRef } from 'react';

/** Whether a dialog or menu was open when the key went down: it may have closed on that very key before a shortcut hears of it. */
let dialogAtKeyDown = false;
const lookForDialog = (): void => {
  dialogAtKeyDown = isDialogOpen();
};

type KeyMap = Readonly<Record<string, (event: KeyboardEvent) => void>>;

/**
 * Single-key shortcuts for as long as the component is there. Keys are `KeyboardEvent.key` values, letters in lower case.
 * They are silent while one types, while a dialog or menu is open, and with Ctrl, Alt or Cmd held; a handled key goes no further.
 */
export function useKeys(keys: KeyMap): void {
  const current = useRef(keys);
  useEffect(() => {
    current.current = keys;
  });
  useEffect(() => {
    // Before anybody else hears of the key; once, however many components listen.
    window.addEventListener('keydown', lookForDialog, true);
    const pressed = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (isTyping(event.target) || dialogAtKeyDown) return;
      const action = current.current[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (action === undefined) return;
      event.preventDefault();
      action(event);
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, []);
}

/** Where letters go into a field rather than to a shortcut. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'submit'].includes(target.type);
}

function isDialogOpen(): boolean {
  return document.querySelector('[role="dialog"], [role="menu"]') !== null;
}

/**
 * Moves the focus among the elements that `selector` finds, by one step, staying within the ends.
 * Returns false where there was no further element in that direction.
 */
export function stepFocus(selector: string, step: 1 | -1): boolean {
  const all = [...document.querySelectorAll<HTMLElement>(selector)];
  const at = all.findIndex((element) => element === document.activeElement || element.contains(document.activeElement));
  const remembered = all.findIndex((element) => element.tabIndex === 0);
  const next = at >= 0 ? all[at + step] : all[Math.max(remembered, 0)];
  if (next === undefined) return false;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: 'nearest' });
  return true;
}
