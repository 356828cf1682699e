// Who asks: a person, the App, or one of its installations with a token.

import type { Installation, SandboxAccount } from "./model.ts";

export interface Token {
  readonly token: string;
  readonly installation: Installation;
  readonly expiresAtMs: number;
  readonly mintedAtMs?: number;
  readonly permissions: Readonly<Record<string, string>>;
  /** undefined: all of the installation's. */
  readonly repositoryIds: ReadonlySet<number> | undefined;
}

/** Who is asking: what they may do is worked out from this. */
export type Actor =
  | { readonly kind: "anonymous" }
  | { readonly kind: "user"; readonly user: SandboxAccount }
  | { readonly kind: "app" }
  | { readonly kind: "installation"; readonly token: Token };
