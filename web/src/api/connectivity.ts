// Whether the portal answered the last time that anything asked it.
type Listener = () => void;

let online = true;
const listeners = new Set<Listener>();

export function reportAnswer(answered: boolean): void {
  if (online === answered) return;
  online = answered;
  for (const listener of listeners) listener();
}

export function isOnline(): boolean {
  return online;
}

export function subscribeOnline(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
