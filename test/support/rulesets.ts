// The template's rulesets, as somebody imports them on GitHub's settings page.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { filledIn } from "../../src/cli/init-files.ts";
import type { Ruleset } from "../../src/sandbox/model.ts";

const FOLDER = fileURLToPath(new URL("../../submissions-template/.github/rulesets/", import.meta.url));

export const TEMPLATE_RULESETS = ["main", "reviews", "publish"];

/** One file with the App's number in it, as `steward init --app-id` writes it. */
export function templateRuleset(name: string, appId: number): Omit<Ruleset, "id"> {
  const path = `${FOLDER}${name}.json`;
  const answers = { name: "Shop", security: "mailto:security@shop.example", owner: "shop" };
  const text = filledIn(readFileSync(path, "utf8"), path, { ...answers, appId: String(appId) }, "shop");
  const { conditions, bypass_actors, ...file } = JSON.parse(text) as Pick<
    Ruleset,
    "name" | "target" | "enforcement" | "rules"
  > & {
    readonly conditions: { readonly ref_name: { readonly include: readonly string[] } };
    readonly bypass_actors: readonly Record<string, unknown>[];
  };
  return { ...file, include: conditions.ref_name.include, bypassActors: bypass_actors };
}
