// What the App and the process that holds its embedded database say to each other.

export type ToDatabase =
  | { readonly kind: "sql"; readonly id: number; readonly text: string; readonly values?: readonly unknown[] }
  | { readonly kind: "session"; readonly id: number; readonly statements: readonly string[] }
  | { readonly kind: "close" };

export type FromDatabase =
  | { readonly kind: "ready" }
  /** The folder is another process's; `message` is for the operator. */
  | { readonly kind: "in-use"; readonly message: string }
  | { readonly kind: "failed"; readonly message: string }
  | { readonly kind: "rows"; readonly id: number; readonly rows: readonly unknown[] }
  | {
      readonly kind: "error";
      readonly id: number;
      readonly message: string;
      /** SQLSTATE, where PostgreSQL gave one. */
      readonly code: string | undefined;
    };
