// createCommitOnBranch of the sandbox: what it makes, and what it refuses, as GitHub is seen to.

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import {
  ask,
  installationToken,
  receiveWebhooks,
  type Receiver,
  type Reply,
} from "../contract/sandbox-client.ts";

const CATALOG = "market/catalog";
const COMMIT = /* GraphQL */ `
  mutation Commit($input: CreateCommitOnBranchInput!) {
    createCommitOnBranch(input: $input) {
      commit {
        oid
      }
      ref {
        name
      }
    }
  }
`;
let sandbox: Sandbox;
let hook: Receiver;
let token: string;
let tip: string;

beforeEach(async () => {
  hook = await receiveWebhooks();
  sandbox = await createSandbox({ webhookTarget: hook.url });
  sandbox.addOrganization("market", { owner: "admin" });
  sandbox.addUser("contributor");
  await sandbox.addRepository({ owner: "market", name: "catalog", installed: true, files: { "a.txt": "a" } });
  token = await installationToken(sandbox);
  tip = sandbox.branchSha(CATALOG, "main") ?? "";
});

afterEach(async () => {
  await sandbox.close();
  await hook.close();
});

function commit(change: Readonly<Record<string, unknown>> = {}, as = token): Promise<Reply> {
  const input = {
    branch: { repositoryNameWithOwner: CATALOG, branchName: "main" },
    expectedHeadOid: tip,
    message: { headline: "Add" },
    fileChanges: { additions: [{ path: "b/c.bin", contents: Buffer.from([0, 255]).toString("base64") }] },
    ...change,
  };
  return ask(sandbox, "POST", "/graphql", { as, body: { query: COMMIT, variables: { input } } });
}

async function refusal(change: Readonly<Record<string, unknown>>, as = token): Promise<readonly unknown[]> {
  const { status, body } = await commit(change, as);
  expect([status, body["data"]]).toEqual([200, { createCommitOnBranch: null }]);
  const [error] = body["errors"] as unknown as readonly { type: string; path: unknown; message: string }[];
  expect(error?.path).toEqual(["createCommitOnBranch"]);
  expect(sandbox.branchSha(CATALOG, "main")).toBe(tip);
  return [error?.type, error?.message];
}

describe("a commit", () => {
  it("stands on the branch, by the App, committed and signed by GitHub, and is told as a push", async () => {
    const { body } = await commit({ message: { headline: "Add", body: "Because." } });
    const sha = String(body["data"]?.["createCommitOnBranch"]?.["commit"]?.["oid"]);
    expect(body["data"]?.["createCommitOnBranch"]?.["ref"]).toEqual({ name: "main" });
    expect(sandbox.branchSha(CATALOG, "main")).toBe(sha);
    expect(await sandbox.readFile(CATALOG, "main", "b/c.bin")).toEqual(Buffer.from([0, 255]));
    expect(await sandbox.readFile(CATALOG, "main", "a.txt")).toEqual(Buffer.from("a"));
    const read = await ask(sandbox, "GET", `/repos/${CATALOG}/git/commits/${sha}`, { as: token });
    expect(read.body).toMatchObject({
      message: "Add\n\nBecause.",
      parents: [{ sha: tip }],
      author: { name: `${sandbox.appSlug}[bot]` },
      committer: { name: "GitHub", email: "noreply@github.com" },
      verification: { verified: true, reason: "valid" },
    });
    await sandbox.deliveriesSettled();
    const push = hook.arrivals.find(
      ({ name, body: told }) => name === "push" && String(told["after"]) === sha,
    );
    expect(push?.body).toMatchObject({ ref: "refs/heads/main", before: tip, forced: false });
    // git itself reads it: the signature stands where git has it.
    const { stdout } = await sandbox
      .repository(CATALOG)
      .git.objects.ask(["log", "-1", "--format=%an %cn %s", sha]);
    expect(stdout.toString().trim()).toBe(`${sandbox.appSlug}[bot] GitHub Add`);
  });

  it("deletes, and may hold no file at all", async () => {
    await commit({ fileChanges: { deletions: [{ path: "a.txt" }] } });
    tip = sandbox.branchSha(CATALOG, "main") ?? "";
    expect(await sandbox.readFile(CATALOG, "main", "a.txt")).toBeUndefined();
    const { body } = await commit({ fileChanges: undefined });
    expect(body["errors"]).toBeUndefined();
  });

  it("goes to a branch by its id, too", async () => {
    const found = await ask(sandbox, "GET", `/repos/${CATALOG}/git/ref/heads/main`, { as: token });
    const { body } = await commit({ branch: { id: String(found.body["node_id"]) } });
    expect(body["errors"]).toBeUndefined();
  });
});

describe("it is refused", () => {
  it("where the branch has moved", async () => {
    const old = "1".repeat(40);
    expect(await refusal({ expectedHeadOid: old })).toEqual([
      "STALE_DATA",
      `Expected branch to point to "${old}" but it did not.  Pull and try again.`,
    ]);
  });

  it("where the branch, the repository or a path to be deleted is not there", async () => {
    const [type] = await refusal({ branch: { repositoryNameWithOwner: CATALOG, branchName: "no" } });
    expect(type).toBe("NOT_FOUND");
    expect((await refusal({ branch: { repositoryNameWithOwner: "no/no", branchName: "main" } }))[0]).toBe(
      "NOT_FOUND",
    );
    const [, message] = await refusal({ fileChanges: { deletions: [{ path: "no.txt" }] } });
    expect(message).toBe(
      `A path was requested for deletion which does not exist as of commit oid \`${tip}\``,
    );
  });

  it("for a path given twice, and for contents that are not base64", async () => {
    const file = { path: "x", contents: "eA==" };
    expect((await refusal({ fileChanges: { additions: [file, file] } }))[0]).toBe("UNPROCESSABLE");
    const [, message] = await refusal({ fileChanges: { additions: [{ path: "x", contents: "é" }] } });
    expect(message).toMatch(/not base64/);
  });

  it("without contents:write, and by a rule of the repository", async () => {
    const reader = await installationToken(sandbox, { permissions: { contents: "read" } });
    expect(await refusal({}, reader)).toEqual(["FORBIDDEN", "Resource not accessible by integration"]);
    sandbox.addRuleset(CATALOG, {
      name: "all",
      target: "branch",
      enforcement: "active",
      include: ["~ALL"],
      rules: [{ type: "pull_request" }],
      bypassActors: [],
    });
    const [, message] = await refusal({});
    expect(message).toMatch(/Changes must be made through a pull request/);
  });

  it("by GitHub's schema without an expected head", async () => {
    const { body } = await commit({ expectedHeadOid: null });
    expect(JSON.stringify(body["errors"])).toMatch(/expectedHeadOid/);
  });
});

it("takes no more than 40 MB in one call", async () => {
  const contents = "A".repeat(40_000_000);
  expect((await commit({ fileChanges: { additions: [{ path: "x", contents }] } })).status).toBe(413);
}, 60_000);

it("makes no branch where a rule restricts creations", async () => {
  sandbox.addRuleset(CATALOG, {
    name: "all",
    target: "branch",
    enforcement: "active",
    include: ["~ALL"],
    rules: [{ type: "creation" }],
    bypassActors: [],
  });
  const body = { ref: "refs/heads/new", sha: tip };
  const reply = await ask(sandbox, "POST", `/repos/${CATALOG}/git/refs`, { as: token, body });
  expect([reply.status, reply.body["message"]]).toEqual([
    422,
    expect.stringMatching(/Cannot create ref due to creations being restricted/),
  ]);
});
