// Every host whose links are understood, put together in one place: for the App, the command line and a new listing's first draft.

import { createCodeHosts } from "../adapters/code-hosts/code-hosts.ts";
import {
  createGitHubAccounts,
  createGitHubHost,
  type GitHubHostOptions,
} from "../adapters/github/review/code-hosts.ts";
import type { Accounts, CodeHost } from "../ports/code-hosts.ts";
import type { Web } from "../ports/web.ts";

export interface CodeHostsOptions extends GitHubHostOptions {
  /** What hosts without a client of their own are asked with: the guard of all addresses that others give us. */
  readonly web: Web;
}

export function openCodeHosts(options: CodeHostsOptions): CodeHost & Accounts {
  return createCodeHosts([createGitHubHost(options)], createGitHubAccounts(options.lookups));
}
