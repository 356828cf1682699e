// What an address on GitHub points at inside a repository: read from its path, asked in one part of a question, and found.

import { absent, known, unavailable, type Fact, type PlaceFact } from "../../../core/facts.ts";

/** Branches and tags have slashes in their names: so many parts of a path may be one. */
const REF_PARTS_MAX = 10;

/** One way to read a path: what of it names the branch, tag or commit, and what lies in that. */
interface Reading {
  readonly ref: string;
  readonly path: string;
}

/** What a path says, before anybody is asked. `rest`: the path behind the repository, with its slash. */
export type Pointer = { readonly rest: string } & (
  | { readonly kind: "repository" | "page" | "latest-release" }
  /** `readings`: the longest name first. `isCut`: there are more than were made. */
  | {
      readonly kind: "object";
      readonly wants: "file" | "folder" | "commit";
      readonly readings: readonly Reading[];
      readonly isCut: boolean;
    }
  | { readonly kind: "release"; readonly tag: string }
  /** `tag` undefined: of the newest release. */
  | { readonly kind: "download"; readonly tag: string | undefined; readonly name: string }
  | { readonly kind: "issue"; readonly number: number }
);

/** A file or folder as it was found: the branch, tag or commit and the path apart. */
export interface Location extends Reading {
  readonly what: "file" | "folder" | "commit";
}

/** `absent`: GitHub says that it is not there. */
export type PlaceAnswer = Fact<{ readonly location?: Location }>;

/** Lists and forms that every repository has; whether it takes issues is asked apart. */
const ALWAYS_THERE =
  /^(?:issues(?:\/(?:new(?:\/choose)?|assigned|created_by\/.*))?|pulls|releases|tags|branches(?:\/.*)?|commits|actions|security(?:\/(?:policy|advisories(?:\/new)?))?|pulse|network(?:\/.*)?|graphs(?:\/.*)?|stargazers|watchers|forks|labels|milestones|contributors|activity|deployments)?$/u;
const WANTS: Readonly<Record<string, "file" | "folder">> = {
  blob: "file",
  raw: "file",
  blame: "file",
  tree: "folder",
  commits: "folder",
};

/** `rest`: behind the repository, decoded, without slashes around it. */
export function readPointer(rest: string): Pointer {
  const [kind = "", ...parts] = rest.split("/");
  const base = { rest: rest === "" ? "" : `/${rest}` };
  if (ALWAYS_THERE.test(rest)) return { ...base, kind: "repository" };
  const wants = WANTS[kind];
  if (wants !== undefined && parts.length > 0)
    return wants === "file" && parts.length === 1
      ? { ...base, kind: "page" }
      : { ...base, kind: "object", wants, ...readings(parts, wants === "file" ? 1 : 0) };
  if (kind === "commit" && parts.length === 1) return { ...base, ...whole(parts.join("/")) };
  const archived = /^(?:(?:zip|tar)ball\/(.+)|archive\/(.+)\.(?:zip|tar\.gz))$/u.exec(rest);
  if (archived !== null) return { ...base, ...whole(archived[1] ?? archived[2] ?? "") };
  if (kind === "issues" || kind === "pull")
    return /^[1-9]\d{0,8}$/u.test(parts[0] ?? "")
      ? { ...base, kind: "issue", number: Number(parts[0]) }
      : { ...base, kind: "page" };
  return kind === "releases" ? { ...base, ...readRelease(parts) } : { ...base, kind: "page" };
}

type Unplaced<T> = T extends unknown ? Omit<T, "rest"> : never;

function readRelease([first, ...parts]: readonly string[]): Unplaced<Pointer> {
  const last = parts.at(-1) ?? "";
  if ((first === "tag" || first === "expanded_assets") && parts.length > 0)
    return { kind: "release", tag: parts.join("/") };
  if (first === "latest" && parts.length === 0) return { kind: "latest-release" };
  if (first === "latest" && parts[0] === "download" && parts.length === 2)
    return { kind: "download", tag: undefined, name: last };
  if (first === "download" && parts.length > 1)
    return { kind: "download", tag: parts.slice(0, -1).join("/"), name: last };
  return { kind: "page" };
}

function whole(ref: string): Unplaced<Pointer> {
  return {
    kind: "object",
    wants: "commit",
    readings: isRef(ref) ? [{ ref, path: "" }] : [],
    isCut: false,
  };
}

function readings(
  parts: readonly string[],
  pathPartsMin: number,
): { readonly readings: readonly Reading[]; readonly isCut: boolean } {
  const most = parts.length - pathPartsMin;
  const all = Array.from({ length: Math.min(most, REF_PARTS_MAX) }, (_, at) => ({
    ref: parts.slice(0, at + 1).join("/"),
    path: parts.slice(at + 1).join("/"),
  }));
  return { readings: all.filter(({ ref }) => isRef(ref)).toReversed(), isCut: most > REF_PARTS_MAX };
}

/** git's rules for names of refs, as far as an expression could be read as another one: git-check-ref-format(1). */
function isRef(text: string): boolean {
  return (
    // Control characters are what is refused here: the pattern has to name them.
    // oxlint-disable-next-line no-control-regex
    !/[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{|\/\/|^[/-]|[/.]$|\.lock(?:\/|$)|(?:^|\/)\./u.test(text) &&
    text.length <= 250
  );
}

export interface PlaceSelection {
  /** Of variables: "$p0v0: String!". */
  readonly declares: readonly string[];
  readonly selects: string;
  readonly variables: Readonly<Record<string, string | number>>;
}

/** The part of a GraphQL question that tells of it; `id` keeps its variables apart. undefined: no question tells. */
export function placeSelection(pointer: Pointer, id: string): PlaceSelection | undefined {
  const declares: string[] = [];
  const variables: Record<string, string | number> = {};
  const use = (type: string, value: string | number): string => {
    const name = `${id}v${declares.length}`;
    declares.push(`$${name}: ${type}`);
    variables[name] = value;
    return `$${name}`;
  };
  const selects = selectsOf(
    pointer,
    (text) => use("String!", text),
    (number) => use("Int!", number),
  );
  return selects === undefined || selects === "" ? undefined : { declares, selects, variables };
}

function selectsOf(
  pointer: Pointer,
  text: (value: string) => string,
  integer: (value: number) => string,
): string | undefined {
  const assets = (name: string) => `releaseAssets(first: 1, name: ${text(name)}) { nodes { name } }`;
  switch (pointer.kind) {
    case "repository":
    case "page":
      return undefined;
    case "object":
      return pointer.readings
        .map(({ ref, path }, at) => {
          const expression = text(pointer.wants === "commit" ? ref : `${ref}:${path}`);
          return `e${at}: object(expression: ${expression}) { __typename }`;
        })
        .join(" ");
    case "release":
      return `release(tagName: ${text(pointer.tag)}) { isDraft } ref(qualifiedName: ${text(`refs/tags/${pointer.tag}`)}) { name }`;
    case "latest-release":
      return "latestRelease { isDraft }";
    case "download":
      return pointer.tag === undefined
        ? `latestRelease { isDraft ${assets(pointer.name)} }`
        : `release(tagName: ${text(pointer.tag)}) { isDraft ${assets(pointer.name)} }`;
    case "issue":
      return `issueOrPullRequest(number: ${integer(pointer.number)}) { __typename }`;
  }
}

interface ReleaseNode {
  readonly isDraft: boolean;
  readonly releaseAssets?: { readonly nodes: readonly ({ readonly name: string } | null)[] | null };
}

type PlaceNode = { readonly [alias: string]: { readonly __typename: string } | null | undefined } & {
  readonly release?: ReleaseNode | null;
  readonly latestRelease?: ReleaseNode | null;
  readonly ref?: { readonly name: string } | null;
};

/** What GraphQL answered; `sure`: nothing beside it. Without the repository there is nothing in it. */
export function foundIn(pointer: Pointer, answer: unknown, sure: boolean): PlaceAnswer {
  if (!sure || answer === undefined) return unavailable("github");
  if (answer === null) return absent("not-found");
  const node = answer as PlaceNode;
  const release = [node.release, node.latestRelease].find((one) => one?.isDraft === false);
  const there = (isThere: boolean): PlaceAnswer => (isThere ? known({}) : absent("not-found"));
  switch (pointer.kind) {
    case "object": {
      const at = pointer.readings.findIndex((_, index) => (node[`e${index}`] ?? null) !== null);
      const reading = pointer.readings[at];
      if (reading === undefined) return pointer.isCut ? unavailable("github") : absent("not-found");
      const type = node[`e${at}`]?.__typename;
      const what = type === "Blob" ? "file" : type === "Tree" ? "folder" : "commit";
      return known({ location: { ...reading, what } });
    }
    case "release":
      return there(release !== undefined || (node.ref ?? null) !== null);
    case "latest-release":
      return there(release !== undefined);
    case "download":
      return there(release?.releaseAssets?.nodes?.some((one) => one?.name === pointer.name) ?? false);
    case "issue":
      return there((node["issueOrPullRequest"] ?? null) !== null);
    default:
      return unavailable("github");
  }
}

/** How people speak of it. */
export function placeFact(pointer: Pointer, location: Location | undefined, isThere: boolean): PlaceFact {
  const base = { isThere, rest: pointer.rest, at: undefined };
  switch (pointer.kind) {
    case "object":
      return { ...base, ...objectWords(pointer, location) };
    case "release":
      return { ...base, what: "release", name: pointer.tag };
    case "latest-release":
      return { ...base, what: "release", name: "" };
    case "download":
      return { ...base, what: "download", name: pointer.name, at: pointer.tag ?? "" };
    case "issue":
      return { ...base, what: "issue", name: `#${pointer.number}` };
    default:
      return { ...base, what: "page", name: pointer.rest.slice(1) };
  }
}

function objectWords(
  { wants, readings: all }: Extract<Pointer, { kind: "object" }>,
  location: Location | undefined,
): Pick<PlaceFact, "what" | "name" | "at"> {
  // Nobody knows which part of it was meant as the branch: most have no slash.
  const { ref, path } = location ?? all.at(-1) ?? { ref: "", path: "" };
  if (path === "")
    return {
      what: wants === "commit" && /^[0-9a-f]{7,40}$/u.test(ref) ? "commit" : "branch or tag",
      name: ref,
      at: undefined,
    };
  const what = location === undefined ? "file or folder" : location.what === "file" ? "file" : "folder";
  return { what, name: path, at: ref };
}
