// Reads pages labelled by hand, and those of our own tests, for the scripts that fit and measure the documentation judgement.

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

/** The pages stand beside the labels unless another folder is given. */
export function readLabelledPages(
  labelsPath: string,
  pagesFolder: string | undefined,
): readonly LabelledPage[] {
  const folder = pagesFolder ?? dirname(resolve(labelsPath));
  const labels = JSON.parse(readFileSync(labelsPath, "utf8")) as readonly Label[];
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
