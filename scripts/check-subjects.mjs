// Reads commit subjects from standard input, one a line, and refuses those that nobody can read in a list.
// Usage: git log --no-merges --format=%s main..HEAD | node scripts/check-subjects.mjs

import { readFileSync } from "node:fs";

const CHARACTERS_MAX = 72;

const subjects = readFileSync(0, "utf8")
  .split("\n")
  .filter((line) => line !== "");
const faults = subjects.flatMap((subject) => {
  // Characters as people count them: GitHub cuts a subject there, and so does `git log --oneline` in a terminal.
  const length = [...new Intl.Segmenter("en").segment(subject)].length;
  return [
    ...(length > CHARACTERS_MAX ? [`${length} characters, at most ${CHARACTERS_MAX}: ${subject}`] : []),
    ...(/^(?:fixup|squash|amend)! /.test(subject) ? [`to be squashed before it is merged: ${subject}`] : []),
  ];
});
for (const fault of faults) console.error(fault);
console.log(`${subjects.length} subjects, ${faults.length} to be reworded`);
process.exitCode = faults.length === 0 ? 0 : 1;
