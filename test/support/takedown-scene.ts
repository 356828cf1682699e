// Cases as people make them in the local GitHub: a form filled in, a label set, days that pass.

import { walkTree } from "../../src/sandbox/git/trees.ts";
import { CATALOG, goodFiles, listing, openScene, type Scene, type SceneOptions } from "./scene.ts";
import { canaryForm, CANARY } from "./takedown-canary.ts";
import { bears } from "./marked.ts";

export const DAY_MS = 24 * 60 * 60_000;
const ROUND_MS = 15 * 60_000;
const HURRIED_MAX = 12;
export const VAULT = "community/security";

export interface CaseScene extends Scene {
  /** Everything people can read outside the case repository: the catalog's issues, files and branches. */
  outside(): Promise<string>;
  /** Days and hours, with the App up: it looks whenever it said it would. */
  days(days: number): Promise<void>;
  report(id: string, repo?: string): Promise<number>;
  said(number: number, repo?: string): readonly string[];
  isListed(id: string): Promise<boolean>;
  ledger(id: string): Promise<string | undefined>;
}

export interface CaseSceneOptions extends SceneOptions {
  readonly vault?: boolean;
  readonly ids?: readonly string[];
}

/** A marketplace with two listings; `maintainer` decides, `triager` and `stranger` do not. */
export async function openCases(options: CaseSceneOptions = {}): Promise<CaseScene> {
  const files: Record<string, string | Uint8Array> = {};
  for (const id of options.ids ?? ["poll-maker", "other-tool"])
    Object.assign(files, await goodFiles(id, { name: id === "poll-maker" ? "Poll Maker" : "Other Tool" }));
  const scene = await openScene({
    ...options,
    policy:
      options.policy ??
      `extends: mattermost\n${options.vault === true ? `takedown:\n  repository: ${VAULT}\n` : ""}`,
    files: { ...files, ...options.files },
  });
  const { sandbox } = scene;
  sandbox.setRole(CATALOG, "triager", "triage");
  sandbox.setRole(CATALOG, "deputy", "maintain");
  if (options.vault === true) {
    await sandbox.addRepository({
      owner: "community",
      name: "security",
      private: true,
      installed: true,
      roles: { maintainer: "maintain", deputy: "maintain", triager: "triage" },
      files: { "README.md": "# Security\n" },
    });
  }
  await scene.settled();
  const said = (number: number, repo = CATALOG): readonly string[] =>
    sandbox
      .comments(repo, number)
      .filter(({ viaApp }) => viaApp)
      .map(({ body }) => body);
  return {
    ...scene,
    get server() {
      return scene.server;
    },
    said,
    async days(days) {
      // In small steps: the App's own wake-ups lie between them.
      const endMs = scene.clock.nowMs() + days * DAY_MS;
      let hurried = 0;
      for (let round = 0; round < 400 && scene.clock.nowMs() < endMs; round += 1) {
        const dueMs = (await scene.server.service.queue.nextLookMs()) ?? endMs;
        const nowMs = scene.clock.nowMs();
        if (dueMs - nowMs <= ROUND_MS) hurried += 1;
        // Where the App looks at everything every quarter of an hour, a few of those looks a day are enough.
        const leastMs = hurried > HURRIED_MAX ? DAY_MS / 4 : 1;
        const stepMs = Math.min(endMs, Math.max(dueMs + 1, nowMs + leastMs)) - nowMs;
        // Weeks pass here in a moment: a token that has just been made is not meant to be old already.
        for (const token of sandbox.world.tokens.values())
          Object.assign(token, { expiresAtMs: Number.MAX_SAFE_INTEGER });
        scene.clock.advance(stepMs);
        scene.server.service.worker.poke();
        await scene.settled();
      }
    },
    async report(id, repo = CATALOG) {
      const issue = await sandbox.openIssue(repo, {
        author: repo === CATALOG ? "stranger" : "triager",
        title: `Trouble ${CANARY}`,
        body: canaryForm(id),
      });
      await scene.settled();
      scene.clock.advance(10_000);
      return issue.number;
    },
    async isListed(id) {
      return (await sandbox.readFile(CATALOG, "main", `listings/${id}.yml`)) !== undefined;
    },
    async ledger(id) {
      return (await sandbox.readFile(CATALOG, "main", `removed/${id}.yml`))?.toString("utf8");
    },
    async outside() {
      const parts: string[] = [];
      for (const issue of sandbox.issues(CATALOG)) {
        // What people wrote themselves is theirs; what we wrote must not repeat it.
        if (issue.viaApp) parts.push(issue.title, issue.body ?? "");
        for (const comment of issue.comments) if (comment.viaApp) parts.push(comment.body);
        for (const run of issue.labels) parts.push(run.name);
      }
      for (const id of ["poll-maker", "other-tool"])
        for (const path of [`listings/${id}.yml`, `removed/${id}.yml`])
          parts.push((await sandbox.readFile(CATALOG, "main", path))?.toString("utf8") ?? "");
      return parts.join("\n");
    },
  };
}

/** What people do with a case in the catalog, a moment after what was done before. */
export function handles(scene: () => CaseScene) {
  const records = (number: number): readonly string[] =>
    scene()
      .said(number)
      .filter((body) => bears(body, "record"));
  return {
    label: async (number: number, login: string, ...names: string[]): Promise<void> => {
      scene().clock.advance(5_000);
      await scene().sandbox.label(CATALOG, number, login, ...names);
      await scene().settled();
    },
    /** What we react to it with. */
    say: async (number: number, login: string, body: string, repo = CATALOG): Promise<string> => {
      scene().clock.advance(5_000);
      const comment = scene().sandbox.comment(repo, number, login, body);
      await scene().settled();
      return comment.reactions.map(({ content }) => content).join();
    },
    records,
    deadlineOf: (number: number): number =>
      Number(/"deadlineMs":(\d+)/.exec(records(number).at(-1) ?? "")?.[1]),
  };
}

/** No word of a case's title, body or talk is in what we wrote, published, counted or logged. */
export async function assertKeptPrivate(scene: CaseScene): Promise<void> {
  const { suites, deployments, git } = scene.sandbox.repository(CATALOG);
  const { text: metrics } = await scene.server.service.metrics.render();
  const runs = suites.flatMap((suite) =>
    suite.runs.map(({ title, summary, text }) => [title, summary, text]),
  );
  const statuses = deployments.map(({ statuses: said, ...rest }) => [
    rest.description,
    said.map(({ description }) => description),
  ]);
  const all = [await scene.outside(), scene.logged.join("\n"), metrics, ...[...runs, ...statuses].flat(3)];
  if (all.join("\n").includes(CANARY)) throw new Error("a case's own words got out");
  for (const { name, sha } of git.refs("refs/heads/")) {
    const tree = (await git.objects.commit(sha))?.tree ?? "";
    for (const file of await walkTree(git.objects, tree))
      if ((await git.objects.read(file.sha))?.bytes.includes(CANARY) === true)
        throw new Error(`a case's own words are in ${name}:${file.path}`);
  }
}

export { canaryForm, CANARY, listing };
