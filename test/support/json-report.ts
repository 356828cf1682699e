// `steward check --format json`, as far as tests read it.

export interface JsonReport {
  readonly listings: readonly {
    readonly checks: readonly {
      readonly id: string;
      readonly findings: readonly {
        readonly rule: string;
        readonly level: string;
        readonly line: number;
        readonly message: string;
        readonly fix: string;
      }[];
    }[];
  }[];
}
