/** Marks the search box, wherever it stands. */
export const SEARCH_BOX = { 'data-search-box': true } as const;

/** Puts the cursor in the search box. */
export function focusSearch(): void {
  const box = document.querySelector<HTMLInputElement>('[data-search-box]');
  box?.focus();
  box?.select();
}
