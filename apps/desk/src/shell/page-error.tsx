import { Button, Container } from '@mantine/core';
import { Component, type ReactNode } from 'react';

/** Keeps the bar usable where a page breaks or its code could not be loaded. */
export class PageError extends Component<{ readonly children: ReactNode }, { readonly broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError(): { readonly broken: boolean } {
    return { broken: true };
  }

  override render(): ReactNode {
    if (!this.state.broken) return this.props.children;
    return (
      <Container size="sm" py="xl" role="alert">
        <h1>This page could not be shown</h1>
        <p>Nothing that was recorded is lost. Load the page again; if it stays, tell whoever runs Touchstone.</p>
        <Button onClick={() => window.location.reload()}>Load again</Button>
      </Container>
    );
  }
}
