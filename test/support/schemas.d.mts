import type { ErrorObject } from "ajv";

export interface CutOperation {
  readonly query: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly bodyRequired: boolean;
  readonly body: Readonly<Record<string, unknown>> | null;
  readonly responses: Readonly<Record<string, unknown>>;
}

export interface Schemas {
  readonly github: { readonly operations: Readonly<Record<string, CutOperation>> };
  readonly webhooks: { readonly definitions: Readonly<Record<string, unknown>> };
  /** `path`: the keys that lead to a schema. Answers what is wrong with the value. */
  validate(document: "github" | "webhooks", path: readonly string[], value: unknown): readonly ErrorObject[];
}

export declare function createSchemas(): Schemas;
