// Texts of ours where GraphQL does not say that they are: told by the App's own login, which no other App can bear.

interface Authored {
  viewerDidAuthor?: unknown;
  readonly author?: { readonly __typename?: unknown; readonly login?: unknown } | null;
}

/**
 * No description of GitHub's tells whether `viewerDidAuthor` is true for what an App wrote. Where it is false for a text of
 * some App's, that App's login is compared with ours, and ours are marked. `ownLogin` is asked for nothing else.
 */
export async function claimOwn(data: unknown, ownLogin: () => Promise<string>): Promise<void> {
  const unclaimed = unclaimedIn(data);
  if (unclaimed.length === 0) return;
  const own = plain(await ownLogin());
  for (const one of unclaimed) {
    const login = one.author?.login;
    if (typeof login === "string" && plain(login) === own) one.viewerDidAuthor = true;
  }
}

/** GraphQL leaves the brackets out that REST shows; a person's login can hold none. */
function plain(login: string): string {
  return login.toLowerCase().replace(/\[bot\]$/, "");
}

function unclaimedIn(data: unknown): readonly Authored[] {
  const found: Authored[] = [];
  const waiting: unknown[] = [data];
  while (waiting.length > 0) {
    const one = waiting.pop();
    if (typeof one !== "object" || one === null) continue;
    const authored = one as Authored;
    if (authored.viewerDidAuthor === false && authored.author?.__typename === "Bot") found.push(authored);
    waiting.push(...(Array.isArray(one) ? (one as unknown[]) : Object.values(one)));
  }
  return found;
}
