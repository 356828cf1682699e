// The outside world of the command line: the same adapters as the App's, with a person's token or none.

import { createOctokit } from "../adapters/github/base/octokit.ts";
import { webHostOf } from "../adapters/github/review/code-hosts.ts";
import { createGraphQLLookups } from "../adapters/github/review/lookups.ts";
import { createPublicLookups } from "../adapters/github/review/public-rest.ts";
import { createImages } from "../adapters/images/images.ts";
import { readPageHere } from "../adapters/page/read-page.ts";
import { parseFetchAllow } from "../adapters/web/allow.ts";
import type { AbsentReason } from "../core/facts.ts";
import { refusalOf } from "../adapters/web/refusal.ts";
import { createWeb } from "../adapters/web/web.ts";
import type { OutsideWorld } from "../jobs/facts/gather.ts";
import { readApiUrl } from "../platform/config.ts";
import type { Accounts, CodeHost } from "../ports/code-hosts.ts";
import type { Web } from "../ports/web.ts";
import { openCodeHosts } from "../service/code-hosts.ts";
import { userAgent } from "../platform/version.ts";

const REQUEST_MS_MAX = 15_000;

export interface CliWorld {
  readonly world: OutsideWorld;
  /** What can be told of an address without asking. */
  readonly refused: (address: string) => AbsentReason | undefined;
  close(): Promise<void>;
}

/** `faults`: what is wrong with the environment; nothing is started then. */
export function openWorld(environment: NodeJS.ProcessEnv): CliWorld | { readonly faults: readonly string[] } {
  const { allow, faults: fetchFaults } = parseFetchAllow(environment["FETCH_ALLOW"] ?? "");
  const faults = [...fetchFaults];
  const apiUrl = readApiUrl(environment, faults);
  if (apiUrl === undefined || faults.length > 0) return { faults };
  const images = createImages();
  const web = createWeb({ userAgent: userAgent(), allow });
  const hosts = openHosts(apiUrl, environment, web);
  return {
    world: { web, images, hosts, readPage: readPageHere },
    refused: (address) => refusalOf(address, allow),
    close: () => images.close(),
  };
}

/** The same hosts where nothing else of the world is needed; a mistake in FETCH_ALLOW opens nothing. */
export function openHostsAlone(apiUrl: string, environment: NodeJS.ProcessEnv): CodeHost & Accounts {
  const { allow } = parseFetchAllow(environment["FETCH_ALLOW"] ?? "");
  return openHosts(apiUrl, environment, createWeb({ userAgent: userAgent(), allow }));
}

/** Hosts of code, asked with a person's token or none. */
function openHosts(apiUrl: string, environment: NodeJS.ProcessEnv, web: Web): CodeHost & Accounts {
  const token = environment["GITHUB_TOKEN"] ?? environment["GH_TOKEN"] ?? "";
  const octokit = createOctokit({ apiUrl, userAgent: userAgent(), token, timeoutMs: REQUEST_MS_MAX });
  const webHost = webHostOf(apiUrl);
  const lookups =
    token === "" ? createPublicLookups(octokit, webHost) : createGraphQLLookups(octokit, webHost);
  return openCodeHosts({ octokit, lookups, webHost, readPage: readPageHere, web });
}
