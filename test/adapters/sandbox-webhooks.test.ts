// Webhooks leave the sandbox as they leave GitHub: signed, once, logged; and go wrong when told to.

import { createHmac } from "node:crypto";
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
/** One for the file: compiling GitHub's schemas takes longer than the requests. */
const contract = createContract();
let sandbox: Sandbox;
let receiver: Receiver;

beforeEach(async () => {
  receiver = await receiveWebhooks();
  sandbox = await createSandbox({ observe: contract, webhookTarget: receiver.url });
  sandbox.addOrganization("market", { owner: "admin" });
  for (const login of ["contributor", "maintainer"]) sandbox.addUser(login);
  await sandbox.addRepository({
    owner: "market",
    name: "catalog",
    installed: true,
    files: { "README.md": "# Catalog\n" },
    labels: ["security"],
    roles: { maintainer: "maintain" },
    pages: { branch: "gh-pages", url: "https://market.example/" },
  });
  await sandbox.deliveriesSettled();
  receiver.arrivals.length = 0;
});

afterEach(async () => {
  await sandbox.close();
  await receiver.close();
  contract.assertKept();
});

function names(): string[] {
  return receiver.arrivals.map((one) => one.name).toSorted();
}

async function openPull(): Promise<{ number: number; fork: string }> {
  const fork = sandbox.fork(CATALOG, "contributor");
  await sandbox.commit(fork, "add", { "listings/new.yml": "name: New\n" }, { author: "contributor" });
  const pull = await sandbox.openPullRequest({
    repo: CATALOG,
    author: "contributor",
    head: { repo: fork, branch: "add" },
  });
  return { number: pull.number, fork };
}

describe("what is sent", () => {
  it("is signed over the raw bytes, with GitHub's headers", async () => {
    await sandbox.openIssue(CATALOG, { author: "contributor", title: "Ünïcode ✓" });
    await sandbox.deliveriesSettled();
    const [arrival] = receiver.arrivals;
    const mac = createHmac("sha256", sandbox.webhookSecret)
      .update(arrival?.text ?? "")
      .digest("hex");
    expect(arrival?.headers["x-hub-signature-256"]).toBe(`sha256=${mac}`);
    expect(arrival?.headers["x-github-event"]).toBe("issues");
    expect(arrival?.headers["x-github-delivery"]).toMatch(/^[0-9a-f-]{36}$/);
    expect(arrival?.headers["user-agent"]).toMatch(/^GitHub-Hookshot\//);
    expect(arrival?.headers["x-github-hook-installation-target-id"]).toBe(String(sandbox.appId));
    expect(arrival?.body["installation"]?.["id"]).toBeDefined();
  });

  it("follows a pull request from a fork through its life, and hears nothing of pushes to the fork", async () => {
    const { number, fork } = await openPull();
    await sandbox.commit(fork, "add", { "listings/new.yml": "name: Newer\n" }, { author: "contributor" });
    await sandbox.editPullRequest(CATALOG, number, "contributor", { title: "Better", draft: true });
    await sandbox.editPullRequest(CATALOG, number, "contributor", { draft: false });
    await sandbox.closePullRequest(CATALOG, number, "contributor");
    await sandbox.editPullRequest(CATALOG, number, "contributor", { state: "open" });
    await sandbox.label(CATALOG, number, "maintainer", "security");
    const review = sandbox.review(CATALOG, number, "maintainer", "APPROVED");
    sandbox.dismissReview(CATALOG, number, review.id, "maintainer");
    const comment = sandbox.comment(CATALOG, number, "contributor", "/recheck");
    sandbox.editComment(CATALOG, comment.id, "contributor", "never mind");
    sandbox.deleteComment(CATALOG, comment.id, "contributor");
    await sandbox.mergePullRequest(CATALOG, number, "maintainer", "squash");
    await sandbox.deliveriesSettled();
    expect(names()).toEqual(
      [
        "pull_request.opened",
        "pull_request.synchronize",
        "pull_request.edited",
        "pull_request.converted_to_draft",
        "pull_request.ready_for_review",
        "pull_request.closed",
        "pull_request.reopened",
        "pull_request.labeled",
        "pull_request_review.submitted",
        "pull_request_review.dismissed",
        "issue_comment.created",
        "issue_comment.edited",
        "issue_comment.deleted",
        "pull_request.closed",
        "push",
        "check_suite.requested",
      ].toSorted(),
    );
  });

  it("merges a pull request whose head somebody pushed to the base", async () => {
    const { number } = await openPull();
    const { sha } = sandbox.issue(CATALOG, number).pull?.head ?? { sha: "" };
    await sandbox.forcePush(CATALOG, "main", sha, "maintainer");
    expect(sandbox.issue(CATALOG, number)).toMatchObject({ state: "closed", pull: { mergeCommitSha: sha } });
  });

  it("closes what a merged commit says it fixes, in the merger's name, and pings", async () => {
    const issue = await sandbox.openIssue(CATALOG, { author: "maintainer", title: "A bug" });
    await sandbox.commit(
      CATALOG,
      "main",
      { a: "b" },
      { author: "maintainer", message: `Fixes #${issue.number}\n` },
    );
    expect(issue).toMatchObject({ state: "closed", closedBy: { login: "maintainer" } });
    sandbox.ping();
    await sandbox.deliveriesSettled();
    expect(names()).toContain("ping");
  });

  it("asks for checks on a merge group", async () => {
    const { number } = await openPull();
    const group = await sandbox.mergeGroup(CATALOG, [number], "maintainer");
    await sandbox.deliveriesSettled();
    expect(names()).toContain("merge_group.checks_requested");
    expect(group.headRef).toMatch(/^refs\/heads\/gh-readonly-queue\/main\/pr-\d+-[0-9a-f]{40}$/);
    expect(await sandbox.readFile(CATALOG, group.headSha, "listings/new.yml")).toBeDefined();
  });

  it("tells of issues, labels, pages, deployments, renames and installations", async () => {
    await sandbox.addRepository({ owner: "market", name: "other", installed: true, files: { a: "b" } });
    const one = await sandbox.openIssue(CATALOG, {
      author: "maintainer",
      title: "One",
      labels: ["security"],
    });
    await sandbox.editIssue(CATALOG, one.number, "maintainer", { body: "changed" });
    await sandbox.unlabel(CATALOG, one.number, "maintainer", "security");
    await sandbox.closeIssue(CATALOG, one.number, "maintainer");
    await sandbox.reopenIssue(CATALOG, one.number, "maintainer");
    await ask(sandbox, "PUT", `/repos/${CATALOG}/issues/${one.number}/lock`, {
      as: "maintainer",
      body: { lock_reason: "spam" },
    });
    await sandbox.transferIssue(CATALOG, one.number, "market/other", "owner");
    const two = await sandbox.openIssue(CATALOG, { author: "maintainer", title: "Two" });
    await sandbox.deleteIssue(CATALOG, two.number, "owner");
    await ask(sandbox, "PATCH", `/repos/${CATALOG}/labels/security`, {
      as: "maintainer",
      body: { new_name: "danger" },
    });
    await ask(sandbox, "DELETE", `/repos/${CATALOG}/labels/danger`, { as: "maintainer" });
    await sandbox.commit(CATALOG, "gh-pages", { "index.html": "hi" });
    const token = await installationToken(sandbox);
    const made = await ask(sandbox, "POST", `/repos/${CATALOG}/deployments`, {
      as: token,
      body: { ref: "main" },
    });
    const statuses = `/repos/${CATALOG}/deployments/${String(made.body["id"])}/statuses`;
    await ask(sandbox, "POST", statuses, {
      as: token,
      body: { state: "success", log_url: "https://x.example/" },
    });
    sandbox.rename(CATALOG, "renamed");
    sandbox.uninstall("market/renamed");
    await sandbox.deliveriesSettled();
    for (const name of [
      "installation_repositories.added",
      "issues.opened",
      "issues.labeled",
      "issues.edited",
      "issues.unlabeled",
      "issues.closed",
      "issues.reopened",
      "issues.locked",
      "issues.transferred",
      "issues.deleted",
      "label.edited",
      "label.deleted",
      "page_build",
      "deployment_status.created",
      "repository.renamed",
      "installation_repositories.removed",
    ]) {
      expect(names()).toContain(name);
    }
  });
});

describe("when deliveries go wrong", () => {
  const issue = () => sandbox.openIssue(CATALOG, { author: "contributor", title: "x" });

  it("loses, doubles and reorders", async () => {
    sandbox.faults.deliveries.lose = /^issues/;
    await issue();
    await sandbox.deliveriesSettled();
    expect(names()).toEqual([]);
    sandbox.faults.deliveries.lose = false;
    sandbox.faults.deliveries.double = true;
    await issue();
    await sandbox.deliveriesSettled();
    expect(names()).toEqual(["issues.opened", "issues.opened"]);
    sandbox.faults.deliveries.double = false;
    sandbox.faults.deliveries.reorder = true;
    receiver.arrivals.length = 0;
    await issue();
    sandbox.comment(CATALOG, 1, "contributor", "second");
    await sandbox.deliveriesSettled();
    expect(receiver.arrivals).toHaveLength(2);
  });

  it("keeps a log the App can read, and delivers again on demand with the same GUID", async () => {
    sandbox.setWebhookTarget("http://127.0.0.1:1/nobody");
    await issue();
    await sandbox.deliveriesSettled();
    const jwt = appJwt(sandbox);
    const failed = await ask(sandbox, "GET", "/app/hook/deliveries?status=failure", { as: jwt });
    expect(failed.body).toMatchObject([{ event: "issues", action: "opened", redelivery: false }]);
    const path = `/app/hook/deliveries/${String(failed.body[0]?.["id"])}`;
    expect((await ask(sandbox, "GET", path, { as: jwt })).status).toBe(200);
    sandbox.setWebhookTarget(receiver.url);
    expect((await ask(sandbox, "POST", `${path}/attempts`, { as: jwt })).status).toBe(202);
    await sandbox.deliveriesSettled();
    expect(receiver.arrivals[0]?.headers["x-github-delivery"]).toBe(failed.body[0]?.["guid"]);
    const paged = await ask(sandbox, "GET", "/app/hook/deliveries?per_page=1", { as: jwt });
    expect(paged.body).toMatchObject([{ redelivery: true, status: "OK" }]);
    expect(paged.headers.get("link")).toContain('rel="next"');
  });
});

describe("when requests go wrong", () => {
  const path = `/repos/${CATALOG}/issues`;
  const post = () => ask(sandbox, "POST", path, { as: "contributor", body: { title: "x" } });

  it("answers the nth call as told, before or after the work", async () => {
    sandbox.faults.requests.push({
      method: "POST",
      path: /\/issues$/,
      nth: 2,
      answer: { status: 429, retryAfterSeconds: 7 },
    });
    expect((await post()).status).toBe(201);
    const limited = await post();
    expect(limited.status).toBe(429);
    expect(limited.headers.get("retry-after")).toBe("7");
    expect((await post()).status).toBe(201);
    sandbox.faults.requests.splice(0);
    sandbox.faults.requests.push({ path: /\/issues$/, times: 1, answer: { afterWork: 502 } });
    expect((await post()).status).toBe(502);
    expect(sandbox.issues(CATALOG)).toHaveLength(3);
    sandbox.faults.requests.splice(0);
    sandbox.faults.requests.push({ path: /^graphql:Named$/, answer: { malformed: true } });
    const reply = await ask(sandbox, "POST", "/graphql", {
      as: "contributor",
      body: { query: "query Named { viewer { login } }" },
    });
    expect(reply.body).toBeUndefined();
    sandbox.faults.requests.push({ path: /\/readme$/, answer: { reset: true } });
    await expect(ask(sandbox, "GET", `/repos/${CATALOG}/readme`)).rejects.toThrow();
  });

  it("limits content writes to 80 a minute", async () => {
    for (let at = 0; at < 80; at += 1) expect((await post()).status).toBe(201);
    const limited = await post();
    expect(limited.status).toBe(403);
    expect(Number(limited.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(
      sandbox.calls.filter(
        (call) => call.kind === "write" && call.template === "/repos/{owner}/{repo}/issues",
      ),
    ).toHaveLength(81);
  });

  it("is stale for the first reads after an event", async () => {
    sandbox.faults.staleReads = 1;
    await sandbox.openIssue(CATALOG, { author: "contributor", title: "x" });
    expect((await ask(sandbox, "GET", `${path}/1`)).status).toBe(404);
    expect((await ask(sandbox, "GET", `${path}/1`)).status).toBe(200);
  });
});
