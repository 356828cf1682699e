// Code hosts and accounts, asked through their APIs.

import type { Draft } from "../core/listing/draft.ts";
import type { Account, DocumentationPage, Fact, PlaceFact, RepositoryFact } from "../core/facts.ts";

/** One host, asked through its API. Never throws. A host has a file of its own, and a line where hosts are put together. */
export interface CodeHost {
  /** undefined: the address is not a repository (or a page of one) of this host. */
  parse(url: string): RepositoryAddress | undefined;
  repository(address: RepositoryAddress): Promise<Fact<RepositoryFact>>;
  /**
   * What the address points at inside its repository, whether or not that is public. "repository": at nothing else;
   * "page": the host's API does not tell, its page may.
   */
  place(address: RepositoryAddress): Promise<Fact<PlaceFact | "repository" | "page">>;
  /** The repository's README, or the file at `rest` when that names one. */
  page(address: RepositoryAddress): Promise<Fact<DocumentationPage>>;
  /** Whether the GitHub account owns the repository or has a commit on its default branch; undefined: could not be told. */
  tie(
    address: RepositoryAddress,
    account: { readonly login: string; readonly nodeId: string },
  ): Promise<boolean | undefined>;
  /** What the host says of a project, for the first draft of its listing; fields that it does not tell are left out. */
  describe(address: RepositoryAddress): Promise<Draft>;
}

/** All hosts we know, as far as a review asks them: whichever an address is of answers. */
export type CodeHosts = Omit<CodeHost, "describe">;

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
