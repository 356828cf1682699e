// Entries and policies for tests of the catalog.

import { createHash } from "node:crypto";
import type { Digests, NextSource } from "../../src/core/catalog/assemble.ts";
import { NEW_ORDER } from "../../src/core/catalog/assemble.ts";
import type { Entry } from "../../src/core/catalog/entry.ts";
import { resolvePolicy, type Policy } from "../../src/core/policy/policy.ts";
import type { PolicyFile } from "../../src/core/policy/schema.ts";

const hex = (algorithm: string, text: string) => createHash(algorithm).update(text).digest("hex");

export const digests: Digests = {
  sha256: (text) => hex("sha256", text),
  blob: (text) => hex("sha1", `blob ${Buffer.byteLength(text)}\0${text}`),
  bytes: (text) => Buffer.byteLength(text),
};

export const sha = (text: string): string => hex("sha1", text);

export function policyWith(own: PolicyFile = {}): Policy {
  return resolvePolicy({ extends: "mattermost", ...own });
}

export function entryOf(id: string, change: Partial<Entry> = {}): Entry {
  const at = "2026-01-05T10:00:00Z";
  return {
    id,
    order: NEW_ORDER,
    status: "active",
    name: `Name of ${id}`,
    type: "plugin",
    summary: "A summary that is long enough",
    link: `https://${id}.example/`,
    documentation: `https://${id}.example/docs`,
    issues: `https://${id}.example/issues`,
    tags: [],
    maintainers: ["owner"],
    owners: [{ id: 101, login: "owner" }],
    screenshots: [],
    added: at,
    updated: at,
    verified: at,
    checks: [
      { id: "submission", title: "Listing file", status: "pass", evidence: ["fits"], at },
      { id: "ownership", title: "Owner", status: "pass", evidence: ["owner"], at },
      { id: "link", title: "Link", status: "pass", evidence: ["answers"], at },
      { id: "documentation", title: "Documentation", status: "pass", evidence: ["there"], at },
      { id: "issue-tracker", title: "Issue tracker", status: "pass", evidence: ["open"], at },
      { id: "image", title: "Image", status: "pass", evidence: ["PNG"], at },
      { id: "standing", title: "Standing", status: "pass", evidence: ["never removed"], at },
    ],
    source: { pull: 7, blobs: { [`listings/${id}.yml`]: sha(id) } },
    ...change,
  };
}

export function sourceAt(second: number): NextSource {
  return {
    commit: sha(`commit ${second}`),
    atMs: second * 1_000,
    policy: sha("policy"),
    listings: sha(`listings ${second}`),
    images: null,
    removed: null,
  };
}
