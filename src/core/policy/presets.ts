// Rules ready to extend: what may be listed and what is asked of it. Whose marketplace it is, no preset says.

import { levelsForNew, levelsOf } from "../checks/levels.ts";
import { clockDays } from "../listing/reasons.ts";
import type { PolicyFile } from "./schema.ts";

/** Never the name, addresses, contacts and outreach: those are the marketplace's own, and no other may speak in them. */
export type Preset = Pick<PolicyFile, "types" | "checks" | "takedown" | "publish" | "texts">;

export const NEUTRAL_PRESET = "default";

function withImageBytes(levels: ReturnType<typeof levelsOf>, bytes: number): PolicyFile["checks"] {
  return { ...levels, image: { level: levels.image, max_bytes: bytes } };
}

export const PRESETS: Readonly<Record<string, Preset>> = {
  /** For any community: what `steward init` writes. */
  [NEUTRAL_PRESET]: {
    types: ["plugin", "app", "integration", "theme", "template", "tool"],
    checks: levelsOf(NEUTRAL_PRESET),
    takedown: {
      days: clockDays(NEUTRAL_PRESET),
      reminders: [7, 3, 1],
      extension_days_max: 14,
      role: "maintain",
      public: "under-review",
      mode: "on",
    },
    publish: { branch: "gh-pages", theme_color: "#1c58d9" },
  },
  /** The rules of Mattermost's web Marketplace, and the ones that hold where a folder has no policy. */
  mattermost: {
    types: ["plugin", "app", "integration", "webhook", "playbook", "tool"],
    checks: levelsOf("mattermost"),
    takedown: {
      days: clockDays("mattermost"),
      reminders: [7, 3, 1],
      extension_days_max: 14,
      role: "maintain",
      public: "under-review",
      mode: "on",
    },
    publish: { branch: "gh-pages", theme_color: "#1c58d9" },
  },
  /** What people put on the dashboards of their homes: pictures count, repositories are small, few are paid for it. */
  "home-dashboards": {
    types: ["theme", "card", "blueprint", "icon-set", "integration"],
    // Galleries are looked at on phones and on tablets on the wall.
    checks: withImageBytes(levelsOf("home-dashboards"), 2_097_152),
    takedown: {
      days: clockDays("home-dashboards"),
      reminders: [14, 7, 2],
      extension_days_max: 21,
      role: "maintain",
      public: "under-review",
      mode: "on",
    },
    publish: { branch: "gh-pages", theme_color: "#0b7285", grace_days: 30 },
    texts: {
      link: { item: "A page or repository where it can be downloaded and tried" },
      documentation: { item: "A few words on how to put it on a dashboard; screenshots are recommended" },
      "issue-tracker": { item: "A public place where people can say that it broke" },
      image: { item: "A picture of it in use: square, at most 2 MB, PNG, JPG or SVG" },
      "image/too-large": { why: "The gallery is looked at on phones and on tablets on the wall." },
      "comment/ready": "✅ {what}: ready for the gallery",
      "turn/ready": "**A maintainer's turn:** merging hangs it in the gallery.",
      "welcome/listed": "{what} now hangs in the {marketplace}.",
    },
  },
  /** What teachers share: no software, so nothing is installed; terms are long, and nobody is asked to hurry. */
  "open-courses": {
    types: ["course", "lesson", "exercise", "slides", "dataset"],
    checks: withImageBytes(levelsOf("open-courses"), 1_048_576),
    takedown: {
      days: clockDays("open-courses"),
      reminders: [21, 7, 1],
      extension_days_max: 30,
      role: "maintain",
      public: "under-review",
      mode: "on",
    },
    publish: { branch: "gh-pages", theme_color: "#7048a8", grace_days: 60 },
    texts: {
      submission: { item: "One resource, in its place and well described" },
      ownership: { item: "Proposed or changed by somebody who wrote it" },
      link: { item: "A page where learners can start at once" },
      "issue-tracker": { item: "A public place where learners can report mistakes" },
      image: { item: "A cover: 512 × 512 recommended, at most 1 MB, PNG, JPG or SVG" },
      "issue-tracker/disabled": {
        fix: "Name a page that learners can open and write on without being invited.",
      },
      "comment/ready": "✅ {what}: ready for the shelf",
      "comment/one-to-mend": "❌ {what}: one thing to put right",
      "comment/to-mend": "❌ {what}: {count} things to put right",
      "turn/ready": "**A maintainer's turn:** merging puts it on the shelf.",
      "turn/to-mend":
        "**Your turn:** put right what is marked ❌ and push, in your own time; this comment and the checks update automatically.",
      "welcome/listed": "{what} now stands on the {marketplace}.",
    },
  },
};

/** A new catalog's policy file, naming the checks that its preset says nothing of since they came after it. */
export function withNewerChecks(text: string, levelsFor = (preset: string) => levelsForNew(preset)): string {
  const preset = /^extends: *([a-z][a-z-]*)/m.exec(text)?.[1];
  const lines = Object.entries(preset === undefined ? {} : levelsFor(preset)).map(
    ([id, level]) => `\n  ${id}: ${level}`,
  );
  return lines.length === 0 ? text : text.replace(/^# checks:$/m, () => `checks:${lines.join("")}`);
}
