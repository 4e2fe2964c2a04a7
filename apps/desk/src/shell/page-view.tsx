import { type DeskPage, ErrorBoundary, HOME, Link, type MatchedPage, tabTitle, useMe, Waiting } from '#desk';
import { Container } from '@mantine/core';
import { Suspense, useEffect } from 'react';
import { PageError } from './page-error.js';

interface PageViewProps {
  readonly matched: MatchedPage | undefined;
  /** The page of this address where it is not for whoever is signed in. */
  readonly forOthers: DeskPage | undefined;
  /** The query of the address. */
  readonly search: string;
}

/** The page at an address, under its title; one that breaks leaves the bar usable. */
export function PageView({ matched, forOthers, search }: PageViewProps) {
  return (
    <ErrorBoundary fallback={<PageError />}>
      <Title title={titleOf(matched, forOthers)} />
      <Suspense fallback={<Waiting />}>
        {forOthers !== undefined && <NotForYou page={forOthers} />}
        {matched === undefined && forOthers === undefined && <NoSuchPage />}
        {matched !== undefined && <matched.page.Page params={matched.params} query={new URLSearchParams(search)} />}
      </Suspense>
    </ErrorBoundary>
  );
}

/** Stands before the page, whose own title is then the last word. */
function Title({ title }: { readonly title: string | undefined }) {
  useEffect(() => {
    document.title = tabTitle(title);
  }, [title]);
  return null;
}

function titleOf(matched: MatchedPage | undefined, forOthers: DeskPage | undefined): string | undefined {
  return matched ? matched.page.title : (forOthers?.title ?? 'No such page');
}

function NotForYou({ page: { title, roles = [] } }: { readonly page: DeskPage }) {
  const me = useMe();
  return (
    <Container size="sm" py="xl">
      <h1>{title} is not for you</h1>
      <p>
        It is for {[...roles, 'admin'].join(' or ')}; you are signed in as {me?.roles.join(' and ')}. Ask an administrator for a
        token with another role, or <Link to={HOME}>look a customer up</Link>.
      </p>
    </Container>
  );
}

function NoSuchPage() {
  return (
    <Container size="sm" py="xl">
      <h1>There is no such page</h1>
      <p>
        The address leads nowhere. <Link to={HOME}>Look a customer up</Link> instead.
      </p>
    </Container>
  );
}
