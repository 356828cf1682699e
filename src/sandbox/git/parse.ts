// Reads and writes git's own object formats.

export interface Signature {
  readonly name: string;
  readonly email: string;
  readonly dateMs: number;
}

export interface Commit {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: string;
  /** GitHub signed it for whoever asked for it. */
  readonly isSigned?: boolean;
}

export interface GitTreeEntry {
  /** Six digits: 100644, 100755, 120000 (link), 160000 (submodule), 040000 (folder). */
  readonly mode: string;
  readonly name: string;
  readonly sha: string;
  readonly type: "blob" | "tree" | "commit";
}

export function parseTree(bytes: Buffer): readonly GitTreeEntry[] {
  const entries: GitTreeEntry[] = [];
  let at = 0;
  while (at < bytes.length) {
    const space = bytes.indexOf(32, at);
    const end = bytes.indexOf(0, space);
    const mode = bytes.toString("latin1", at, space).padStart(6, "0");
    const type = mode === "040000" ? "tree" : mode === "160000" ? "commit" : "blob";
    const name = bytes.toString("utf8", space + 1, end);
    entries.push({ mode, name, type, sha: bytes.toString("hex", end + 1, end + 21) });
    at = end + 21;
  }
  return entries;
}

function parseSignature(line: string): Signature {
  const match = /^(.*?) ?<(.*)> (\d+) [+-]\d{4}$/.exec(line);
  return {
    name: match?.[1] ?? "",
    email: match?.[2] ?? "",
    dateMs: Number(match?.[3] ?? 0) * 1000,
  };
}

export function parseCommit(sha: string, bytes: Buffer): Commit {
  const text = bytes.toString("utf8");
  const split = text.indexOf("\n\n");
  const header = split === -1 ? text : text.slice(0, split);
  const parents: string[] = [];
  let tree = "";
  let author = parseSignature("");
  let committer = author;
  let isSigned = false;
  for (const line of header.split("\n")) {
    const space = line.indexOf(" ");
    const [key, value] = [line.slice(0, space), line.slice(space + 1)];
    if (key === "tree") tree = value;
    else if (key === "parent") parents.push(value);
    else if (key === "author") author = parseSignature(value);
    else if (key === "committer") committer = parseSignature(value);
    else if (key === "gpgsig") isSigned = true;
  }
  const message = split === -1 ? "" : text.slice(split + 2);
  return { sha, tree, parents, author, committer, message, isSigned };
}

/** Characters that would break out of a header line are taken out. */
function signatureLine(who: Signature): string {
  const clean = (text: string): string => text.replaceAll(/[<>\n\0]/g, "").trim();
  return `${clean(who.name)} <${clean(who.email)}> ${Math.floor(who.dateMs / 1000)} +0000`;
}

/** Of git's shape; the sandbox has no key, and nobody here verifies one. */
const SIGNATURE = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n c2FuZGJveA==\n -----END PGP SIGNATURE-----\n";

export function formatCommit(commit: Omit<Commit, "sha">): string {
  const parents = commit.parents.map((parent) => `parent ${parent}\n`).join("");
  return (
    `tree ${commit.tree}\n${parents}author ${signatureLine(commit.author)}\n` +
    `committer ${signatureLine(commit.committer)}\n${commit.isSigned === true ? SIGNATURE : ""}\n${commit.message}`
  );
}
