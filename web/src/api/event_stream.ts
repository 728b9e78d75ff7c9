import { reportAnswer } from "./connectivity";

export interface StreamHandlers {
  // One event's data, parsed, and its id ("" when it has none).
  onEvent: (data: unknown, id: string) => void;
  // Connected, for the first time or again.
  onOpen?: () => void;
  // The portal refuses the stream; it will not be tried again.
  onRefused?: () => void;
}

// Follows server-sent events while the page is visible; browsers allow a host only six connections over all tabs.
// `address` is asked for again at each connection, so that it can say where to resume. Returns the way to stop.
export function followEvents(address: () => string, handlers: StreamHandlers): () => void {
  let source: EventSource | null = null;

  const close = () => {
    source?.close();
    source = null;
  };
  const open = () => {
    if (source || document.hidden) return;
    source = new EventSource(address());
    source.onopen = () => {
      reportAnswer(true);
      handlers.onOpen?.();
    };
    source.onmessage = (message: MessageEvent<string>) =>
      handlers.onEvent(JSON.parse(message.data), message.lastEventId);
    source.onerror = () => {
      if (source?.readyState === EventSource.CLOSED) handlers.onRefused?.();
    };
  };
  const onVisibility = () => (document.hidden ? close() : open());

  document.addEventListener("visibilitychange", onVisibility);
  open();
  return () => {
    document.removeEventListener("visibilitychange", onVisibility);
    close();
  };
}
