import { address, ask } from '#desk';
import type { TimelineItem } from '#customers';
import { useEffect, useRef } from 'react';

interface Heard {
  readonly onTouchpoint: (item: TimelineItem) => void;
  readonly onIdentity: () => void;
}

const RETRY_MS = 5_000;

/**
 * Hears of a customer's new touchpoints and of changes to who it is, for as long as the component is there and `live`.
 * The browser reconnects a broken connection; one that the server refused is tried again after five seconds, once an
 * ordinary question has had the chance to renew the session.
 */
export function useLiveEvents(customer: string, live: boolean, heard: Heard): void {
  const current = useRef(heard);
  useEffect(() => {
    current.current = heard;
  });
  useEffect(() => {
    if (!live) return undefined;
    let source: EventSource | undefined;
    let timer: number | undefined;
    const connect = () => {
      source = new EventSource(address('/api/v1/customers/{id}/events', { id: customer }));
      source.addEventListener('touchpoint', (event: MessageEvent<string>) => {
        const item: TimelineItem = JSON.parse(event.data);
        current.current.onTouchpoint(item);
      });
      source.addEventListener('identity', () => current.current.onIdentity());
      source.addEventListener('error', () => {
        if (source?.readyState !== EventSource.CLOSED) return;
        timer = window.setTimeout(() => void ask(address('/api/v1/kinds')).then(connect, retryLater), RETRY_MS);
      });
    };
    const retryLater = () => {
      timer = window.setTimeout(connect, RETRY_MS);
    };
    connect();
    return () => {
      window.clearTimeout(timer);
      source?.close();
    };
  }, [customer, live]);
}
