#!/usr/bin/env bash
# In GitHub's GraphQL schema (@octokit/graphql-schema 15.26.1) some events of an issue have a number and others have none.
#
# A label that was set or taken off and a reopening have no `databaseId`, no `url` and nothing that names the App behind them;
# a closing has an address, a comment has both. REST numbers all of them. So what GraphQL shows of a label cannot be matched
# with REST's event, or kept as "seen up to this one", by any number: `createdAt` and the node's id are all there is.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent --ignore-scripts @octokit/graphql-schema@15.26.1 graphql@16.15.0
cat >look.cjs <<'END'
const { readFileSync } = require("node:fs");
const { parse } = require("graphql");
const { definitions } = parse(readFileSync("node_modules/@octokit/graphql-schema/schema.graphql", "utf8"));
for (const name of ["LabeledEvent", "UnlabeledEvent", "ReopenedEvent", "ClosedEvent", "IssueComment"]) {
  const type = definitions.find((one) => one.name?.value === name);
  const fields = type.fields.map((field) => field.name.value);
  const told = ["databaseId", "fullDatabaseId", "url", "id", "createdAt"].filter((field) => fields.includes(field));
  const app = fields.some((field) => /app/i.test(field));
  console.log(`${name}: ${told.join(" ")}${app ? " and an App" : ""}`);
}
END
output=$(node look.cjs)
printf '%s\n' "$output"
expected='LabeledEvent: id createdAt
UnlabeledEvent: id createdAt
ReopenedEvent: id createdAt
ClosedEvent: url id createdAt
IssueComment: databaseId fullDatabaseId url id createdAt'
[ "$output" = "$expected" ] || { echo "the behaviour changed"; exit 1; }
