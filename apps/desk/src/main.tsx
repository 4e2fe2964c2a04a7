import '@mantine/core/styles.css';
import './shell/tokens.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './shell/app.js';
import { takeTokenFromAddress } from './sign-in/token-from-address.js';

const root = document.getElementById('desk');
if (root === null) throw new Error('The page has no element with the id desk');

// Before anything asks the server, so that the first question is already ours to ask.
void takeTokenFromAddress().finally(() => {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
});
