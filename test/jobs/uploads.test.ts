// Uploads against a repository in memory: others write to the branch, remove it, refuse it; nothing is sent twice, nothing is lost.

import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { blobName } from "../../src/adapters/github/publish/tree-writes.ts";
import { uploadsBranch, SINGLY_A_MINUTE } from "../../src/core/publication/uploads.ts";
import { JobError } from "../../src/core/job-error.ts";
import { newUploadHints, type UploadHints, type UploadOptions } from "../../src/jobs/publish/upload-hints.ts";
import { openUploads } from "../../src/jobs/publish/uploads.ts";

const BRANCH = uploadsBranch(7);

interface Repository {
  readonly blobs: Set<string>;
  /** Commit → names of its files by path. */
  readonly commits: Map<string, ReadonlyMap<string, string>>;
  tip: string | undefined;
  readonly sent: string[][];
  readonly singly: string[];
  /** What happens before each commit of files. */
  before: (count: number) => "refused" | undefined;
  readonly made: string[];
}

function repository(): Repository {
  return {
    blobs: new Set(),
    commits: new Map(),
    tip: undefined,
    sent: [],
    singly: [],
    before: () => undefined,
    made: [],
  };
}

let counted = 0;
const sha = (): string => String((counted += 1)).padStart(40, "0");

function put(repo: Repository, files: ReadonlyMap<string, string>): string {
  const commit = sha();
  repo.commits.set(commit, files);
  for (const blob of files.values()) repo.blobs.add(blob);
  return commit;
}

function forgeOf(repo: Repository): UploadOptions["out"] {
  return {
    tree: (commit) =>
      Promise.resolve(
        [...(repo.commits.get(commit) ?? [])].map(([name, blob]) => ({
          name,
          type: "blob" as const,
          mode: "100644",
          sha: blob,
          size: undefined,
        })),
      ),
    branchTip: () => Promise.resolve(repo.tip),
    putBlob(bytes) {
      const blob = blobName(bytes);
      repo.blobs.add(blob);
      repo.singly.push(blob);
      return Promise.resolve(blob);
    },
    makeTree: () => Promise.resolve(sha()),
    makeCommit() {
      const commit = put(repo, new Map([["README.md", "f".repeat(40)]]));
      repo.made.push(commit);
      return Promise.resolve(commit);
    },
    moveBranch(branch, commit) {
      expect(branch).toBe(BRANCH);
      if (repo.tip !== undefined) return Promise.resolve("behind");
      if (!repo.commits.has(commit)) return Promise.resolve("refused");
      repo.tip = commit;
      return Promise.resolve("moved");
    },
    commitFiles(branch, { expected, files }) {
      expect(branch).toBe(BRANCH);
      if (repo.before(repo.sent.length) === "refused")
        return Promise.resolve({ state: "refused", because: "a rule" });
      if (repo.tip !== expected) return Promise.resolve({ state: "moved" });
      const named = files.map(({ path, bytes }): [string, string] => [path, blobName(bytes)]);
      repo.sent.push(named.map(([, blob]) => blob));
      repo.tip = put(repo, new Map([...(repo.commits.get(expected) ?? []), ...named]));
      return Promise.resolve({ state: "done", sha: repo.tip });
    },
    blobsThere: (blobs) => Promise.resolve(new Set(blobs.filter((blob) => repo.blobs.has(blob)))),
    dropBranch() {
      repo.tip = undefined;
      return Promise.resolve();
    },
  };
}

function open(repo: Repository, hints: UploadHints = newUploadHints(), nowMs: () => number = () => 0) {
  return openUploads({ out: forgeOf(repo), clock: { nowMs }, repositoryId: 7, hints, tip: repo.tip ?? null });
}

const files = (count: number, from = 0) =>
  Array.from({ length: count }, (_, at) => {
    const bytes = new TextEncoder().encode(`file ${from + at}`);
    return { bytes, blob: blobName(bytes) };
  });

async function upload(uploads: ReturnType<typeof open>, all: ReturnType<typeof files>): Promise<void> {
  for (let at = 0; at < all.length; at += 4) await uploads.add(all.slice(at, at + 4));
  await uploads.finish();
}

const expectThere = (repo: Repository, all: ReturnType<typeof files>): void =>
  expect(all.filter(({ blob }) => !repo.blobs.has(blob))).toEqual([]);
const sizes = ({ sent }: Repository): readonly number[] => sent.map(({ length }) => length);

describe("uploads", () => {
  it("go a hundred in a call, each once; the branch goes when it is said", async () => {
    const repo = repository();
    const uploads = open(repo);
    await upload(uploads, [...files(250), ...files(100, 200)]);
    expect([sizes(repo), repo.singly]).toEqual([[100, 100, 100], []]);
    expectThere(repo, files(300));
    await uploads.clear();
    expect(repo.tip).toBeUndefined();
  });

  it("go singly where they are few, and no branch is made", async () => {
    const repo = repository();
    await upload(open(repo), files(5));
    expect([repo.sent, repo.singly.length, repo.made.length]).toEqual([[], 5, 0]);
    await upload(open(repo), files(6, 10));
    expect([sizes(repo), repo.singly.length, repo.made.length]).toEqual([[6], 5, 1]);
  });

  it("begin the branch with the same commit again, or with a new one where that is gone", async () => {
    const repo = repository();
    const hints = newUploadHints();
    for (const from of [0, 100, 200]) {
      if (from === 200) repo.commits.delete(repo.made[0] ?? "");
      const uploads = open(repo, hints);
      await upload(uploads, files(50, from));
      await uploads.clear();
      expect(repo.made.length).toBe(from === 200 ? 2 : 1);
    }
    expectThere(repo, files(50, 200));
  });

  it("go on where another process stopped", async () => {
    const repo = repository();
    const cut = open(repo);
    repo.before = (count) => {
      if (count === 2) throw new JobError("retry", "rate limited", 60_000);
      return undefined;
    };
    await expect(upload(cut, files(350))).rejects.toThrow("rate limited");
    repo.before = () => undefined;
    await upload(open(repo), files(350));
    expect(sizes(repo)).toEqual([100, 100, 100, 50]);
    expectThere(repo, files(350));
  });

  it("use what a crash left even where few are to go, and take the branch away", async () => {
    const repo = repository();
    await upload(open(repo), files(20));
    const uploads = open(repo);
    await upload(uploads, files(4));
    expect([sizes(repo), repo.singly]).toEqual([[20], []]);
    await uploads.clear();
    expect(repo.tip).toBeUndefined();
  });

  it("trust git's name of a file and not the one that somebody gave it", async () => {
    const repo = repository();
    const [one, two] = files(2);
    const strange = new Map([
      [one?.blob ?? "", "e".repeat(40)],
      ["of-mine.bin", two?.blob ?? ""],
    ]);
    repo.tip = put(repo, strange);
    await upload(open(repo), files(20));
    // The second is there, whatever it is called; the first is not, though something is called so.
    expect(sizes(repo)).toEqual([19]);
    expectThere(repo, files(20));
  });

  it.each(["pushed to", "removed"])("go on where the branch is %s meanwhile", async (what) => {
    const repo = repository();
    const uploads = open(repo);
    repo.before = (count) => {
      if (count !== 1) return undefined;
      repo.before = () => undefined;
      // Of a push by another process, what it sent is not sent again.
      repo.tip = what === "removed" ? undefined : put(repo, new Map([["x", files(1, 150)[0]?.blob ?? ""]]));
      return undefined;
    };
    await upload(uploads, files(200));
    expect(sizes(repo)).toEqual([100, what === "removed" ? 100 : 99]);
    expectThere(repo, files(200));
  });

  it("give up for now where somebody always comes first", async () => {
    const repo = repository();
    repo.before = () => {
      repo.tip = put(repo, new Map());
      return undefined;
    };
    await expect(upload(open(repo), files(20))).rejects.toThrow(/faster than we can follow/);
  });

  it("of two publishes at once both come through", async () => {
    const repo = repository();
    const [a, b] = [open(repo), open(repo)];
    await Promise.all([upload(a, files(300)), upload(b, files(300, 150))]);
    expectThere(repo, files(450));
    await Promise.all([a.clear(), b.clear()]);
    expect(repo.tip).toBeUndefined();
  });

  it("become smaller when GitHub fails at them, and go singly in the end", async () => {
    const repo = repository();
    const hints = newUploadHints();
    let tries = 0;
    repo.before = () => {
      tries += 1;
      throw new JobError("retry", "502");
    };
    for (let attempt = 0; attempt < 5; attempt += 1)
      await expect(upload(open(repo, hints), files(100))).rejects.toThrow("502");
    expect([tries, hints.refused?.because]).toEqual([
      5,
      "GitHub does not take pictures together, however few",
    ]);
  });
});

/** What may happen before a commit of files; all of it ends. */
const TROUBLE = {
  limit: () => {
    throw new JobError("retry", "rate limited", 60_000);
  },
  fails: () => {
    throw new JobError("retry", "502");
  },
  refused: () => "refused" as const,
  moved(repo: Repository) {
    repo.tip = put(repo, new Map(repo.commits.get(repo.tip ?? "")));
    return undefined;
  },
  removed(repo: Repository) {
    repo.tip = undefined;
    return undefined;
  },
  "moved by another process that sends": (repo: Repository) => {
    const [one] = files(1, 60);
    repo.tip = put(repo, new Map([...(repo.commits.get(repo.tip ?? "") ?? []), ["x", one?.blob ?? ""]]));
    return undefined;
  },
  nothing: () => undefined,
};

it("whatever happens, in whatever order, with whatever restarts: all is there in the end, and what is known to be there is not sent twice", async () => {
  const what = fc.constantFrom(...(Object.keys(TROUBLE) as (keyof typeof TROUBLE)[]));
  await fc.assert(
    fc.asyncProperty(
      fc.array(what, { maxLength: 8 }),
      fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
      fc.integer({ min: 1, max: 240 }),
      async (troubles, restarts, many) => {
        const repo = repository();
        const all = files(many);
        let hints = newUploadHints();
        let nowMs = 0;
        let at = 0;
        repo.before = () => TROUBLE[troubles[at++] ?? "nothing"](repo);
        for (let attempt = 0; ; attempt += 1) {
          if (restarts[attempt % 12] === true) hints = newUploadHints();
          const uploads = open(repo, hints, () => nowMs);
          try {
            await upload(uploads, all);
            expectThere(repo, all);
            await uploads.clear();
            break;
          } catch (error) {
            if (!(error instanceof JobError)) throw error;
            nowMs += error.retryAfterMs ?? 1_000;
            expect(attempt).toBeLessThan(30);
          }
        }
        expect(repo.tip).toBeUndefined();
        // Nobody can tell that what was on a branch is still there when that is gone, nor what another process sent singly.
        const isSingly = troubles.includes("refused") || troubles.filter((one) => one === "fails").length > 4;
        const isForgotten = troubles.includes("removed") || (isSingly && restarts.includes(true));
        const sent = [...repo.sent.flat(), ...repo.singly];
        if (!isForgotten) expect(new Set(sent).size).toBe(sent.length);
      },
    ),
    { numRuns: 150 },
  );
});

describe("where the branch is refused", () => {
  it("pictures go singly, no faster than GitHub takes them, and each once; the branch is tried again later", async () => {
    const repo = repository();
    const hints = newUploadHints();
    let nowMs = 0;
    repo.before = () => "refused";
    const attempts: number[] = [];
    for (;;) {
      try {
        await upload(
          open(repo, hints, () => nowMs),
          files(120),
        );
        break;
      } catch (error) {
        if (!(error instanceof JobError)) throw error;
        expect([error.isPaused, error.message]).toEqual([
          true,
          "pictures are written one by one, since a rule; the rest follows",
        ]);
        attempts.push(repo.singly.length);
        nowMs += error.retryAfterMs ?? 0;
      }
    }
    expect(attempts).toEqual([SINGLY_A_MINUTE, 2 * SINGLY_A_MINUTE]);
    expect(new Set(repo.singly).size).toBe(repo.singly.length);
    expectThere(repo, files(120));
    // What was begun in vain is taken away.
    expect([repo.tip, repo.sent]).toEqual([undefined, []]);
    repo.before = () => undefined;
    nowMs += 61 * 60_000;
    await upload(
      open(repo, hints, () => nowMs),
      files(20, 500),
    );
    expect(sizes(repo)).toEqual([20]);
  });

  it("a new process asks the repository what is there", async () => {
    const repo = repository();
    repo.before = () => "refused";
    await upload(open(repo), files(40));
    await upload(open(repo), files(50));
    expect(repo.singly.length).toBe(50);
    expectThere(repo, files(50));
  });
});
