// Policies ready to extend. `mattermost` is the Mattermost web Marketplace's own; the others are for kinds of communities.

import { levelsForNew, levelsOf } from "../checks/levels.ts";
import { clockDays } from "../listing/reasons.ts";
import type { PolicyFile } from "./schema.ts";

/**
 * A kind of community has no mailbox: until the policy names one, people are shown how to report in private to whoever
 * keeps the repository.
 */
const REPORT_PRIVATELY =
  "https://docs.github.com/code-security/security-advisories/guidance-on-reporting-and-writing-information-about-vulnerabilities/privately-reporting-a-security-vulnerability";

function withImageBytes(levels: ReturnType<typeof levelsOf>, bytes: number): PolicyFile["checks"] {
  return { ...levels, image: { level: levels.image, max_bytes: bytes } };
}

export const PRESETS: Readonly<Record<string, PolicyFile>> = {
  mattermost: {
    marketplace: {
      name: "Mattermost Marketplace",
      url: "https://mattermost.com/marketplace/",
      about:
        "Plugins, apps, integrations, webhook configurations, playbook templates and tools for Mattermost, made by its community.",
      security: "mailto:responsibledisclosure@mattermost.com",
    },
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
    outreach: {
      welcome:
        "Thank you for sharing your work with the community. We would like to hear the story behind it, coordinate a word about it on social media, and send you some swag.",
    },
  },
  /** What people put on the dashboards of their homes: pictures count, repositories are small, few are paid for it. */
  "home-dashboards": {
    marketplace: {
      name: "Home Dashboard Gallery",
      about:
        "Themes, cards, blueprints and icon sets for home dashboards, made by people for their own homes and shared with everybody's.",
      security: REPORT_PRIVATELY,
    },
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
    outreach: {
      welcome:
        "Thank you for making other people's homes a little nicer. Pictures of it in use can be added as screenshots whenever you like.",
    },
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
    marketplace: {
      name: "Open Course Shelf",
      about: "Courses, lessons, exercises, slides and data sets that anybody may teach with.",
      security: REPORT_PRIVATELY,
    },
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
    outreach: {
      welcome:
        "Thank you for sharing what you teach. If a class has used it, a sentence on how it went helps the next teacher.",
    },
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
