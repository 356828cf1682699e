// Nothing asked for that is not used, and a reason beside everything that is.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "@jest/globals";
import { EVENTS } from "../../src/events/app.ts";
import {
  LIST_PERMISSIONS,
  PUBLISH_PERMISSIONS,
  REVIEW_PERMISSIONS,
  SWEEP_PERMISSIONS,
} from "../../src/work/permissions.ts";
import { readApp } from "../../src/server/manifest.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const text = readFileSync(join(ROOT, "app.yml"), "utf8");
const app = readApp();

/** Asked for now, so that no owner has to approve anew, and used by work that app.yml names. */
const FOR_LATER: Readonly<Record<string, { readonly level: string; readonly by: RegExp }>> = {
  members: { level: "read", by: /Takedown/ },
};
/** Not read by any call of ours: without it GitHub does not send the event. */
const FOR_EVENTS: Readonly<Record<string, string>> = { merge_queues: "merge_group" };
const SENT_UNASKED = new Set(["installation", "installation_repositories"]);

describe("app.yml", () => {
  it("asks for the events that are listened to, and for no other", () => {
    const listened = new Set(EVENTS.map((event) => event.split(".")[0] ?? ""));
    const asked = [...listened].filter((name) => !SENT_UNASKED.has(name));
    expect([...app.default_events].sort()).toEqual(asked.sort());
  });

  it("asks for what some work uses, at the level it uses, or names the work to come", () => {
    const used: Record<string, string> = {};
    for (const set of [LIST_PERMISSIONS, SWEEP_PERMISSIONS, REVIEW_PERMISSIONS, PUBLISH_PERMISSIONS])
      for (const [name, level] of Object.entries(set)) if (used[name] !== "write") used[name] = level;
    for (const [name, level] of Object.entries(app.default_permissions)) {
      const later = FOR_LATER[name];
      const event = FOR_EVENTS[name];
      if (event !== undefined) expect(app.default_events).toContain(event);
      else expect([name, level]).toEqual([name, later?.level ?? used[name]]);
      if (later !== undefined) expect(reasonOf(name)).toMatch(later.by);
    }
    for (const name of Object.keys(used)) expect(Object.keys(app.default_permissions)).toContain(name);
  });

  it("says why for each permission and each event", () => {
    for (const name of [...Object.keys(app.default_permissions), "pull_request", "issue_comment", "push"])
      expect([name, reasonOf(name).length > 20]).toEqual([name, true]);
  });

  it("is private, and its name is one that GitHub takes", () => {
    expect(app.public).toBe(false);
    expect(app.name.length).toBeLessThanOrEqual(34);
  });
});

/** Only the name of a type: nothing is started there. */
function isTypeOnly(name: string): boolean {
  const source = readFileSync(join(ROOT, "src", name), "utf8");
  return /import type \{[^}]*\} from "node:child_process"/.test(source);
}

function reasonOf(name: string): string {
  const lines = text.split("\n");
  const at = lines.findIndex((line) => line.startsWith(`  ${name}:`) || line === `  - ${name}`);
  const reasons: string[] = [];
  for (let i = at - 1; lines[i]?.startsWith("  #") === true; i -= 1) reasons.push(lines[i] ?? "");
  return reasons.join(" ");
}

describe("what we run", () => {
  // The sandbox shows everything GitHub shows.
  const names = readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" }).filter(
    (name) => name.endsWith(".ts") && !name.startsWith("sandbox"),
  );
  const using = (pattern: RegExp): string[] =>
    names.filter((name) => pattern.test(readFileSync(join(ROOT, "src", name), "utf8")));

  it("never goes by `author_association`, which is a relation and no permission", () => {
    expect(names.length).toBeGreaterThan(100);
    expect(using(/author_?association/i)).toEqual([]);
  });

  it("starts processes of its own in one place, without our environment; and git for the command line", () => {
    expect(
      using(/from "node:child_process"/)
        .filter((name) => !isTypeOnly(name))
        .sort(),
    ).toEqual([
      "adapters/worktree/history.ts",
      "adapters/worktree/worktree.ts",
      "cli/prefill.ts",
      "platform/child.ts",
    ]);
    expect(using(/\bfork\(/)).toEqual(["platform/child.ts"]);
    // What is in a child's environment stands where it is started; nothing of it is taken over whole.
    const starting = using(/\bforkChild\(/).sort();
    expect(starting).toEqual([
      "adapters/images/child.ts",
      "adapters/output/writer.ts",
      "adapters/queue/embedded.ts",
      "adapters/web/child.ts",
      "cli/makers.ts",
      "platform/child.ts",
    ]);
    for (const name of starting)
      expect(readFileSync(join(ROOT, "src", name), "utf8")).not.toMatch(/\.\.\.process\.env/);
  });

  it("fetches strangers' addresses in the server nowhere but in the child", () => {
    expect(using(/\bcreateWeb\(/).sort()).toEqual([
      "adapters/web/fetcher.ts",
      "adapters/web/web.ts",
      "cli/world.ts",
    ]);
  });

  it("reads the environment where it is configured, and nowhere else", () => {
    const allowed = /^(?:cli\/|adapters\/web\/child\.ts$)/;
    expect(using(/process\.env/).filter((name) => !allowed.test(name))).toEqual([]);
  });
});
