// Which keys of a policy are in force, and where each comes from: the file, its preset, or our defaults.

import type { CheckId } from "../checks/check.ts";
import { CHECK_IDS } from "../checks/ids.ts";
import { PRESETS } from "./presets.ts";
import { resolvePolicy, type Policy } from "./policy.ts";
import type { PolicyFile } from "./schema.ts";

export interface KeyInForce {
  /** Dotted, as in the file: `takedown.days.medium`. */
  readonly key: string;
  /** As JSON; undefined: not set, and nothing stands in for it. */
  readonly value: string | undefined;
  readonly from: "file" | "preset" | "default";
}

/** In the order of the file's sections. */
export function explainPolicy(own: PolicyFile): readonly KeyInForce[] {
  const preset = own.extends === undefined ? {} : (PRESETS[own.extends] ?? {});
  const [inFile, inPreset] = [leavesOf(own), leavesOf(preset)];
  return [...leavesOf(asFile(resolvePolicy(own), own))].map(([key, value]) => ({
    key,
    value: value === undefined ? undefined : JSON.stringify(value),
    from: inFile.has(key) ? "file" : inPreset.has(key) ? "preset" : "default",
  }));
}

export interface KeyChange {
  readonly key: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** What is in force otherwise under the other file. */
export function changedKeys(before: PolicyFile, after: PolicyFile): readonly KeyChange[] {
  const [old, now] = [before, after].map(
    (file) => new Map(explainPolicy(file).map(({ key, value }) => [key, value])),
  ) as [Map<string, string | undefined>, Map<string, string | undefined>];
  return [...new Set([...now.keys(), ...old.keys()])].flatMap((key) => {
    const [a, b] = [old.get(key), now.get(key)];
    return a === b ? [] : [{ key, before: a, after: b }];
  });
}

function checkAsFile({ levels, imageBytesMax, ownershipApps }: Policy, id: CheckId): unknown {
  const level = levels[id];
  if (id === "image") return { level, max_bytes: imageBytesMax };
  return id === "ownership" && ownershipApps.length > 0 ? { level, apps: ownershipApps } : level;
}

/** The resolved policy in the file's own words, so that what is explained is what is followed. */
function asFile(policy: Policy, own: PolicyFile): Record<string, unknown> {
  const { marketplace, takedown, publish, outreach } = policy;
  return {
    extends: policy.preset,
    marketplace: { ...marketplace },
    types: policy.types,
    checks: Object.fromEntries(CHECK_IDS.map((id) => [id, checkAsFile(policy, id)])),
    waivers: own.waivers === undefined ? undefined : policy.waivers,
    takedown: {
      team: takedown.team,
      role: takedown.role,
      repository: takedown.repository,
      days: takedown.days,
      reminders: takedown.reminderDays,
      extension_days_max: takedown.extensionDaysMax,
      public: takedown.public,
      mode: takedown.mode,
    },
    publish: {
      branch: publish.branch,
      repository: publish.repository,
      base_path: publish.basePath,
      url: publish.url,
      theme_color: publish.themeColor,
      logo: publish.logo,
      adopt: publish.adopt,
      grace_days: publish.graceDays,
    },
    outreach: { welcome: outreach.welcome, form: outreach.form },
    texts: policy.texts,
  };
}

/** Dotted key → value; a list is one value. */
function leavesOf(file: object): ReadonlyMap<string, unknown> {
  const leaves = new Map<string, unknown>();
  const walk = (value: unknown, key: string): void => {
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      for (const [name, inner] of Object.entries(value)) walk(inner, key === "" ? name : `${key}.${name}`);
    } else {
      // A check's level may stand by itself.
      leaves.set(/^checks\.[a-z-]+$/.test(key) ? `${key}.level` : key, value);
    }
  };
  walk(file, "");
  return leaves;
}
