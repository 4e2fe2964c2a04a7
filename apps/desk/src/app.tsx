import {
  Announcements,
  type Desk,
  deskFor,
  DeskProvider,
  ErrorBoundary,
  focusSearch,
  formerPage,
  goBack,
  lazyPart,
  matchPage,
  navigate,
  NavigationProvider,
  onSessionChange,
  queryClient,
  replaceAddress,
  sessionState,
  useKeys,
  useMe,
} from '#desk';
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { Suspense, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { usePathname, useSearch } from 'wouter/use-browser-location';
import { Bar } from './shell/bar.js';
import { PageView } from './shell/page-view.js';
import { cssVariables, theme } from './shell/theme.js';
import { SignInForm } from './sign-in/sign-in-form.js';
import { usePreload } from './shell/use-preload.js';

const ShortcutsHelp = lazyPart(() => import('./shell/shortcuts-help.js').then((loaded) => loaded.ShortcutsHelp));

export function App({ desk }: { readonly desk: Desk }) {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <NavigationProvider>
          <Shell whole={desk} />
        </NavigationProvider>
      </QueryClientProvider>
    </MantineProvider>
  );
}

function Shell({ whole }: { readonly whole: Desk }) {
  const path = usePathname();
  const search = useSearch();
  const session = useSyncExternalStore(onSessionChange, sessionState);
  const [help, setHelp] = useState<'unasked' | 'open' | 'closed'>('unasked');
  const me = useMe();
  const desk = useMemo(() => deskFor(whole, me?.roles), [whole, me]);
  const allPages = useMemo(() => whole.slices.flatMap((slice) => slice.pages), [whole]);
  const pages = useMemo(() => desk.slices.flatMap((slice) => slice.pages), [desk]);
  const matched = matchPage(pages, path);
  const forOthers = matched ? undefined : matchPage(allPages, path)?.page;
  const moved = formerPage(pages, path);
  usePreload(pages);

  const openedByKey = pages.flatMap(({ key, path: to }) => (key ? [[key.letter, () => navigate(to)] as const] : []));
  useKeys({
    ...Object.fromEntries(openedByKey),
    '/': focusSearch,
    '?': () => setHelp('open'),
    Escape: goBack,
  });
  useEffect(() => {
    if (moved) replaceAddress(moved.path + (search === '' ? '' : `?${search}`));
  }, [moved, search]);
  useEffect(() => {
    const searchAnywhere = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'k') return;
      event.preventDefault();
      focusSearch();
    };
    document.addEventListener('keydown', searchAnywhere);
    return () => document.removeEventListener('keydown', searchAnywhere);
  }, []);

  return (
    <DeskProvider value={desk}>
      <Bar page={matched?.page} pages={pages} onHelp={() => setHelp('open')} />
      <main id="main">
        <PageView key={path + search} matched={matched} forOthers={forOthers} search={search} />
      </main>
      <Announcements />
      <ErrorBoundary fallback={null}>
        <Suspense>{help !== 'unasked' && <ShortcutsHelp opened={help === 'open'} onClose={() => setHelp('closed')} />}</Suspense>
      </ErrorBoundary>
      {session === 'closed' && <SignInForm />}
    </DeskProvider>
  );
}
