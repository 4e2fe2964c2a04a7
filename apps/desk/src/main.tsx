import '@mantine/core/styles.css';
import '#desk/tokens.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { recogniseMe } from '#desk';
import { desk } from '#features/pages';
import { App } from './app.js';
import { operations } from './pages.js';
import { takeTokenFromAddress } from './sign-in/token-from-address.js';

const root = document.getElementById('desk');
if (root === null) throw new Error('The page has no element with the id desk');

// Before anything asks the server, so that the first question is already ours to ask, and the page knows who asks.
void takeTokenFromAddress()
  .then((hadToken) => (hadToken ? undefined : recogniseMe()))
  .finally(() => {
    createRoot(root).render(
      <StrictMode>
        <App desk={{ ...desk, slices: [...desk.slices, operations] }} />
      </StrictMode>,
    );
  });
