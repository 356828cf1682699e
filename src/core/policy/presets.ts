// Policies ready to extend. `mattermost` is the Mattermost web Marketplace's own.

import type { PolicyFile } from "./schema.ts";

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
    checks: {
      submission: "required",
      ownership: "required",
      link: "required",
      documentation: "required",
      "issue-tracker": "required",
      image: "required",
      standing: "required",
    },
    takedown: {
      days: { medium: 14, high: 14, critical: 0, "blocking-bug": 14 },
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
};
