// Selections too long for an address. They live as long as the browser's tab; the newest survives a reload.
const storageKey = "lakeport.selection";
const kept = new Map<string, string[]>();

interface Stored {
  key: string;
  names: string[];
}

function isStored(value: unknown): value is Stored {
  return (
    typeof value === "object" &&
    value !== null &&
    "key" in value &&
    "names" in value &&
    Array.isArray(value.names)
  );
}

export function keepNames(names: string[]): string {
  const key = crypto.randomUUID().slice(0, 8);
  kept.set(key, names);
  try {
    sessionStorage.setItem(storageKey, JSON.stringify({ key, names } satisfies Stored));
  } catch {
    sessionStorage.removeItem(storageKey);
  }
  return key;
}

// Null when the key is another browser's.
export function findNames(key: string): string[] | null {
  const known = kept.get(key);
  if (known) return known;
  const stored: unknown = JSON.parse(sessionStorage.getItem(storageKey) ?? "null");
  return isStored(stored) && stored.key === key ? stored.names : null;
}
