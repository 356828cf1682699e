// The order of lists for which GitHub promises none: always the same for the same things, and nobody's first guess.

/** Neither oldest first nor newest first; whoever relies on either will notice. */
export function inNoOrder<T extends { readonly id: number }>(items: Iterable<T>): T[] {
  return [...items].sort((a, b) => scattered(a.id) - scattered(b.id));
}

function scattered(id: number): number {
  const low = Math.imul((id % 0x1_0000_0000) | 0, 0x9e37_79b1);
  return (low ^ (low >>> 15)) >>> 0;
}
