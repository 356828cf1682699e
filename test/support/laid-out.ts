// A catalog of any size that was published before: both branches written by git in one stream, as we would have written them.

import { spawn } from "node:child_process";
import { readBrowserSources } from "../../src/adapters/storefront-files.ts";
import { assemble, NEW_ORDER, NOTHING_PUBLISHED } from "../../src/core/catalog/assemble.ts";
import { writeMessage } from "../../src/core/catalog/message.ts";
import type { Pages } from "../../src/core/catalog/pages.ts";
import { servedByUse, siteOf } from "../../src/core/catalog/site.ts";
import { storefrontPages } from "../../src/core/storefront/publish.ts";
import { formatCommit } from "../../src/sandbox/git/parse.ts";
import { createSeal } from "../../src/platform/seal.ts";
import { digests, policyWith } from "./catalog-entries.ts";
import { BRANCH } from "./published.ts";
import { CATALOG, listing, RECORD_KEY, type Scene } from "./scene.ts";
import { largeCatalog } from "./storefront-sample.ts";

let storefront: Pages | undefined;

/** The App hears of none of it; sweep when it shall. */
export async function layOut(scene: Scene, count: number): Promise<void> {
  scene.sandbox.setWebhookTarget(undefined);
  const repository = scene.sandbox.repository(CATALOG);
  const { objects } = repository.git;
  const { entries } = largeCatalog(count);
  const file = (id: string) => listing({ name: id, image: "https://x.example/a.png" });
  const before = scene.sandbox.branchSha(CATALOG, "main") ?? "";
  const tip = await imported(objects.folder, before, async function* () {
    for (const { id } of entries) yield { path: `listings/${id}.yml`, text: file(id) };
  });
  await scene.sandbox.forcePush(CATALOG, "main", tip);
  const root = (await objects.tree((await objects.commit(tip))?.tree ?? "")) ?? [];
  const shaOf = (name: string) => root.find((entry) => entry.name === name)?.sha ?? null;
  const policy = ((await objects.tree(shaOf(".github") ?? "")) ?? []).find(
    ({ name }) => name === "steward.yml",
  );
  storefront ??= storefrontPages(readBrowserSources());
  const { texts, head, pages } = assemble(
    NOTHING_PUBLISHED,
    {
      put: entries.map((entry) => ({
        ...entry,
        order: NEW_ORDER,
        source: { blobs: { [`listings/${entry.id}.yml`]: digests.blob(file(entry.id)) } },
      })),
      drop: [],
      removed: [],
      waiting: [],
      source: {
        commit: tip,
        atMs: scene.clock.nowMs() - 60_000,
        policy: policy?.sha ?? "",
        listings: shaOf("listings"),
        images: shaOf("images"),
        removed: shaOf("removed"),
      },
      today: "2026-01-01",
      site: siteOf(policyWith(), `https://github.com/${CATALOG}`, servedByUse("community", "marketplace")),
      pagesVersion: storefront.version,
    },
    digests,
  );
  const out = storefront.render(pages, new Map());
  const laid = await imported(objects.folder, undefined, async function* () {
    yield* texts;
    yield* out?.write ?? [];
  });
  const tree = (await objects.commit(laid))?.tree ?? "";
  const said = { source: tip, generation: head.generation, added: [] };
  const message = writeMessage(said, repository.id, tree, createSeal([RECORD_KEY]));
  const author = { name: "app", email: "app@example.com", dateMs: scene.clock.nowMs() };
  const commit = formatCommit({ tree, parents: [], author, committer: author, message });
  await scene.sandbox.forcePush(CATALOG, BRANCH, await objects.writeCommit(commit));
  await scene.sandbox.deliveriesSettled();
  scene.sandbox.setWebhookTarget(`${scene.server.url}/api/github/webhooks`);
}

/** One commit with these files on top of `from`; git makes it in one pass, objects and all. */
async function imported(
  folder: string,
  from: string | undefined,
  files: () => AsyncIterable<{ readonly path: string; readonly text: string }>,
): Promise<string> {
  const git = spawn("git", ["fast-import", "--quiet", "--force"], {
    cwd: folder,
    stdio: ["pipe", "pipe", "inherit"],
  });
  let answer = "";
  git.stdout.on("data", (chunk: Buffer) => (answer += chunk.toString("latin1")));
  const ended = new Promise<number | null>((resolve) => git.on("close", resolve));
  const send = async (text: string | Buffer): Promise<void> => {
    if (!git.stdin.write(text)) await new Promise((resolve) => git.stdin.once("drain", resolve));
  };
  await send(
    "commit refs/laid-out\nmark :1\ncommitter app <app@example.com> 1767225600 +0000\ndata 8\nLaid out\n",
  );
  if (from !== undefined) await send(`from ${from}\n`);
  for await (const { path, text } of files()) {
    const bytes = Buffer.from(text);
    await send(`M 100644 inline ${path}\ndata ${bytes.byteLength}\n`);
    await send(bytes);
    await send("\n");
  }
  await send("\nget-mark :1\nreset refs/laid-out\nfrom 0000000000000000000000000000000000000000\n\n");
  git.stdin.end();
  if ((await ended) !== 0) throw new Error("git could not import the catalog");
  return answer.trim();
}
