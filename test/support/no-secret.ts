// Looks for secrets, whole or in parts, where none may ever be.

/** Whole secrets, the lines of keys, and the long parts of what is made of parts. */
export function assertNoSecret(text: string, secrets: readonly string[]): void {
  const pieces = secrets
    .flatMap((secret) => [secret, ...secret.split(/[\n.]/)])
    .map((piece) => piece.trim())
    .filter((piece) => piece.length >= 24 && !piece.startsWith("-----"));
  const leaked = pieces.filter((piece) => text.includes(piece)).length;
  if (leaked > 0) throw new Error(`${leaked} of ${pieces.length} secrets or parts of them are in the log`);
  if (/eyJ[\w-]{10,}\.[\w-]{10,}\.|PRIVATE KEY|gh[opsur]_\w{20,}/.test(text))
    throw new Error("something shaped like a secret is in the log");
}
