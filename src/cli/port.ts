// A port that cannot be had, in a sentence: it happens to everybody who starts a thing twice.

/** Whether listening failed because of the port, and not because of us. */
export function isPortLost(error: unknown): boolean {
  const code = (error as { readonly code?: unknown } | undefined)?.code;
  return code === "EADDRINUSE" || code === "EACCES";
}

export function portLost(port: number): string {
  return `Port ${port} cannot be had: something else listens there, or it takes rights you do not have.`;
}
