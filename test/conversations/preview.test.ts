// The preview of a pull request, as a contributor meets it: linked from the comment, gone with the pull request, closed to guessers.

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createPreview, createPreviewAddresses } from "../../src/server/preview.ts";
import { yamlString } from "../support/listing-files.ts";
import { HOSTILE_TEXTS } from "../support/hostile-texts.ts";
import { CATALOG, goodFiles, openScene, submit, type Scene, type Submission } from "../support/scene.ts";

const PUBLIC_URL = "https://steward.example.org";

let scene: Scene;
beforeAll(async () => {
  scene = await openScene({ publicUrl: PUBLIC_URL });
});
afterAll(() => scene.close());

function linkIn({ number }: Submission): string {
  const comment = scene.sandbox.comments(CATALOG, number).find(({ viaApp }) => viaApp);
  const [, link] = /\[See how it will look\]\(<([^>]+)>\)/.exec(comment?.body ?? "") ?? [];
  if (link === undefined) throw new Error(`no preview is linked in ${comment?.body}`);
  return link;
}

const visit = (link: string, options?: RequestInit): Promise<Response> =>
  fetch(link.replace(PUBLIC_URL, scene.server.url), options);

async function opened(...more: Parameters<typeof submit> extends [Scene, ...infer R] ? R : never) {
  const submission = await submit(scene, ...more);
  await scene.settled();
  return submission;
}

describe("the preview of a pull request", () => {
  let first: Submission;
  let link: string;
  beforeAll(async () => {
    first = await opened(await goodFiles("poll-maker", { tags: "[polls, fun]" }));
    link = linkIn(first);
  });

  it("is linked from the comment and shows the page and the card at that commit", async () => {
    expect(link).toMatch(
      new RegExp(
        `^${PUBLIC_URL}/preview/\\d+/${first.number}/${first.sha}/[0-9a-f]{32}/listings/poll-maker/$`,
      ),
    );
    const answer = await visit(link);
    expect(answer.status).toBe(200);
    const page = await answer.text();
    expect(page).toContain('<h1 dir="auto">Poll Maker</h1>');
    expect(page).toContain('<li class="card">');
    expect(page).toContain(`pull request #${first.number}</a> at <code>${first.sha.slice(0, 7)}</code>`);
    expect(page).not.toMatch(/gh-pages|undefined/);
  });

  it("brings its own style and pictures along, drawn anew, and nothing from elsewhere", async () => {
    const page = await (await visit(link)).text();
    const base = new URL(link).pathname.replace(/listings\/.*/, "");
    const parts = [...page.matchAll(/<(?:img[^>]* src|link rel="stylesheet" href)="([^"]+)"/g)].map(
      ([, address = ""]) => address,
    );
    expect(parts.length).toBeGreaterThan(3);
    for (const address of parts) {
      expect(address.startsWith(base)).toBe(true);
      const part = await visit(PUBLIC_URL + address);
      expect([address, part.status]).toEqual([address, 200]);
      expect(part.headers.get("content-type")).toMatch(/^(?:image\/(?:webp|png|svg\+xml)|text\/css)/);
    }
    const home = await visit(PUBLIC_URL + base);
    expect(await home.text()).toContain(`href="${base}listings/poll-maker/"`);
  });

  it("runs nothing, is found by nobody, is kept nowhere and sets no cookie", async () => {
    const { headers } = await visit(link);
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toMatch(/^sandbox allow-popups; default-src 'none'/);
    expect(policy).not.toMatch(/script|unsafe|allow-same-origin/);
    expect(headers.get("x-robots-tag")).toContain("noindex");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("set-cookie")).toBeNull();
    expect((await visit(link, { method: "POST" })).status).toBe(405);
  });

  it("answers no address that was not given out, and asks GitHub nothing for it", async () => {
    const before = scene.sandbox.calls.length;
    const [, head = "", mac = "", rest = ""] = /^(.*\/)([0-9a-f]{32})(\/.*)$/.exec(link) ?? [];
    const other = mac.replace(/^./, (digit) => (digit === "0" ? "1" : "0"));
    const repository = /preview\/(\d+)/.exec(link)?.[1] ?? "";
    for (const wrong of [
      `${head}${other}${rest}`,
      `${head}${"0".repeat(32)}${rest}`,
      `${head}${mac.slice(1)}${rest}`,
      `${head}${rest}`,
      link.replace(`/${first.number}/`, `/${first.number + 1}/`),
      link.replace(`/${repository}/`, `/${Number(repository) + 1}/`),
      link.replace(first.sha, "a".repeat(40)),
      `${PUBLIC_URL}/preview/`,
      createPreviewAddresses(PUBLIC_URL, ["another key of the same length, quite random"]).of(
        Number(repository),
        first.number,
        first.sha,
      ),
    ]) {
      const answer = await visit(wrong);
      expect([wrong, answer.status, await answer.text()]).toEqual([wrong, 404, "not found\n"]);
    }
    expect(scene.sandbox.calls.length).toBe(before);
  });

  it("leads to nothing outside the preview", async () => {
    const base = link.replace(/listings\/.*/, "");
    for (const path of [
      "catalog.json",
      "listings/other/",
      "..%2f..%2fhealthz",
      "listings/poll-maker.json",
      "//",
    ])
      expect((await visit(base + path)).status).toBe(404);
  });

  it("asks GitHub once in a while, however often it is looked at", async () => {
    await visit(link);
    const before = scene.sandbox.calls.length;
    await Promise.all(Array.from({ length: 50 }, () => visit(link)));
    expect(scene.sandbox.calls.length).toBe(before);
    scene.clock.advance(11_000);
    await visit(link);
    expect(scene.sandbox.calls.length - before).toBeLessThanOrEqual(2);
  });

  it("shows what is still to be fixed, in place of the page where there can be none", async () => {
    const files = await goodFiles("half-done", { summary: undefined, colour: "red" });
    const half = await opened(files);
    const page = await (await visit(linkIn(half))).text();
    expect(page).toContain("Needs changes before it can be listed");
    expect(page).toContain("listings/half-done.yml:");
  });

  it("is of one commit: after a push, the old address says so and the comment links the new one", async () => {
    const old = linkIn(first);
    const files = await goodFiles("poll-maker", { name: "Poll Maker Two" });
    const sha = await scene.sandbox.commit(first.fork, first.branch, files, { author: "contributor" });
    await scene.settled();
    scene.clock.advance(11_000);
    const gone = await visit(old);
    expect([gone.status, await gone.text()]).toEqual([410, expect.stringContaining("older commit")]);
    link = linkIn(first);
    expect(link).toContain(sha);
    expect(await (await visit(link)).text()).toContain("Poll Maker Two");
  });

  it("ends with the pull request", async () => {
    await scene.sandbox.closePullRequest(CATALOG, first.number, "contributor");
    await scene.settled();
    scene.clock.advance(11_000);
    const gone = await visit(link);
    expect([gone.status, await gone.text()]).toEqual([410, expect.stringContaining("ended")]);
  });

  it("is bounded over all who look: then it says when to come back, and a minute later it goes on", async () => {
    let nowMs = 0;
    let asked = 0;
    const addresses = createPreviewAddresses(PUBLIC_URL, ["any key will do here"]);
    const preview = createPreview({
      addresses,
      publicUrl: PUBLIC_URL,
      nowMs: () => nowMs,
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      previews: {
        headOf: () => Promise.resolve((asked++, undefined)),
        draw: () => Promise.resolve(undefined),
      },
    });
    const server = createServer((request, response) => void preview(request, response));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const statusOf = async (number: number): Promise<number> => {
      const address = addresses.of(7, number, "a".repeat(40)).replace(PUBLIC_URL, `http://127.0.0.1:${port}`);
      return (await fetch(address)).status;
    };
    try {
      const statuses: number[] = [];
      for (let number = 1; number <= 70; number += 1) statuses.push(await statusOf(number));
      expect([asked, statuses.filter((status) => status === 410).length, statuses.at(-1)]).toEqual([
        60, 60, 429,
      ]);
      nowMs = 60_000;
      expect(await statusOf(70)).toBe(410);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});

describe("hostile texts in a preview", () => {
  it("stand there as text", async () => {
    const harmful = HOSTILE_TEXTS.filter((text) => /<|&|"|javascript:/i.test(text)).slice(0, 25);
    expect(harmful.length).toBe(25);
    for (const [at, text] of harmful.entries()) {
      const pull = await opened(
        await goodFiles(`hostile-${at}`, {
          name: yamlString(text.slice(0, 60)),
          summary: yamlString(`A summary: ${text}`.slice(0, 140)),
          description: yamlString(text),
        }),
        { branch: `hostile-${at}` },
      );
      scene.clock.advance(61_000);
      const answer = await visit(linkIn(pull));
      expect(answer.status).toBe(200);
      const page = await answer.text();
      expect(page).not.toMatch(/<script(?! src="\/preview\/|[^>]* type="(?:module|application\/ld\+json)")/i);
      expect(page).not.toMatch(
        /<(?:iframe|object|embed|base|style|marquee)\b|\son\w+=["']?\w+\(|href="javascript:/i,
      );
      expect(answer.headers.get("content-security-policy")).toMatch(/^sandbox allow-popups;/);
    }
  }, 120_000);
});

describe("without PUBLIC_URL", () => {
  it("no comment links a preview and no address has one", async () => {
    const own = await openScene();
    try {
      const { number } = await submit(own, await goodFiles());
      await own.settled();
      const comment = own.sandbox.comments(CATALOG, number).find(({ viaApp }) => viaApp);
      expect(comment?.body).toContain("poll-maker");
      expect(comment?.body).not.toContain("See how it will look");
      expect((await fetch(link404(own))).status).toBe(404);
    } finally {
      await own.close();
    }
  });
});

function link404({ server }: Scene): string {
  return `${server.url}/preview/1/1/${"a".repeat(40)}/${"0".repeat(32)}/`;
}
