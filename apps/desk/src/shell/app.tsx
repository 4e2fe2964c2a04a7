import { Container, MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState, useSyncExternalStore } from 'react';
import { queryClient } from '../api/queries.js';
import { onSessionChange, sessionState } from '../api/session.js';
import { CardPage } from '../card/card-page.js';
import { focusSearch } from '../find/find-box.js';
import { FindPage } from '../find/find-page.js';
import { SignInForm } from '../sign-in/sign-in-form.js';
import { Announcements } from './announce.js';
import { Bar } from './bar.js';
import { useKeys } from './keys.js';
import { goBack, Link, navigate, useRoute } from './navigation.js';
import { PageError } from './page-error.js';
import { addressOf, type Route } from './route.js';
import { ShortcutsHelp } from './shortcuts-help.js';
import { cssVariables, theme } from './theme.js';
import { Waiting } from './waiting.js';

const ReviewPage = lazy(() => import('../review/review-page.js').then(({ ReviewPage: page }) => ({ default: page })));
const QuarantinePage = lazy(() =>
  import('../quarantine/quarantine-page.js').then(({ QuarantinePage: page }) => ({ default: page })),
);
const ViewsPage = lazy(() => import('../views/views-page.js').then(({ ViewsPage: page }) => ({ default: page })));
const RecordPage = lazy(() => import('../record/record-page.js').then(({ RecordPage: page }) => ({ default: page })));

export function App() {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <Desk />
      </QueryClientProvider>
    </MantineProvider>
  );
}

function Desk() {
  const route = useRoute();
  const session = useSyncExternalStore(onSessionChange, sessionState);
  const [help, setHelp] = useState(false);

  useKeys({
    '/': focusSearch,
    '?': () => setHelp(true),
    Escape: goBack,
    q: () => navigate({ page: 'quarantine' }),
    v: () => navigate({ page: 'views' }),
  });
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
    <>
      <Bar route={route} onHelp={() => setHelp(true)} />
      <main id="main">
        <PageError key={addressOf(route)}>
          <Suspense fallback={<Waiting />}>
            <Page route={route} />
          </Suspense>
        </PageError>
      </main>
      <Announcements />
      <ShortcutsHelp opened={help} onClose={() => setHelp(false)} />
      {session === 'closed' && <SignInForm />}
    </>
  );
}

function Page({ route }: { readonly route: Route }) {
  switch (route.page) {
    case 'find':
      return <FindPage />;
    case 'customer':
      return <CardPage key={route.id} id={route.id} asOf={route.asOf} knownAt={route.knownAt} />;
    case 'review':
      return <ReviewPage key={route.customer ?? ''} customer={route.customer} kind={route.kind} />;
    case 'quarantine':
      return <QuarantinePage />;
    case 'views':
      return <ViewsPage />;
    case 'record':
      return <RecordPage key={route.customer ?? ''} customer={route.customer} />;
    default:
      return (
        <Container size="sm" py="xl">
          <h1>There is no such page</h1>
          <p>
            The address leads nowhere. <Link to={{ page: 'find' }}>Look a customer up</Link> instead.
          </p>
        </Container>
      );
  }
}
