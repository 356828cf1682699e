// What a valid policy says that cannot be meant: files, listings and days that it names, against what there is.

import { quote } from "../listing/quote.ts";
import { NEUTRAL_PRESET } from "./presets.ts";
import type { ParsedPolicy } from "./policy.ts";

export interface PolicyRemark {
  /** Of the policy file, 1-based. */
  readonly line: number;
  readonly message: string;
  readonly fix: string;
  /** false: worth knowing, and nothing that has to be fixed. */
  readonly isWrong: boolean;
}

export interface PolicySurroundings {
  /** Ids of the catalog's listings; undefined: not known. */
  readonly listings: ReadonlySet<string> | undefined;
  readonly hasLogo: boolean;
  /** ISO date, UTC. */
  readonly today: string;
}

export function policyRemarks(
  { policy, file, place }: ParsedPolicy & { readonly state: "valid" },
  { listings, hasLogo, today }: PolicySurroundings,
): readonly PolicyRemark[] {
  const remarks: PolicyRemark[] = [];
  const add = (path: readonly (string | number)[], isWrong: boolean, message: string, fix: string): void =>
    void remarks.push({ line: place(path).line, message, fix, isWrong });
  if (file.extends === undefined)
    add(
      [],
      false,
      "There is no `extends`, so no preset holds.",
      `Write \`extends: ${NEUTRAL_PRESET}\` if one was meant.`,
    );
  for (const [at, type] of (file.types ?? []).entries())
    if (file.types?.indexOf(type) !== at)
      add(["types", at], true, `\`types\` names ${quote(type)} twice.`, "Keep one of the two.");
  for (const [at, { listing, until }] of policy.waivers.entries()) {
    if (listings !== undefined && listings.size > 0 && !listings.has(listing))
      add(
        ["waivers", at, "listing"],
        true,
        `A waiver is for the listing ${quote(listing)}, and there is no \`listings/${listing}.yml\`.`,
        "Correct the id, or remove the waiver.",
      );
    if (until < today)
      add(
        ["waivers", at, "until"],
        false,
        `A waiver for ${quote(listing)} ended on ${until}.`,
        "It can be removed.",
      );
  }
  if (policy.publish.logo !== undefined && !hasLogo)
    add(
      ["publish", "logo"],
      true,
      `\`publish.logo\` names ${quote(policy.publish.logo)}, and there is no such file.`,
      "Add the file at that path, or remove the line.",
    );
  return remarks;
}
