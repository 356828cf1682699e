// The policy file's JSON Schema: what editors complete and underline, presets included.

import { z } from "zod";
import { describeKeys } from "./keys.ts";
import { PRESETS } from "./presets.ts";
import { policySchema } from "./schema.ts";

export function policyJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(policySchema, { io: "input" });
  const { properties } = schema as { properties: Record<string, Record<string, unknown>> };
  properties["extends"] = { type: "string", enum: Object.keys(PRESETS) };
  return {
    ...describeKeys(schema),
    title: "Marketplace Steward policy (.github/steward.yml)",
  };
}
