// GitHub as a host of code: links to its repositories, told apart from other pages, and asked through its API.

import type { ReadPage } from "../../../ports/pages.ts";
import type { Octokit } from "@octokit/rest";
import {
  absent,
  known,
  unavailable,
  type Account,
  type DocumentationPage,
  type Fact,
  type PlaceFact,
} from "../../../core/facts.ts";
import type { Draft } from "../../../core/listing/draft.ts";
import type { Accounts, CodeHost, RepositoryAddress } from "../../../ports/code-hosts.ts";
import type { Lookups } from "./lookups.ts";
import { placeFact, readPointer, type PlaceAnswer, type Pointer } from "./places.ts";
import { fact } from "./public-rest.ts";

// First parts of paths on GitHub that are not accounts.
const NOT_OWNERS = new Set([
  "about",
  "apps",
  "collections",
  "contact",
  "customer-stories",
  "enterprise",
  "explore",
  "features",
  "issues",
  "join",
  "login",
  "marketplace",
  "notifications",
  "orgs",
  "organizations",
  "pricing",
  "pulls",
  "search",
  "security",
  "settings",
  "site",
  "sponsors",
  "stars",
  "topics",
  "trending",
  "users",
  "users",
]);
const DOCUMENT_BYTES_MAX = 2 * 1024 * 1024;

const DESCRIBE_MS_MAX = 10_000;

export interface GitHubHostOptions {
  readonly octokit: Octokit;
  readonly lookups: Lookups;
  /** The web host that the API speaks for, such as github.com. */
  readonly webHost: string;
  /** Reads a page's bytes; from the page adapter. */
  readonly readPage: ReadPage;
}

/**
 * The API of GitHub Enterprise Server (`https://HOST/api/v3`) and that of a company's own part of GitHub's cloud
 * (`https://api.NAME.ghe.com`) stand for their own web host, any other for github.com.
 */
export function webHostOf(apiUrl: string): string {
  const { hostname, pathname } = new URL(apiUrl);
  if (hostname.endsWith(".ghe.com")) return hostname.replace(/^api\./, "");
  return /^\/api\/v3\/?$/.test(pathname) ? hostname : "github.com";
}

export function createGitHubHost(options: GitHubHostOptions): CodeHost {
  const { lookups, webHost } = options;
  return {
    parse: (url) => parseRepository(url, webHost),
    repository: ({ owner, name }) => lookups.repository(owner, name),
    place: (address) => placeOf(options, address),
    page: (address) => readDocument(options, address),
    tie: ({ owner, name }, account) => lookups.tie(owner, name, account),
    describe: (address) => describeRepository(options, address),
  };
}

export function createGitHubAccounts(lookups: Lookups): Accounts {
  return {
    async byLogin(logins) {
      const facts = await Promise.all(logins.map((login) => lookups.account(login)));
      return new Map<string, Fact<Account>>(
        logins.map((login, index) => [login.toLowerCase(), facts[index] ?? unavailable("github")]),
      );
    },
  };
}

export function parseRepository(text: string, webHost: string): RepositoryAddress | undefined {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return undefined;
  }
  if (url.protocol !== "https:" || url.port !== "" || url.hostname.replace(/^www\./, "") !== webHost)
    return undefined;
  const [owner, name, ...rest] = url.pathname
    .split("/")
    .filter((part) => part !== "")
    .map(decode);
  if (owner === undefined || name === undefined || NOT_OWNERS.has(owner.toLowerCase())) return undefined;
  if (!/^[A-Za-z0-9][A-Za-z0-9-]{0,99}$/.test(owner) && !/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/.test(owner))
    return undefined;
  const plain = name.replace(/\.git$/, "");
  if (!/^[A-Za-z0-9._-]{1,100}$/.test(plain) || plain === "." || plain === "..") return undefined;
  return { host: webHost, owner, name: plain, rest: rest.join("/") };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Asked twice before it is missing: GitHub's replicas say of what is new, for a moment, that it is not there. */
async function find(
  { lookups }: GitHubHostOptions,
  { owner, name }: RepositoryAddress,
  pointer: Pointer,
): Promise<PlaceAnswer> {
  const first = await lookups.place(owner, name, pointer);
  return first.state === "absent" ? lookups.place(owner, name, pointer) : first;
}

async function placeOf(
  options: GitHubHostOptions,
  address: RepositoryAddress,
): Promise<Fact<PlaceFact | "repository" | "page">> {
  const pointer = readPointer(address.rest);
  if (pointer.kind === "repository" || pointer.kind === "page") return known(pointer.kind);
  if (pointer.kind === "object" && pointer.readings.length === 0)
    return pointer.isCut ? known("page") : known(placeFact(pointer, undefined, false));
  const found = await find(options, address, pointer);
  // What the API does not show this token, such as issues where it may read none, its page still does.
  if (found.state === "unavailable") return known("page");
  return known(
    placeFact(pointer, found.state === "known" ? found.value.location : undefined, found.state === "known"),
  );
}

interface DocumentPlace {
  readonly ref: string | undefined;
  readonly path: string;
  readonly isFolder: boolean;
}

/**
 * Where a document lies. Where the path can be read in one way only, nobody is asked; else the branch or tag is asked for,
 * together with whatever else is.
 */
async function documentPlace(
  options: GitHubHostOptions,
  address: RepositoryAddress,
): Promise<Fact<DocumentPlace>> {
  const pointer = readPointer(address.rest);
  if (pointer.kind !== "object") return known({ ref: undefined, path: "", isFolder: true });
  const [reading] = pointer.readings;
  if (reading === undefined) return absent("not-found");
  const { wants } = pointer;
  if (pointer.readings.length === 1 && !pointer.isCut)
    return known({ ...reading, isFolder: wants !== "file" });
  const found = await find(options, address, pointer);
  if (found.state !== "known") return found;
  const { location } = found.value;
  if (location === undefined || location.what === "commit") return unavailable("github");
  return known({ ref: location.ref, path: location.path, isFolder: location.what === "folder" });
}

/** README for the repository itself, `blob/<ref>/<path>` and `tree/<ref>/<folder>` for what lies in it. */
async function readDocument(
  options: GitHubHostOptions,
  address: RepositoryAddress,
): Promise<Fact<DocumentationPage>> {
  const place = await documentPlace(options, address);
  if (place.state !== "known") return place;
  const { octokit, readPage } = options;
  const { host, owner, name } = address;
  const { ref, path, isFolder } = place.value;
  const at = { owner, repo: name, ...(ref === undefined ? {} : { ref }) };
  const readme = async () =>
    path === ""
      ? await octokit.rest.repos.getReadme(at)
      : await octokit.rest.repos.getReadmeInDirectory({ ...at, dir: path });
  const ask = async () => {
    if (isFolder) return await readme();
    const content = await octokit.rest.repos.getContent({ ...at, path });
    // A folder under `blob/` is shown as a folder.
    return Array.isArray(content.data) ? await readme() : content;
  };
  const first = await fact(ask);
  // GitHub's replicas answer 404 for a moment to what is new: somebody's page is missing when it is missing twice.
  const answer = first.state === "absent" ? await fact(ask) : first;
  if (answer.state !== "known") return answer;
  const file = answer.value.data as {
    type?: string;
    name?: string;
    path?: string;
    size?: number;
    content?: string;
    encoding?: string;
  };
  if (Array.isArray(file) || file.type !== "file" || file.name === undefined) return absent("not-found");
  if ((file.size ?? 0) > DOCUMENT_BYTES_MAX || file.encoding !== "base64" || file.content === undefined)
    return unavailable("our-limit");
  const bytes = new Uint8Array(Buffer.from(file.content, "base64"));
  return readPage(
    bytes,
    contentTypeOf(file.name),
    `https://${host}/${owner}/${name}/blob/${ref ?? "HEAD"}/${file.path ?? file.name}`,
  );
}

/** Where a project's parts are on GitHub, and what its page there says. */
async function describeRepository(
  { octokit }: GitHubHostOptions,
  { host, owner, name }: RepositoryAddress,
): Promise<Draft> {
  const link = `https://${host}/${owner}/${name}`;
  const places: Draft = {
    link,
    documentation: `${link}#readme`,
    issues: `${link}/issues`,
    security: `${link}/security/advisories/new`,
  };
  try {
    const { data } = await octokit.rest.repos.get({
      owner,
      repo: name,
      request: { signal: AbortSignal.timeout(DESCRIBE_MS_MAX) },
    });
    const license = data.license?.spdx_id ?? "NOASSERTION";
    return {
      ...places,
      ...(data.description === null ? {} : { summary: data.description }),
      ...(license === "NOASSERTION" ? {} : { license }),
      ...(data.owner.type === "User" ? { maintainers: [data.owner.login] } : {}),
      tags: (data.topics ?? []).filter((topic) => /^[a-z0-9-]{2,30}$/.test(topic)).slice(0, 8),
    };
  } catch {
    return places;
  }
}

function contentTypeOf(name: string): string {
  const ending = /\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase() ?? "";
  if (["md", "markdown", "mdown", "mkd", "mdx"].includes(ending)) return "text/markdown; charset=utf-8";
  if (["html", "htm"].includes(ending)) return "text/html; charset=utf-8";
  if (ending === "rst") return "text/x-rst; charset=utf-8";
  if (["adoc", "asciidoc", "asc"].includes(ending)) return "text/asciidoc; charset=utf-8";
  return "text/plain; charset=utf-8";
}
