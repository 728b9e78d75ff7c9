function lastPart(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}

// A table's own name, and its new one where that differs: "orders", "orders → orders_1".
export function displayName(table: string, target: string | undefined): string {
  const name = lastPart(table);
  const becomes = target ? lastPart(target) : name;
  return becomes === name ? name : `${name} → ${becomes}`;
}

// Both in full: "sales.orders → sales_iceberg.orders".
export function fullName(table: string, target: string | undefined): string {
  return target ? `${table} → ${target}` : table;
}
