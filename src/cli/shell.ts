// A word as a person's shell takes it, for the commands that we tell people to type next.

const PLAIN = /^[\p{L}\p{M}\p{N}_./:@%+,][\p{L}\p{M}\p{N}_./:@%+,-]*$/u;

export function shellWord(word: string): string {
  // The backslashes of Windows' own paths are plain there; its shells know no single quotes.
  if (process.platform === "win32")
    return PLAIN.test(word.replaceAll("\\", "/")) ? word : `"${word.replaceAll('"', "")}"`;
  if (PLAIN.test(word)) return word;
  const path = word.startsWith("-") ? `./${word}` : word;
  return PLAIN.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
