// What is published, as its schemas describe it to programs: open where a later version may say more, and in words.

import { describe, expect, it } from "@jest/globals";
import { catalogJsonSchema, entryJsonSchema, removedJsonSchema } from "../../src/core/catalog/schema.ts";
import { verificationJsonSchema } from "../../src/core/verification/file.ts";

const SCHEMAS = [
  ["catalog", catalogJsonSchema],
  ["entry", entryJsonSchema],
  ["removed", removedJsonSchema],
  ["verification", verificationJsonSchema],
] as const;

function* nodes(node: unknown): Iterable<Record<string, unknown>> {
  if (typeof node !== "object" || node === null) return;
  if (!Array.isArray(node)) yield node as Record<string, unknown>;
  for (const child of Object.values(node)) yield* nodes(child);
}

describe.each(SCHEMAS)("the schema of the %s", (_, schemaOf) => {
  const all = [...nodes(schemaOf())];

  it("refuses no value that a later version adds", () => {
    for (const node of all)
      for (const branch of (node["anyOf"] ?? []) as { enum?: unknown }[])
        if (branch.enum !== undefined) expect(node["anyOf"]).toContainEqual({ type: "string" });
    const closed = all.filter(
      (node) =>
        node["enum"] !== undefined && !all.some(({ anyOf }) => Array.isArray(anyOf) && anyOf.includes(node)),
    );
    expect(closed).toEqual([]);
    expect(all.filter((node) => node["additionalProperties"] === false)).toEqual([]);
  });

  it("says of every field what it is", () => {
    const unsaid = all.flatMap(({ properties }) =>
      Object.entries((properties ?? {}) as Record<string, { description?: unknown }>)
        .filter(([, property]) => typeof property.description !== "string")
        .map(([name]) => name),
    );
    expect(unsaid).toEqual([]);
  });

  it("has its own address where there is one", () => {
    expect(schemaOf("https://market.example/schema/x.json")).toMatchObject({
      $id: "https://market.example/schema/x.json",
    });
    expect(schemaOf()).not.toHaveProperty("$id");
  });
});
