/** The console: everything below one store of answers, one language, one theme. */
import './ui/app.css';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Refused } from './api/problem.ts';
import { App } from './shell/app.tsx';

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 60_000, // what changed is told by the stream
      refetchOnWindowFocus: false,
      retry: (count, error) => count < 5 && error instanceof Refused && error.isOpen,
      retryDelay: (count) => Math.min(15_000, 1_000 * 2 ** count),
    },
    mutations: { retry: false },
  },
});

const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <App />
      </QueryClientProvider>
    </StrictMode>,
  );
