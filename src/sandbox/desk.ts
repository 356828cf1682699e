// What a playground offers on every page beside GitHub's own: the storefront, and time that moves when somebody says so.

export interface Desk {
  /** Where what is published can be visited. */
  readonly storefront: string;
  /** Sites that exist here beside the repositories: nothing else of the internet can be reached. */
  readonly hosts: readonly string[];
  /** Everybody's clock jumps by so many milliseconds; what is due meanwhile happens at its own time. */
  pass(ms: number): Promise<void>;
}
