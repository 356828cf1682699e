// The log of every request, so that tests can count what a review costs.

export interface CallRecord {
  readonly method: string;
  /** `/repos/{owner}/{repo}/pulls/{pull_number}`, `/graphql`, or the path itself when no operation matched. */
  readonly template: string;
  readonly path: string;
  readonly status: number;
  /** Minting tokens and asking GraphQL queries are reads. */
  readonly kind: "read" | "write";
  /** Of a GraphQL request. */
  readonly operationName: string | undefined;
  /** What it costs of the hour's budget, by GitHub's formula; undefined: not GraphQL, or refused before it was weighed. */
  readonly points: number | undefined;
  /** A login, `app`, or `anonymous`. */
  readonly actor: string;
  readonly durationMs: number;
}

export interface Exchange {
  readonly method: string;
  readonly template: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly requestBody: unknown;
  readonly status: number;
  readonly responseBody: unknown;
}

/** Sees everything the sandbox receives and sends; contract tests attach one. */
export interface Observer {
  exchange(exchange: Exchange): void;
  delivery(event: string, payload: unknown): void;
}
