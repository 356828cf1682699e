// A port that cannot be had, in a sentence: it happens to everybody who starts a thing twice.

interface Failure {
  readonly code?: unknown;
  readonly syscall?: unknown;
}

/** Whether listening failed because of the port, and not because of us. */
export function isPortLost(error: unknown): boolean {
  const { code, syscall } = (error ?? {}) as Failure;
  // A folder answers EACCES as well.
  return syscall === "listen" && (code === "EADDRINUSE" || code === "EACCES");
}

/** Whether listening failed for what was asked: the port, or a host that is no address of this machine. */
export function isAddressLost(error: unknown): boolean {
  const { syscall } = (error ?? {}) as Failure;
  return syscall === "listen" || syscall === "getaddrinfo";
}

export function portLost(port: number): string {
  return `Port ${port} is not available: another program is using it, or you lack the permission.`;
}
