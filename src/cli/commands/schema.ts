// `steward schema`: prints the JSON Schema of a file that people write.

import { Option } from "commander";
import { EXIT } from "../outcome.ts";
import type { AddCommand } from "./terminal.ts";

export const addSchema: AddCommand = (steward, { finish, say }) => {
  steward
    .command("schema")
    .description("print the JSON Schema of the listing file (or of the policy)")
    .addOption(
      new Option("--of <FILE>", "which file's schema").choices(["listing", "policy"]).default("listing"),
    )
    .action(async ({ of }: { of: "listing" | "policy" }) => {
      const [{ listingJsonSchema }, { policyJsonSchema }] = await Promise.all([
        import("../../core/listing/schema.ts"),
        import("../../core/policy/schema.ts"),
      ]);
      say(JSON.stringify(of === "listing" ? listingJsonSchema() : policyJsonSchema(), undefined, 2));
      finish(EXIT.clean);
    });
};
