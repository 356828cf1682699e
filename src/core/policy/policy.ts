// steward.yml → Policy: a preset, what the file changes, and every default filled in.

import { sameLogin } from "../logins.ts";
import type { CheckId, PolicyLevel } from "../checks/check.ts";
import { CHECKS } from "../checks/index.ts";
import { levelUnnamed } from "../checks/levels.ts";
import { DEFAULT_TYPES, listingSchema, type ListingSchema } from "../listing/schema.ts";
import { clockDays, type ClockGrade } from "../listing/reasons.ts";
import { otherNameOf } from "../listing/fields.ts";
import { nearestOf } from "../listing/nearest.ts";
import { schemaProblems, type KeyPath, type Problem } from "../listing/problems.ts";
import type { SourcePosition } from "../listing/places.ts";
import { quote } from "../listing/quote.ts";
import { plainValue, readYaml } from "../listing/yaml.ts";
import { IMAGE_BYTES_MAX } from "../checks/image.ts";
import { POLICY_EXAMPLES, POLICY_KEYS } from "./keys.ts";
import { NEUTRAL_PRESET, PRESETS, type Preset } from "./presets.ts";
import { mergedTexts, type Texts } from "./texts.ts";
import { policySchema, type PolicyFile } from "./schema.ts";

export const POLICY_BYTES_MAX = 256 * 1024;
const POLICY_WORDS = Object.keys(POLICY_KEYS).flatMap((key) => key.split(/[.[\]]+/));

export interface Waiver {
  readonly check: CheckId;
  readonly listing: string;
  readonly who: string;
  readonly why: string;
  /** The last day it holds, UTC. */
  readonly until: string;
}

export interface Policy {
  readonly preset: string | undefined;
  /** As the file says and no preset: what stands in for a name or a contact, its repository tells (identity.ts). */
  readonly marketplace: {
    readonly name: string | undefined;
    readonly url: string | undefined;
    readonly about: string;
    readonly contact: string | undefined;
    readonly security: string | undefined;
    readonly guide: string | undefined;
  };
  readonly types: readonly string[];
  readonly schema: ListingSchema;
  readonly levels: Readonly<Record<CheckId, PolicyLevel>>;
  readonly imageBytesMax: number;
  /** Slugs of Apps whose pull requests count as made with write access. */
  readonly ownershipApps: readonly string[];
  readonly waivers: readonly Waiver[];
  readonly takedown: {
    readonly team: string | undefined;
    readonly role: "write" | "maintain" | "admin";
    readonly repository: string | undefined;
    readonly days: Readonly<Record<ClockGrade, number>>;
    readonly reminderDays: readonly number[];
    readonly extensionDaysMax: number;
    readonly public: "under-review" | "nothing";
    readonly mode: "on" | "dry-run";
  };
  readonly publish: {
    readonly branch: string;
    readonly repository: string | undefined;
    /** undefined: wherever the pages turn out to be served. */
    readonly basePath: string | undefined;
    readonly url: string | undefined;
    readonly themeColor: string;
    readonly logo: string | undefined;
    readonly adopt: boolean;
    readonly graceDays: number;
  };
  readonly outreach: { readonly welcome: string; readonly form: string | undefined };
  /** Sentences in place of ours, by id. */
  readonly texts: Texts;
}

/** A repository that the policy names and that stayed with the catalog's former owner: as if it were not named. */
export interface IgnoredName {
  readonly key: "takedown.repository" | "publish.repository";
  readonly repository: string;
  /** Of the file. */
  readonly line: number;
}

export type ParsedPolicy =
  | {
      readonly state: "valid";
      readonly policy: Policy;
      readonly file: PolicyFile;
      readonly ignored: readonly IgnoredName[];
      /** Where the value at `path` stands in the file. */
      readonly place: (path: KeyPath) => SourcePosition;
    }
  | {
      readonly state: "invalid";
      readonly problems: readonly Problem[];
      /** Other owners whose repositories it names: one may have owned the catalog when it was written. */
      readonly otherOwners?: readonly string[];
    };

const WHY =
  "A policy is followed to the letter; a key we do not understand could mean the opposite of what we would guess.";

/**
 * `owner` is the catalog's owner, where known: other repositories named by the policy must be the same owner's. Names of
 * its `formerOwners` are ignored.
 */
export function parsePolicy(
  bytes: Uint8Array,
  owner: string | undefined,
  formerOwners: readonly string[] = [],
): ParsedPolicy {
  const file = readYaml(bytes, POLICY_BYTES_MAX, POLICY_WORDS);
  const problems: Problem[] = file.problems.map((problem) => ({ ...problem, why: WHY, path: [] }));
  // Sections stand within sections here: what is read around the first line that breaks the file may belong anywhere.
  const torn = problems.find(({ rule }) => rule === "syntax");
  if (torn !== undefined) return { state: "invalid", problems: [torn] };
  if (file.root === undefined) return { state: "invalid", problems: problems.map(filled) };
  const value = plainValue(file.root);
  const add = (rule: string, path: KeyPath, message: string, fix: string): void => {
    problems.push({ rule, message, why: WHY, fix, path, place: file.place(path) });
  };
  // Told beside whatever else is wrong, so that nobody fixes the file twice.
  const preset = (value as { readonly extends?: unknown } | null)?.extends;
  if (typeof preset === "string" && !Object.hasOwn(PRESETS, preset)) {
    add(
      "unknown-preset",
      ["extends"],
      `There is no preset ${quote(preset)}.`,
      `Use one of ${Object.keys(PRESETS)
        .map((name) => `\`${name}\``)
        .join(", ")}.`,
    );
  }
  const result = policySchema.safeParse(value);
  if (!result.success) {
    const known = Object.keys(policySchema.shape);
    problems.push(
      ...schemaProblems(result.error.issues, file, value, known, {
        why: () => WHY,
        missing: (path) => ({
          message: `\`${path.join(".")}\` is missing.`,
          fix: `Add it, for example: \`${exampleAt(path) ?? `${path.at(-1)}: …`}\``,
        }),
        nearest(key, path, names) {
          const keys = path.length === 0 ? names : keysAt(path);
          const other = otherNameOf(key);
          return other !== undefined && keys.includes(other) ? other : nearestOf(key, keys);
        },
        names: (path) => (path[0] === "texts" ? [] : keysAt(path)),
        example: exampleAt,
        isRequired: ([section, ...more]) => section === "waivers" && more.length > 0,
      }),
    );
    return { state: "invalid", problems };
  }
  const own = result.data;
  const ignored: IgnoredName[] = [];
  const otherOwners: string[] = [];
  for (const section of ["takedown", "publish"] as const) {
    const repository = own[section]?.repository;
    const named = repository?.split("/")[0];
    if (repository === undefined || owner === undefined || sameLogin(named, owner)) continue;
    if (formerOwners.some((former) => sameLogin(former, named))) {
      const { line } = file.place([section, "repository"]);
      ignored.push({ key: `${section}.repository`, repository, line });
      continue;
    }
    otherOwners.push(named ?? "");
    add(
      "foreign-repository",
      [section, "repository"],
      `\`${section}.repository\` belongs to another owner than the catalog.`,
      `Name a repository of \`${owner}\`.`,
    );
  }
  if (problems.length > 0) return { state: "invalid", problems, otherOwners };
  const followed = without(own, ignored);
  return { state: "valid", policy: resolvePolicy(followed), file: followed, ignored, place: file.place };
}

/** One line makes an empty file a policy. */
function filled(problem: Problem): Problem {
  return problem.rule === "empty"
    ? { ...problem, fix: `Write the line \`extends: ${NEUTRAL_PRESET}\`` }
    : problem;
}

/** The file as it is followed. */
function without(file: PolicyFile, ignored: readonly IgnoredName[]): PolicyFile {
  const isIgnored = (key: IgnoredName["key"]): boolean => ignored.some((one) => one.key === key);
  const { takedown, publish, ...rest } = file;
  const unnamed = { repository: undefined };
  return {
    ...rest,
    ...(takedown && { takedown: isIgnored("takedown.repository") ? { ...takedown, ...unnamed } : takedown }),
    ...(publish && { publish: isIgnored("publish.repository") ? { ...publish, ...unnamed } : publish }),
  };
}

/** What stands at `path` in an example; entries of a list are alike. */
function exampleAt(path: KeyPath): string | undefined {
  return POLICY_EXAMPLES[path.map((step) => (typeof step === "number" ? "[]" : step)).join(".")];
}

function keysAt(path: KeyPath): readonly string[] {
  let schema: unknown = policySchema;
  for (const step of path) {
    // A list's entries have no names of their own: unwrapping the list has led to them already.
    if (typeof step === "string") schema = unwrap(schema)?.shape?.[step];
  }
  return Object.keys(unwrap(schema)?.shape ?? {});
}

interface Shaped {
  readonly shape?: Record<string, unknown>;
  readonly options?: readonly unknown[];
  unwrap?(): unknown;
}

/** The mapping within optional values, lists and choices; of a choice, the mapping stands last. */
function unwrap(schema: unknown): Shaped | undefined {
  let current = schema as Shaped | undefined;
  while (current !== undefined && current.shape === undefined) {
    const inner = typeof current.unwrap === "function" ? current.unwrap() : current.options?.at(-1);
    current = inner as Shaped | undefined;
  }
  return current;
}

/** The preset's rules, overlaid by the file's, with our defaults under both; whose marketplace it is, the file alone says. */
export function resolvePolicy(own: PolicyFile): Policy {
  const preset: Preset = own.extends === undefined ? {} : (PRESETS[own.extends] ?? {});
  const { marketplace, outreach } = own;
  const takedown = { ...preset.takedown, ...own.takedown };
  const publish = { ...preset.publish, ...own.publish };
  const types = own.types ?? preset.types ?? DEFAULT_TYPES;
  return {
    preset: own.extends,
    marketplace: {
      name: marketplace?.name,
      url: marketplace?.url,
      about: marketplace?.about ?? "",
      contact: marketplace?.contact,
      security: marketplace?.security,
      guide: marketplace?.guide,
    },
    types,
    schema: listingSchema(types),
    levels: Object.fromEntries(
      CHECKS.map((check) => [
        check.id,
        levelOf(own, check.id) ?? levelOf(preset, check.id) ?? levelUnnamed(check),
      ]),
    ) as Record<CheckId, PolicyLevel>,
    imageBytesMax: limitOf(own) ?? limitOf(preset) ?? IMAGE_BYTES_MAX,
    ownershipApps: appsOf(own) ?? appsOf(preset) ?? [],
    waivers: (own.waivers ?? []) as readonly Waiver[],
    takedown: {
      team: takedown.team,
      role: takedown.role ?? "maintain",
      repository: takedown.repository,
      days: {
        ...clockDays(),
        ...preset.takedown?.days,
        ...own.takedown?.days,
      } as Policy["takedown"]["days"],
      reminderDays: takedown.reminders ?? [7, 3, 1],
      extensionDaysMax: takedown.extension_days_max ?? 14,
      public: takedown.public ?? "under-review",
      mode: takedown.mode ?? "on",
    },
    publish: {
      branch: publish.branch ?? "gh-pages",
      repository: publish.repository,
      basePath: publish.base_path,
      url: publish.url,
      themeColor: publish.theme_color ?? "#1c58d9",
      logo: publish.logo,
      adopt: publish.adopt ?? false,
      graceDays: publish.grace_days ?? 14,
    },
    outreach: { welcome: outreach?.welcome ?? "", form: outreach?.form },
    texts: mergedTexts((preset.texts ?? {}) as Texts, (own.texts ?? {}) as Texts),
  };
}

function levelOf(file: PolicyFile, id: CheckId): PolicyLevel | undefined {
  const setting = file.checks?.[id] as PolicyLevel | { readonly level?: PolicyLevel } | undefined;
  return typeof setting === "object" ? setting.level : setting;
}

function appsOf(file: PolicyFile): readonly string[] | undefined {
  const setting = file.checks?.ownership;
  return typeof setting === "object" ? setting.apps : undefined;
}

function limitOf(file: PolicyFile): number | undefined {
  const setting = file.checks?.image as PolicyLevel | { readonly max_bytes?: number } | undefined;
  return typeof setting === "object" ? setting.max_bytes : undefined;
}
