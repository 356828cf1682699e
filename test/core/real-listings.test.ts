// The 30 real listings of the Mattermost plugin marketplace can all be expressed in the format.

import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "@jest/globals";
import { parseListing } from "../../src/core/listing/parse.ts";
import { listingSchema } from "../../src/core/listing/schema.ts";
import { ID_PATTERN, isReservedId } from "../../src/core/listing/ids.ts";

const FILE = fileURLToPath(new URL("../../../shared/data/mattermost/plugins.json", import.meta.url));

interface RealListing {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly homepage_url: string | null;
  readonly repo: string;
  readonly support_url: string | null;
  readonly min_server_version: string | null;
  readonly icon: string | null;
}

const real = existsSync(FILE) ? (JSON.parse(readFileSync(FILE, "utf8")) as RealListing[]) : [];
if (real.length === 0)
  process.stderr.write("SKIPPED: the real listings are not on this machine (../shared/data/mattermost)\n");

/** What the owner of such a listing would write; JSON strings are YAML. */
function express(entry: RealListing, id: string): string {
  const text = entry.description.replace(/\s+/g, " ").trim();
  const summary =
    text.length < 10 ? `${entry.name}: ${text}` : text.length > 140 ? `${text.slice(0, 139)}…` : text;
  const home = entry.homepage_url ?? `https://github.com/mattermost/${entry.repo}`;
  const fields: Record<string, unknown> = {
    name: entry.name,
    type: "plugin",
    summary,
    description: entry.description,
    link: home,
    documentation: home,
    issues: entry.support_url ?? `${home}/issues`,
    image: entry.icon === null ? `${home}/raw/master/icon.png` : `images/${id}.svg`,
    maintainers: ["plugin-owner"],
    ...(entry.min_server_version === null ? {} : { compatibility: `>=${entry.min_server_version}` }),
  };
  return Object.entries(fields)
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}\n`)
    .join("");
}

const idOf = (id: string): string =>
  id
    .replace(/^com\.(?:github\.)?/, "")
    .replace(/[^a-z0-9]+/gi, "-")
    .toLowerCase();

(real.length === 0 ? describe.skip : describe)("real listings", () => {
  const schema = listingSchema();
  it.each(real.map((entry) => [entry.id, entry] as const))(
    "%s is expressed without a problem",
    (_, entry) => {
      const id = idOf(entry.id);
      expect([ID_PATTERN.test(id), isReservedId(id)]).toEqual([true, false]);
      const { problems, fields } = parseListing(new TextEncoder().encode(express(entry, id)), id, schema);
      expect(problems).toEqual([]);
      expect(fields.name).toBe(entry.name);
    },
  );

  it("are 30", () => {
    expect(real).toHaveLength(30);
  });
});
