// Code hosts and accounts, asked through their APIs.

import type { Account, DocumentationPage, Fact, RepositoryFact } from "../core/facts.ts";

/** Reads code hosts through their APIs. Never throws. */
export interface CodeHosts {
  /** undefined: the address is not a repository (or a page of one) on a host we know. */
  parse(url: string): RepositoryAddress | undefined;
  repository(address: RepositoryAddress): Promise<Fact<RepositoryFact>>;
  /** The repository's README, or the file at `rest` when that names one. */
  page(address: RepositoryAddress): Promise<Fact<DocumentationPage>>;
  /** Whether the account owns the repository or has a commit on its default branch; undefined: could not be told. */
  tie(
    address: RepositoryAddress,
    account: { readonly login: string; readonly nodeId: string },
  ): Promise<boolean | undefined>;
}

export interface RepositoryAddress {
  readonly host: string;
  readonly owner: string;
  readonly name: string;
  /** The rest of the path: "", "issues", "blob/main/docs/install.md", "wiki/Home" … */
  readonly rest: string;
}

/** Looks accounts up by login or number. Never throws. */
export interface Accounts {
  byLogin(logins: readonly string[]): Promise<ReadonlyMap<string, Fact<Account>>>;
}
