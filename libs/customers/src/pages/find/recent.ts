/** Customers opened in this tab, newest first; forgotten with the tab or when signing out. */
interface RecentCustomer {
  readonly id: string;
  readonly name: string;
}

const KEPT_AS = 'touchstone.recent';
const KEPT = 8;

export function recentCustomers(): readonly RecentCustomer[] {
  try {
    const kept: unknown = JSON.parse(window.sessionStorage.getItem(KEPT_AS) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isRecent) : [];
  } catch {
    return [];
  }
}

export function rememberCustomer(opened: RecentCustomer): void {
  const others = recentCustomers().filter(({ id }) => id !== opened.id);
  window.sessionStorage.setItem(KEPT_AS, JSON.stringify([opened, ...others].slice(0, KEPT)));
}

function isRecent(value: unknown): value is RecentCustomer {
  return typeof value === 'object' && value !== null && 'id' in value && 'name' in value;
}
