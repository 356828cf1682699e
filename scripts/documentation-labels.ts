// Reads pages labelled by hand, and those of our own tests, for the scripts that fit and measure the documentation judgement.
// documentation-labels.tsv has labels of public pages, not their texts: each is `git show COMMIT:PATH` of the repository.

import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Topic } from "../src/core/documentation/sections.ts";
import { TOPICS } from "../src/core/documentation/sections.ts";
import type { TopicState } from "../src/core/documentation/verdict.ts";
import { TRAPS, WHOLE_PAGES } from "../test/support/documentation-pages.ts";

/** One page and what a careful reader says of it. A topic in `thin` is told too briefly to be sure. */
export interface Label extends Readonly<Record<Topic, "yes" | "no" | "not-needed">> {
  readonly file?: string;
  readonly repo: string;
  readonly path: string;
  readonly language?: string;
  readonly thin?: readonly Topic[];
  readonly verdict: "pass" | "hold" | "fail";
}

export interface LabelledPage {
  readonly label: Label;
  readonly bytes: Uint8Array;
  readonly type: string;
  readonly name: string;
}

export function stateOf(label: Label, topic: Topic): TopicState {
  if (label.thin?.includes(topic) === true) return "thin";
  return ({ yes: "told", no: "not-told", "not-needed": "not-needed" } as const)[label[topic]];
}

/** `file` as labelled, or `owner__name__path_of_the_page.md` in the folder. */
function fileOf({ file, repo, path }: Label, folder: string): string {
  const flat = `${repo.replace("/", "__")}__${path.replaceAll("/", "_")}`;
  const found = [file ?? flat, flat].map((name) => resolve(folder, name)).find((name) => existsSync(name));
  if (found === undefined) throw new Error(`no page ${join(folder, file ?? flat)}`);
  return found;
}

/** A table of labels: `part repo path commit language install configure use verdict`, with tabs between; only one part of it. */
function readTable(text: string, part: string | undefined): readonly Label[] {
  return text
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => line.split("\t"))
    .filter(([of]) => part === undefined || of === part)
    .map(
      ([
        ,
        repo = "",
        path = "",
        ,
        language = "en",
        install = "",
        configure = "",
        use = "",
        verdict = "",
      ]) => ({
        ...labelOf([install, configure, use].join(" "), verdict as Label["verdict"], ""),
        repo,
        path,
        language,
      }),
    );
}

/** The pages stand beside the labels unless another folder is given. `part`: of a table, `fit` or `held-back`. */
export function readLabelledPages(
  labelsPath: string,
  pagesFolder: string | undefined,
  part?: string,
): readonly LabelledPage[] {
  const folder = pagesFolder ?? dirname(resolve(labelsPath));
  const text = readFileSync(labelsPath, "utf8");
  const labels = labelsPath.endsWith(".tsv") ? readTable(text, part) : (JSON.parse(text) as readonly Label[]);
  return labels.map((label) => {
    const name = fileOf(label, folder);
    return {
      label,
      name,
      bytes: readFileSync(name),
      type: /\.html?$/u.test(name) ? "text/html" : "text/plain",
    };
  });
}

function labelOf(states: string, verdict: Label["verdict"], name: string): Label {
  const said = states.split(" ");
  const told = TOPICS.map((topic, at) => [
    topic,
    said[at] === "told" ? "yes" : said[at] === "not-needed" ? "not-needed" : "no",
  ]);
  const thin = TOPICS.filter((_, at) => said[at] === "thin");
  return {
    repo: `own/${name}`,
    path: "README.md",
    thin,
    verdict,
    ...(Object.fromEntries(told) as Record<Topic, "yes" | "no" | "not-needed">),
  };
}

export function ownPages(): readonly LabelledPage[] {
  const pages = [
    ...WHOLE_PAGES.map(([name, page]) => [name, page, "told told told", "pass"] as const),
    ...TRAPS,
  ];
  return pages.map(([name, page, states, verdict]) => ({
    label: labelOf(states, verdict, name),
    name: "README.md",
    bytes: new TextEncoder().encode(page),
    type: "text/markdown",
  }));
}
