// Settings that people make on GitHub's pages, and that an App is told a part of.

/** Classic branch protection, as much of it as an App is told. */
export interface Protection {
  readonly checks: readonly { readonly context: string; readonly app_id: number | null }[];
}

/** The App's webhook, as its settings page has it. */
export interface HookSettings {
  active: boolean;
  contentType: "json" | "form";
  insecureSsl: boolean;
  hasSecret: boolean;
}
