// Where a repository is reached, by the numbers that no rename changes and the names of today.

export interface RepositoryLocation {
  readonly repositoryId: number;
  readonly installationId: number;
  readonly owner: string;
  readonly name: string;
}
