// Where a repository is reached, by the numbers that no rename changes and the names of today.

export interface RepositoryLocation {
  readonly repositoryId: number;
  readonly installationId: number;
  readonly owner: string;
  readonly name: string;
}

/** As GitHub's list of an installation's repositories shows one. */
export interface ListedRepository extends RepositoryLocation {
  /** When something was pushed last, to whatever branch; undefined: GitHub does not say. */
  readonly pushedAtMs: number | undefined;
  readonly defaultBranch: string | undefined;
}
