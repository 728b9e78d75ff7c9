import { useSyncExternalStore } from "react";
import type { Zone } from "../domain/format";

const zoneKey = "lakeport.zone";
const listeners = new Set<() => void>();

function readZone(): Zone {
  return localStorage.getItem(zoneKey) === "utc" ? "utc" : "local";
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}

// The time zone in which this person reads times; kept in this browser.
export function useZone(): [Zone, (zone: Zone) => void] {
  const zone = useSyncExternalStore(subscribe, readZone);
  const choose = (next: Zone) => {
    localStorage.setItem(zoneKey, next);
    for (const listener of listeners) listener();
  };
  return [zone, choose];
}
