/** Where on the phone one is. Links are links; a click on one loads no page anew. */
import { type MouseEvent, type ReactNode, useSyncExternalStore } from 'react';

const hearers = new Set<() => void>();
const tell = (): void => hearers.forEach((hear) => hear());
window.addEventListener('popstate', tell);
const follow = (hear: () => void): (() => void) => {
  hearers.add(hear);
  return () => hearers.delete(hear);
};

export const usePath = (): string => useSyncExternalStore(follow, () => location.pathname);
export const useSearch = (): URLSearchParams =>
  new URLSearchParams(useSyncExternalStore(follow, () => location.search));

export function goTo(path: string, { replace = false } = {}): void {
  if (replace) history.replaceState(null, '', path);
  else history.pushState(null, '', path);
  tell();
}

export function Link({ to, className, children }: { to: string; className?: string; children: ReactNode }): ReactNode {
  const go = (event: MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    goTo(to);
  };
  return (
    <a href={to} className={className} onClick={go}>
      {children}
    </a>
  );
}
