// `steward schema`: prints the JSON Schema of a file that people write.

import { Option } from "commander";
import { EXIT } from "../outcome.ts";
import type { AddCommand } from "./terminal.ts";

interface Options {
  readonly of: "listing" | "policy";
  readonly catalog?: string;
  readonly write: boolean;
}

export const addSchema: AddCommand = (steward, { finish, say, write, warn }) => {
  steward
    .command("schema")
    .description("print the JSON Schema of the listing file (or of the policy)")
    .addOption(
      new Option("--of <FILE>", "which file's schema").choices(["listing", "policy"]).default("listing"),
    )
    .option("--catalog <DIR>", "the catalog folder whose types a listing may have")
    .option(
      "--write",
      "write it into the catalog folder, where editors read it, in place of printing it",
      false,
    )
    .action(async ({ of, catalog, write: puts }: Options) => {
      const [{ listingSchemaOf, putSchema }, { policyJsonSchema }] = await Promise.all([
        import("../catalog-schema.ts"),
        import("../../core/policy/json-schema.ts"),
      ]);
      if (puts && (of === "policy" || catalog === undefined)) {
        warn("--write takes --catalog, and writes the schema of its listings.");
        return finish(EXIT.usage);
      }
      if (of === "policy") {
        say(JSON.stringify(policyJsonSchema(), undefined, 2));
        return finish(EXIT.clean);
      }
      const schema = await listingSchemaOf(catalog, warn);
      if (schema !== undefined && puts) say(`${await putSchema(catalog ?? "", schema)} is written.`);
      else if (schema !== undefined) write(schema);
      finish(schema === undefined ? EXIT.usage : EXIT.clean);
    });
};
