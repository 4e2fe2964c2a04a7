import { Button, Container } from '@mantine/core';

/** What stands in place of a page that broke. */
export function PageError() {
  return (
    <Container size="sm" py="xl" role="alert">
      <h1>This page could not be shown</h1>
      <p>Nothing that was recorded is lost. Load the page again; if it stays, tell whoever runs Touchstone.</p>
      <Button onClick={() => window.location.reload()}>Load again</Button>
    </Container>
  );
}
