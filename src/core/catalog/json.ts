// JSON with one spelling for each value: equal input gives equal bytes, on every machine and in every run.

/** Keys sorted, what is undefined left out, one line; ends with a line break. */
export function canonicalJson(value: unknown): string {
  return `${canonicalRow(value)}\n`;
}

/** The same without the line break: a row of `canonicalLines`. */
export function canonicalRow(value: unknown): string {
  return JSON.stringify(sorted(value));
}

/** The same, laid out with each element of `list` (the value's own key) on a line of its own, so that differences stay short. */
export function canonicalLines(value: Readonly<Record<string, unknown>>, list: string): string {
  const { [list]: elements, ...rest } = value;
  return jsonLines(rest, list, (elements as readonly unknown[]).map(canonicalRow));
}

/** That layout, of elements that are rows already. */
export function jsonLines(
  rest: Readonly<Record<string, unknown>>,
  list: string,
  rows: readonly string[],
): string {
  const head = canonicalRow(rest).slice(0, -1);
  const comma = head === "{" ? "" : ",";
  return `${head}${comma}${JSON.stringify(list)}:[${rows.length === 0 ? "" : `\n${rows.join(",\n")}\n`}]}\n`;
}

function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const entries: [string, unknown][] = [];
  for (const key of Object.keys(value).sort()) {
    const one = (value as Readonly<Record<string, unknown>>)[key];
    if (one !== undefined) entries.push([key, sorted(one)]);
  }
  return Object.fromEntries(entries);
}
