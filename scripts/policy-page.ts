// The reference of the policy file, from its schema, its presets and what each key is for.

import { explainPolicy } from "../src/core/policy/explain.ts";
import { POLICY_KEYS } from "../src/core/policy/keys.ts";
import { NEUTRAL_PRESET, PRESETS } from "../src/core/policy/presets.ts";
import { CONTACT_SHAPE, HTTPS_SHAPE } from "../src/core/listing/values.ts";
import { policyJsonSchema } from "../src/core/policy/json-schema.ts";

type Node = Readonly<Record<string, unknown>>;

const INTRO = `# The policy file

\`.github/steward.yml\` says what a marketplace wants. A repository is a catalog when the file is there; one line is enough:
\`extends: default\`. It is read strictly: a key that does not exist fails the pull request that brings it, on its line; a pull
request that changes the file is told which published listings would change verdict. What is in force, and where it comes from, at home:

\`\`\`
steward policy check                 # this folder's file: valid or not, every key in force, what would change verdict
steward schema --of policy           # JSON Schema, for editors
\`\`\`

\`\`\`yaml
extends: default
marketplace:
  name: Our Marketplace
  security: mailto:security@ours.example
checks:
  image: { level: required, max_bytes: 1048576 }
  documentation: recommended
waivers:
  - { check: link, listing: poll-board, who: octocat, why: The site moves this month, until: 2027-01-31 }
\`\`\`

A policy that tightens takes nothing out at once: what is published and fails the new rules stays for \`publish.grace_days\`. A running
takedown keeps the terms it began with. If a file that is not valid reaches the default branch all the same, the last valid one
stays in force, and an issue says so.

**A preset sets rules, and never speaks for a marketplace.** Name, addresses, contacts and what is said to contributors come from
this file alone. A policy that names no \`name\` has its repository's; one that names no \`security\` has security problems reported
in the repository's private form (\`https://github.com/OWNER/REPOSITORY/security/advisories/new\`, for which “Private vulnerability
reporting” has to be on under Settings → Advanced Security). The dashboard and \`steward doctor\` ask for both.`;

/** Every leaf of the schema, dotted, with its node; what stands below `texts` has a page of its own. */
export function policyLeaves(
  schema: Node = policyJsonSchema(),
  prefix = "",
): readonly (readonly [string, Node])[] {
  const properties = schema["properties"] as Readonly<Record<string, Node>> | undefined;
  return Object.entries(properties ?? {}).flatMap(([name, node]): readonly (readonly [string, Node])[] => {
    const key = prefix === "" ? name : `${prefix}.${name}`;
    if (key === "texts") return [];
    const options = (node["anyOf"] as readonly Node[] | undefined) ?? [];
    const mapping = [node, ...options].find((one) => one["properties"] !== undefined);
    if (mapping !== undefined) return policyLeaves(mapping, key);
    const items = node["items"] as Node | undefined;
    const own: readonly (readonly [string, Node])[] = [[key, node]];
    return items?.["properties"] === undefined ? own : [...own, ...policyLeaves(items, `${key}[]`)];
  });
}

export function policyPage(): string {
  const presets = Object.keys(PRESETS);
  const values = new Map<string, ReadonlyMap<string, string | undefined>>(
    presets.map((preset) => [
      preset,
      new Map(explainPolicy({ extends: preset }).map(({ key, value }) => [key, value])),
    ]),
  );
  const sections = new Map<string, string[]>();
  for (const [key, node] of policyLeaves()) {
    const section = key.split(/[.[]/, 1)[0] ?? key;
    const value = values.get(NEUTRAL_PRESET)?.get(key);
    const cells = [
      `\`${key}\``,
      POLICY_KEYS[key] ?? "",
      valuesOf(node),
      value === undefined ? "" : shown(value),
    ];
    const row = `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
    sections.set(section, [...(sections.get(section) ?? []), row]);
  }
  return `${[
    INTRO,
    `## Presets\n\n${presets.map((preset) => presetLine(preset, values.get(preset))).join("\n")}\n\nThe last column below is what \`default\` sets, or what holds where nobody sets it.`,
    ...[...sections].map(
      ([section, rows]) =>
        `## \`${section}\`\n\n| key | what it is for | values | with \`extends: default\` |\n| --- | --- | --- | --- |\n${rows.join("\n")}`,
    ),
    "## `texts`\n\nEvery sentence that a contributor reads can be put in other words: [texts](texts.md).",
    "---\n\nThis page is written by `npm run gen` from the schema of the policy.",
  ].join("\n\n")}\n`;
}

function presetLine(preset: string, values: ReadonlyMap<string, string | undefined> | undefined): string {
  const types = JSON.parse(values?.get("types") ?? "[]") as readonly string[];
  return `- \`${preset}\`: ${types.map((type) => `\`${type}\``).join(", ")}`;
}

function shown(json: string): string {
  return json.length > 60 ? "a sentence" : `\`${json}\``;
}

function valuesOf(node: Node): string {
  const { type, items, pattern, format } = node;
  const [enumerated, constant] = [node["enum"] as readonly unknown[] | undefined, node["const"]];
  if (constant !== undefined) return `\`${JSON.stringify(constant)}\``;
  if (enumerated !== undefined) return enumerated.map((one) => `\`${String(one)}\``).join(", ");
  const number = (name: string): string => Number(node[name] ?? 0).toLocaleString("en");
  const range = (unit: string, least: string, most: string) =>
    node[most] === undefined ? unit : `${unit}, ${number(least)}–${number(most)}`;
  if (type === "integer") return range("whole number", "minimum", "maximum");
  if (type === "boolean") return "`true`, `false`";
  if (type === "array")
    return `list of ${items === undefined ? "entries" : (items as Node)["properties"] === undefined ? "values" : "mappings"}, at most ${number("maxItems")}`;
  if (format === "date") return "a day, `2027-01-31`";
  if (pattern === HTTPS_SHAPE) return "an https address";
  if (pattern === CONTACT_SHAPE) return "an https address or `mailto:`";
  return range("text", "minLength", "maxLength");
}
