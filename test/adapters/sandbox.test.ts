// The sandbox answers as GitHub does: roles, tokens, pull requests, limits; every exchange is held against GitHub's description.

import { request } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { createSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import {
  appJwt,
  ask,
  installationToken,
  receiveWebhooks,
  type Receiver,
} from "../contract/sandbox-client.ts";
import { createContract } from "../support/contract.ts";

const CATALOG = "market/catalog";
const FILES = {
  "README.md": "# Catalog\n",
  ".github/steward.yml": "extends: mattermost\n",
  ".github/ISSUE_TEMPLATE/security.yml": "name: Security\n",
  "listings/demo.yml": "name: Demo\ntype: plugin\n",
};

let sandbox: Sandbox;
/** One for the file: compiling GitHub's schemas takes longer than the requests. */
const contract = createContract();
let receiver: Receiver;
let clockMs = Date.UTC(2026, 5, 1, 12);

beforeEach(async () => {
  clockMs = Date.UTC(2026, 5, 1, 12);
  receiver = await receiveWebhooks();
  sandbox = await createSandbox({ observe: contract, nowMs: () => clockMs, webhookTarget: receiver.url });
  sandbox.addOrganization("market", { owner: "admin" });
  for (const login of ["contributor", "first-timer", "maintainer", "triager", "security-lead"])
    sandbox.addUser(login);
  sandbox.addTeam("market", "security", ["security-lead"]);
  await sandbox.addRepository({
    owner: "market",
    name: "catalog",
    installed: true,
    files: FILES,
    labels: ["security"],
    roles: { maintainer: "maintain", triager: "triage" },
  });
});

afterEach(async () => {
  await sandbox.close();
  await receiver.close();
  contract.assertKept();
});

async function forkPull(): Promise<{ number: number; sha: string; fork: string }> {
  const fork = sandbox.fork(CATALOG, "contributor");
  const sha = await sandbox.commit(
    fork,
    "add-it",
    { "listings/new.yml": "name: New\n" },
    { author: "contributor" },
  );
  const pull = await sandbox.openPullRequest({
    repo: CATALOG,
    author: "contributor",
    head: { repo: fork, branch: "add-it" },
    title: "Add New",
    body: "Please",
  });
  return { number: pull.number, sha, fork };
}

describe("people and roles", () => {
  it("tells roles by role_name and folds them in permission", async () => {
    const maintainer = await ask(sandbox, "GET", `/repos/${CATALOG}/collaborators/maintainer/permission`, {
      as: "owner",
    });
    expect(maintainer.body).toMatchObject({ permission: "write", role_name: "maintain" });
    const triager = await ask(sandbox, "GET", `/repos/${CATALOG}/collaborators/triager/permission`, {
      as: "owner",
    });
    expect(triager.body).toMatchObject({ permission: "read", role_name: "triage" });
    expect(
      (await ask(sandbox, "GET", `/repos/${CATALOG}/collaborators/nobody-here/permission`, { as: "owner" }))
        .status,
    ).toBe(404);
  });

  it("drops labels silently without triage and applies them with it", async () => {
    const body = { title: "A problem", labels: ["security", "brand-new"] };
    const dropped = await ask(sandbox, "POST", `/repos/${CATALOG}/issues`, { as: "first-timer", body });
    expect(dropped.status).toBe(201);
    expect(dropped.body["labels"]).toEqual([]);
    const applied = await ask(sandbox, "POST", `/repos/${CATALOG}/issues`, { as: "triager", body });
    expect(applied.body["labels"]).toHaveLength(2);
    expect((await ask(sandbox, "GET", `/repos/${CATALOG}/labels/brand-new`)).status).toBe(200);
    const path = `/repos/${CATALOG}/issues/${String(applied.body["number"])}/labels`;
    expect((await ask(sandbox, "POST", path, { as: "first-timer", body: { labels: ["x"] } })).status).toBe(
      403,
    );
  });

  it("knows accounts by login and by number, and team memberships", async () => {
    const user = await ask(sandbox, "GET", "/users/contributor");
    expect((await ask(sandbox, "GET", `/user/${String(user.body["id"])}`)).body["login"]).toBe("contributor");
    const token = await installationToken(sandbox);
    const path = "/orgs/market/teams/security/memberships";
    expect((await ask(sandbox, "GET", `${path}/security-lead`, { as: token })).body["state"]).toBe("active");
    expect((await ask(sandbox, "GET", `${path}/contributor`, { as: token })).status).toBe(404);
  });
});

describe("the App's tokens", () => {
  it("refuses a JWT of another App, an old one, and a forged one", async () => {
    expect((await ask(sandbox, "GET", "/app", { as: appJwt(sandbox) })).status).toBe(200);
    expect((await ask(sandbox, "GET", "/app", { as: appJwt(sandbox, { iss: 1 }) })).status).toBe(404);
    expect((await ask(sandbox, "GET", "/app", { as: appJwt(sandbox, { exp: 1 }) })).status).toBe(401);
    expect((await ask(sandbox, "GET", "/app", { as: `${appJwt(sandbox)}x` })).status).toBe(401);
  });

  it("keeps a narrowed token inside its repository and permission", async () => {
    const other = await sandbox.addRepository({
      owner: "market",
      name: "private",
      private: true,
      installed: true,
      files: { a: "b" },
    });
    const catalogId = sandbox.repository(CATALOG).id;
    const token = await installationToken(sandbox, {
      repository_ids: [catalogId],
      permissions: { issues: "read" },
    });
    expect((await ask(sandbox, "GET", `/repos/${CATALOG}/issues`, { as: token })).status).toBe(200);
    expect((await ask(sandbox, "GET", `/repos/market/${other.name}`, { as: token })).status).toBe(404);
    const denied = await ask(sandbox, "POST", `/repos/${CATALOG}/issues`, {
      as: token,
      body: { title: "x" },
    });
    expect(denied.status).toBe(403);
    expect(denied.body["message"]).toBe("Resource not accessible by integration");
    const list = await ask(sandbox, "GET", "/installation/repositories", { as: token });
    expect(list.body["total_count"]).toBe(1);
  });

  it("lets a token live for an hour of the sandbox's clock", async () => {
    const token = await installationToken(sandbox);
    clockMs += 3_599_000;
    expect((await ask(sandbox, "GET", `/repos/${CATALOG}`, { as: token })).status).toBe(200);
    clockMs += 2_000;
    expect((await ask(sandbox, "GET", `/repos/${CATALOG}`, { as: token })).status).toBe(401);
  });

  it("gives no token to a suspended installation", async () => {
    sandbox.suspend("market", true);
    const jwt = appJwt(sandbox);
    const installation = await ask(sandbox, "GET", `/repos/${CATALOG}/installation`, { as: jwt });
    const reply = await ask(
      sandbox,
      "POST",
      `/app/installations/${String(installation.body["id"])}/access_tokens`,
      { as: jwt },
    );
    expect(reply.status).toBe(403);
  });
});

describe("pull requests from forks", () => {
  it("shares objects with the parent, also after the fork is deleted", async () => {
    const { number, sha, fork } = await forkPull();
    const token = await installationToken(sandbox);
    expect((await ask(sandbox, "GET", `/repos/${CATALOG}/git/commits/${sha}`, { as: token })).status).toBe(
      200,
    );
    sandbox.deleteFork(fork);
    const pull = await ask(sandbox, "GET", `/repos/${CATALOG}/pulls/${number}`, { as: token });
    expect(pull.body["head"]?.["repo"]).toBeNull();
    const tree = await ask(sandbox, "GET", `/repos/${CATALOG}/git/trees/${sha}`, { as: token });
    expect(tree.status).toBe(200);
    expect((await ask(sandbox, "GET", `/repos/${fork}`)).status).toBe(404);
  });

  it("compares from the merge base", async () => {
    const { sha } = await forkPull();
    await sandbox.commit(CATALOG, "main", { "listings/later.yml": "name: Later\n" });
    const tip = sandbox.branchSha(CATALOG, "main");
    const reply = await ask(sandbox, "GET", `/repos/${CATALOG}/compare/${tip}...${sha}?per_page=1`);
    expect(reply.body).toMatchObject({ status: "diverged", ahead_by: 1, behind_by: 1 });
    const base = await ask(
      sandbox,
      "GET",
      `/repos/${CATALOG}/commits/${String(reply.body["merge_base_commit"]?.["sha"])}`,
    );
    expect(base.body["sha"]).not.toBe(tip);
    const files = await ask(sandbox, "GET", `/repos/${CATALOG}/pulls/1/files`);
    expect(files.body).toMatchObject([{ filename: "listings/new.yml", status: "added", additions: 1 }]);
  });

  it.each(["merge", "squash", "rebase"] as const)("merges by %s", async (method) => {
    const { number } = await forkPull();
    await sandbox.commit(CATALOG, "main", { "listings/later.yml": "name: Later\n" });
    const denied = await ask(sandbox, "PUT", `/repos/${CATALOG}/pulls/${number}/merge`, {
      as: "contributor",
    });
    expect(denied.status).toBe(403);
    const merged = await ask(sandbox, "PUT", `/repos/${CATALOG}/pulls/${number}/merge`, {
      as: "maintainer",
      body: { merge_method: method },
    });
    expect(merged.status).toBe(200);
    expect((await sandbox.readFile(CATALOG, "main", "listings/new.yml"))?.toString()).toBe("name: New\n");
    const pull = await ask(sandbox, "GET", `/repos/${CATALOG}/pulls/${number}`);
    expect(pull.body).toMatchObject({ merged: true, state: "closed", merge_commit_sha: merged.body["sha"] });
    const pulls = await ask(sandbox, "GET", `/repos/${CATALOG}/commits/${String(merged.body["sha"])}/pulls`);
    expect(pulls.body).toMatchObject([{ number }]);
  });

  it("names the open pull requests of a commit where they come from no fork, and merged ones from everywhere", async () => {
    const { number, sha } = await forkPull();
    const own = await sandbox.commit(CATALOG, "own", { "listings/own.yml": "name: Own\n" });
    const mine = await sandbox.openPullRequest({
      repo: CATALOG,
      author: "maintainer",
      head: { branch: "own" },
    });
    const token = await installationToken(sandbox);
    const named = async (commit: string) => {
      const rest = await ask(sandbox, "GET", `/repos/${CATALOG}/commits/${commit}/pulls`);
      const [owner, name] = CATALOG.split("/");
      const query = `{ repository(owner: "${owner}", name: "${name}") { object(oid: "${commit}") { ... on Commit { associatedPullRequests(first: 9) { nodes { number } } } } } }`;
      const { body } = await ask(sandbox, "POST", "/graphql", { as: token, body: { query } });
      const numbers = (found: unknown) => (found as { number: number }[]).map((one) => one.number);
      expect(body["data"]).toEqual({
        repository: {
          object: {
            associatedPullRequests: { nodes: numbers(rest.body).map((found) => ({ number: found })) },
          },
        },
      });
      return numbers(rest.body);
    };
    expect([await named(sha), await named(own)]).toEqual([[], [mine.number]]);
    await sandbox.mergePullRequest(CATALOG, number, "maintainer");
    expect(await named(sha)).toEqual([number]);
  });

  it("will not merge a conflict, or a head that moved", async () => {
    const { number } = await forkPull();
    const moved = await ask(sandbox, "PUT", `/repos/${CATALOG}/pulls/${number}/merge`, {
      as: "maintainer",
      body: { sha: "0".repeat(40) },
    });
    expect(moved.status).toBe(409);
    await sandbox.commit(CATALOG, "main", { "listings/new.yml": "name: Other\n" });
    expect(
      (await ask(sandbox, "PUT", `/repos/${CATALOG}/pulls/${number}/merge`, { as: "maintainer" })).status,
    ).toBe(405);
  });

  it("keeps links, submodules and modes as they are", async () => {
    const sha = await sandbox.commit(CATALOG, "odd", {
      link: { mode: "120000", content: "README.md" },
      module: { mode: "160000", sha: "1".repeat(40) },
      run: { mode: "100755", content: "#!/bin/sh\n" },
      "listings/demo.yml": null,
    });
    const tree = await ask(sandbox, "GET", `/repos/${CATALOG}/git/trees/${sha}?recursive=0`);
    const modes = Object.fromEntries(
      (tree.body["tree"] as unknown as { path: string; mode: string }[]).map((one) => [one.path, one.mode]),
    );
    expect(modes).toMatchObject({ link: "120000", module: "160000", run: "100755" });
    expect(modes["listings/demo.yml"]).toBeUndefined();
    const followed = await ask(sandbox, "GET", `/repos/${CATALOG}/contents/link?ref=odd`, {
      accept: "application/vnd.github.raw+json",
    });
    expect(followed.text).toBe("# Catalog\n");
  });
});

describe("writes through the Git Data API", () => {
  it("builds a commit and moves the branch only forward", async () => {
    const token = await installationToken(sandbox);
    const git = `/repos/${CATALOG}/git`;
    const tip = sandbox.branchSha(CATALOG, "main") ?? "";
    const tree = await ask(sandbox, "POST", `${git}/trees`, {
      as: token,
      body: {
        base_tree: tip,
        tree: [
          { path: "removed/demo.yml", mode: "100644", type: "blob", content: "reason: policy\n" },
          { path: "listings/demo.yml", mode: "100644", type: "blob", sha: null },
        ],
      },
    });
    expect(tree.status).toBe(201);
    const commit = async (parent: string): Promise<string> => {
      const body = { message: `On ${parent}`, tree: tree.body["sha"], parents: [parent] };
      const made = await ask(sandbox, "POST", `${git}/commits`, { as: token, body });
      expect(made.body["verification"]?.["verified"]).toBe(true);
      return String(made.body["sha"]);
    };
    const [first, second] = [await commit(tip), await commit(tip)];
    const patch = (sha: string) =>
      ask(sandbox, "PATCH", `${git}/refs/heads/main`, { as: token, body: { sha } });
    expect((await patch(first)).status).toBe(200);
    const third = await ask(sandbox, "POST", `${git}/commits`, {
      as: token,
      body: {
        message: "beside",
        tree: tree.body["sha"],
        parents: [tip],
        author: { name: "a", email: "a@b.example" },
      },
    });
    expect(third.body["verification"]?.["verified"]).toBe(false);
    const refused = await patch(String(third.body["sha"]));
    expect(refused.status).toBe(422);
    expect(refused.body["message"]).toBe("Update is not a fast forward");
    expect(second).toHaveLength(40);
    expect(await sandbox.readFile(CATALOG, "main", "listings/demo.yml")).toBeUndefined();
    const missing = { tree: [{ path: "nope", mode: "100644", sha: null }], base_tree: first };
    expect((await ask(sandbox, "POST", `${git}/trees`, { as: token, body: missing })).status).toBe(422);
    const made = await ask(sandbox, "POST", `${git}/refs`, {
      as: token,
      body: { ref: "refs/heads/gh-pages", sha: first },
    });
    expect(made.status).toBe(201);
    expect((await ask(sandbox, "GET", `${git}/ref/heads/gh-pages`)).body["object"]?.["sha"]).toBe(first);
    expect((await ask(sandbox, "DELETE", `${git}/refs/heads/gh-pages`, { as: token })).status).toBe(204);
    expect((await ask(sandbox, "GET", `${git}/ref/heads/gh-pages`)).status).toBe(404);
  });
});

describe("checks", () => {
  const output = { title: "t", summary: "s" };

  it("are the App's to write, within the limits", async () => {
    const { sha } = await forkPull();
    const token = await installationToken(sandbox);
    const path = `/repos/${CATALOG}/check-runs`;
    const run = { name: "steward", head_sha: sha, status: "completed", conclusion: "success", output };
    expect((await ask(sandbox, "POST", path, { as: "owner", body: run })).status).toBe(403);
    const made = await ask(sandbox, "POST", path, { as: token, body: run });
    expect(made.status).toBe(201);
    expect(made.body["pull_requests"]).toEqual([]);
    const refused = [
      { ...run, conclusion: undefined },
      { ...run, output: { ...output, summary: "é".repeat(32_768) } },
      { ...run, head_sha: "0".repeat(40) },
      { ...run, output: { ...output, annotations: Array.from({ length: 51 }, () => annotation(1)) } },
    ];
    for (const body of refused)
      expect((await ask(sandbox, "POST", path, { as: token, body })).status).toBe(422);
    const one = `${path}/${String(made.body["id"])}`;
    for (const line of [1, 2]) {
      const body = { output: { ...output, annotations: [annotation(line)] } };
      expect((await ask(sandbox, "PATCH", one, { as: token, body })).status).toBe(200);
    }
    expect((await ask(sandbox, "GET", `${one}/annotations`, { as: token })).body).toHaveLength(2);
    expect((await ask(sandbox, "PATCH", one, { as: token, body: { status: "in_progress" } })).status).toBe(
      422,
    );
  });

  it("lists the newest run of a name, and leaves a re-requested run untouched", async () => {
    const { sha } = await forkPull();
    const token = await installationToken(sandbox);
    const post = (conclusion: string) =>
      ask(sandbox, "POST", `/repos/${CATALOG}/check-runs`, {
        as: token,
        body: { name: "steward", head_sha: sha, conclusion, output },
      });
    await post("failure");
    const newer = await post("success");
    const list = await ask(sandbox, "GET", `/repos/${CATALOG}/commits/${sha}/check-runs`, { as: token });
    expect(list.body).toMatchObject({ total_count: 1, check_runs: [{ conclusion: "success" }] });
    const all = await ask(
      sandbox,
      "GET",
      `/repos/${CATALOG}/commits/${sha}/check-runs?filter=all&app_id=${sandbox.appId}`,
    );
    expect(all.body["total_count"]).toBe(2);
    const id = Number(newer.body["id"]);
    await sandbox.rerequestCheckRun(CATALOG, id, "contributor");
    await sandbox.deliveriesSettled();
    expect(receiver.arrivals.at(-1)?.name).toBe("check_run.rerequested");
    const suite = await ask(
      sandbox,
      "GET",
      `/repos/${CATALOG}/check-suites/${String(newer.body["check_suite"]?.["id"])}`,
      { as: token },
    );
    expect(suite.body["status"]).toBe("queued");
    expect((await ask(sandbox, "GET", `/repos/${CATALOG}/check-runs/${id}`)).body["status"]).toBe(
      "completed",
    );
  });
});

function annotation(line: number) {
  return {
    path: "listings/new.yml",
    start_line: line,
    end_line: line,
    annotation_level: "failure",
    message: "m",
  };
}

describe("conversation", () => {
  it("keeps comments, edits, reactions and the timeline", async () => {
    const { number } = await forkPull();
    const token = await installationToken(sandbox);
    const path = `/repos/${CATALOG}/issues`;
    const made = await ask(sandbox, "POST", `${path}/${number}/comments`, {
      as: token,
      body: { body: "Hello" },
    });
    expect(made.body["user"]?.["login"]).toBe("marketplace-steward[bot]");
    const comment = `${path}/comments/${String(made.body["id"])}`;
    expect((await ask(sandbox, "PATCH", comment, { as: "contributor", body: { body: "x" } })).status).toBe(
      403,
    );
    expect((await ask(sandbox, "PATCH", comment, { as: token, body: { body: "Hello again" } })).status).toBe(
      200,
    );
    const react = () => ask(sandbox, "POST", `${comment}/reactions`, { as: token, body: { content: "+1" } });
    expect((await react()).status).toBe(201);
    expect((await react()).status).toBe(200);
    expect((await ask(sandbox, "GET", `${comment}/reactions`)).body).toHaveLength(1);
    const long = { body: "x".repeat(65_537) };
    expect((await ask(sandbox, "POST", `${path}/${number}/comments`, { as: token, body: long })).status).toBe(
      422,
    );
    await sandbox.label(CATALOG, number, "maintainer", "security");
    await sandbox.unlabel(CATALOG, number, "maintainer", "security");
    const events = await ask(sandbox, "GET", `${path}/${number}/events`);
    expect(events.body).toMatchObject([{ event: "labeled" }, { event: "unlabeled" }]);
    expect((await ask(sandbox, "GET", `${path}/${number}/timeline`)).body).toHaveLength(3);
    expect((await ask(sandbox, "DELETE", comment, { as: token })).status).toBe(204);
  });

  it("takes reviews with comments on changed lines, but no approval of one's own", async () => {
    const { number } = await forkPull();
    const path = `/repos/${CATALOG}/pulls/${number}/reviews`;
    const own = await ask(sandbox, "POST", path, { as: "contributor", body: { event: "APPROVE" } });
    expect(own.status).toBe(422);
    const comments = [{ path: "listings/new.yml", line: 1, body: "```suggestion\nname: Newer\n```" }];
    const token = await installationToken(sandbox);
    const made = await ask(sandbox, "POST", path, {
      as: token,
      body: { event: "COMMENT", body: "See", comments },
    });
    expect(made.body["state"]).toBe("COMMENTED");
    const off = [{ path: "listings/demo.yml", line: 1, body: "x" }];
    expect(
      (await ask(sandbox, "POST", path, { as: token, body: { event: "COMMENT", body: "", comments: off } }))
        .status,
    ).toBe(422);
    expect((await ask(sandbox, "POST", path, { as: "maintainer", body: { event: "APPROVE" } })).status).toBe(
      200,
    );
    expect((await ask(sandbox, "GET", path)).body).toHaveLength(2);
    expect((await ask(sandbox, "GET", `/repos/${CATALOG}/pulls/${number}/comments`)).body).toHaveLength(1);
  });

  it("answers 410 for a deleted issue and 301 for a transferred one", async () => {
    await sandbox.addRepository({ owner: "market", name: "other", installed: true, files: { a: "b" } });
    const first = await sandbox.openIssue(CATALOG, { author: "contributor", title: "One" });
    const second = await sandbox.openIssue(CATALOG, { author: "contributor", title: "Two" });
    await sandbox.deleteIssue(CATALOG, first.number, "owner");
    const moved = await sandbox.transferIssue(CATALOG, second.number, "market/other", "owner");
    expect((await ask(sandbox, "GET", `/repos/${CATALOG}/issues/${first.number}`)).status).toBe(410);
    const followed = await ask(sandbox, "GET", `/repos/${CATALOG}/issues/${second.number}`);
    expect(followed.body["number"]).toBe(moved.number);
  });
});

describe("the rest", () => {
  it("leads from an old name to the new one", async () => {
    sandbox.rename(CATALOG, "listing-catalog");
    const bare = await ask(sandbox, "GET", `/repos/${CATALOG}`, { redirect: "manual" });
    expect(bare.status).toBe(301);
    expect((await ask(sandbox, "GET", `/repos/${CATALOG}/readme`)).body["path"]).toBe("README.md");
  });

  it("pages lists with Link headers", async () => {
    for (let at = 0; at < 3; at += 1)
      await sandbox.openIssue(CATALOG, { author: "contributor", title: `Issue ${at}` });
    const reply = await ask(sandbox, "GET", `/repos/${CATALOG}/issues?per_page=2`);
    expect(reply.body).toHaveLength(2);
    expect(reply.headers.get("link")).toContain('page=2>; rel="next"');
    expect(reply.headers.get("date")).toBe("Mon, 01 Jun 2026 12:00:00 GMT");
  });

  it("serves what else is asked of a repository", async () => {
    await sandbox.addRepository({
      owner: "contributor",
      name: "plugin",
      files: { "README.md": "# P\n" },
      releases: ["v1.0.0"],
      pages: { branch: "gh-pages", url: "https://plugin.example/" },
    });
    sandbox.addRuleset(CATALOG, {
      name: "main",
      bypassActors: [{ actor_id: sandbox.appId, actor_type: "Integration", bypass_mode: "always" }],
      rules: [
        {
          type: "required_status_checks",
          parameters: {
            required_status_checks: [{ context: "steward", integration_id: 4711 }],
            strict_required_status_checks_policy: false,
          },
        },
      ],
    });
    const reads = [
      "/rate_limit",
      "/repos/contributor/plugin/releases/latest",
      "/repos/contributor/plugin/pages",
      `/repos/${CATALOG}/community/profile`,
      `/repos/${CATALOG}/contributors`,
      `/repos/${CATALOG}/commits?path=listings&per_page=1`,
      `/repos/${CATALOG}/contents/listings`,
      `/repos/${CATALOG}/contents`,
      `/repos/${CATALOG}/rulesets`,
      `/repos/${CATALOG}/rulesets/${sandbox.repository(CATALOG).rulesets[0]?.id}`,
      `/repos/${CATALOG}/rules/branches/main`,
      `/repos/${CATALOG}/git/matching-refs/heads/`,
      `/repos/${CATALOG}/deployments`,
      `/repos/${CATALOG}/labels`,
      `/repos/${CATALOG}/pulls?state=all`,
    ];
    for (const path of reads)
      expect({ path, status: (await ask(sandbox, "GET", path, { as: "contributor" })).status }).toEqual({
        path,
        status: 200,
      });
    const token = await installationToken(sandbox);
    const body = { ref: "main", auto_merge: false, required_contexts: [], payload: { commit: "x" } };
    const made = await ask(sandbox, "POST", `/repos/${CATALOG}/deployments`, { as: token, body });
    expect(made.status).toBe(201);
    const statuses = `/repos/${CATALOG}/deployments/${String(made.body["id"])}/statuses`;
    const status = { state: "success", environment_url: "https://market.example/" };
    expect((await ask(sandbox, "POST", statuses, { as: token, body: status })).status).toBe(201);
    expect((await ask(sandbox, "GET", statuses, { as: token })).body).toHaveLength(1);
    const put = { message: "m", content: Buffer.from("# New\n").toString("base64") };
    expect(
      (await ask(sandbox, "PUT", `/repos/${CATALOG}/contents/NEW.md`, { as: token, body: put })).status,
    ).toBe(201);
    expect((await ask(sandbox, "POST", `/repos/${CATALOG}/forks`, { as: "first-timer" })).status).toBe(202);
  });
});

describe("the name it is asked under", () => {
  const asked = (host: string, path: string, more: Readonly<Record<string, string>> = {}): Promise<number> =>
    new Promise((resolve, reject) => {
      const { port } = new URL(sandbox.url);
      const headers = { host, authorization: "token user:maintainer", ...more };
      request({ host: "127.0.0.1", port, path, headers }, (answer) => {
        answer.resume();
        answer.once("end", () => resolve(answer.statusCode ?? 0));
      })
        .once("error", reject)
        .end();
    });

  it.each([
    "evil.example",
    "evil.example:80",
    "127.0.0.1.evil.example",
    "localhost.evil.example:3000",
    "[::2]",
  ])("%j is refused, whatever is asked: a page elsewhere may have been led here", async (host) => {
    for (const path of [
      "/repos/market/catalog",
      "/market/catalog",
      "/market/catalog.git/info/refs",
      "/graphql",
    ])
      expect([path, await asked(host, path)]).toEqual([path, 421]);
  });

  it.each(["127.0.0.1", "localhost:3000", "LOCALHOST", "[::1]:8080"])("%j is its own", async (host) => {
    expect(await asked(host, "/repos/market/catalog")).toBe(200);
  });
});
