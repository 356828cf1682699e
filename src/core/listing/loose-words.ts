// Name and maintainers of a listing's file, whatever else is wrong with it.

import { LISTING_BYTES_MAX } from "./schema.ts";
import { plainValue, readYaml } from "./yaml.ts";

export interface LooseWords {
  /** At most 60 characters. */
  readonly name: string | undefined;
  readonly maintainers: readonly string[];
}

export function looseWords(bytes: Uint8Array): LooseWords {
  const { root } = readYaml(bytes, LISTING_BYTES_MAX);
  const value = root === undefined ? undefined : plainValue(root);
  if (typeof value !== "object" || value === null) return { name: undefined, maintainers: [] };
  const { name, maintainers } = value as { readonly name?: unknown; readonly maintainers?: unknown };
  return {
    name: typeof name === "string" ? name.slice(0, 60) : undefined,
    maintainers: Array.isArray(maintainers)
      ? maintainers.filter((login): login is string => typeof login === "string")
      : [],
  };
}
