// A port that cannot be had, in a sentence: it happens to everybody who starts a thing twice.

/** Whether listening failed because of the port, and not because of us. */
export function isPortLost(error: unknown): boolean {
  const code = (error as { readonly code?: unknown } | undefined)?.code;
  return code === "EADDRINUSE" || code === "EACCES";
}

/** Whether listening failed for what was asked: the port, or a host that is no address of this machine. */
export function isAddressLost(error: unknown): boolean {
  const syscall = (error as { readonly syscall?: unknown } | undefined)?.syscall;
  return isPortLost(error) || syscall === "listen" || syscall === "getaddrinfo";
}

export function portLost(port: number): string {
  return `Port ${port} cannot be had: something else listens there, or it takes rights you do not have.`;
}
