// Cuts the REST operations the sandbox serves out of GitHub's own OpenAPI description, for contract tests.
// Usage: node scripts/cut-openapi.mjs FOLDER, where FOLDER holds @octokit/openapi (npm pack, unpacked).

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The list of operations: to serve more, add here, run the script, and write the operation in src/sandbox/rest/. */
const OPERATIONS = `
GET /app
GET /app/installations
GET /app/installations/{installation_id}
POST /app/installations/{installation_id}/access_tokens
GET /app/hook/config
GET /app/hook/deliveries
GET /app/hook/deliveries/{delivery_id}
POST /app/hook/deliveries/{delivery_id}/attempts
POST /app-manifests/{code}/conversions
GET /installation/repositories
GET /rate_limit
GET /users/{username}
GET /user/{account_id}
GET /orgs/{org}/teams/{team_slug}
GET /orgs/{org}/teams/{team_slug}/memberships/{username}
GET /repos/{owner}/{repo}
GET /repos/{owner}/{repo}/installation
POST /repos/{owner}/{repo}/forks
GET /repos/{owner}/{repo}/readme
GET /repos/{owner}/{repo}/readme/{dir}
GET /repos/{owner}/{repo}/community/profile
GET /repos/{owner}/{repo}/contributors
GET /repos/{owner}/{repo}/collaborators/{username}/permission
GET /repos/{owner}/{repo}/branches/{branch}
GET /repos/{owner}/{repo}/commits
GET /repos/{owner}/{repo}/commits/{ref}
GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls
GET /repos/{owner}/{repo}/commits/{ref}/check-runs
GET /repos/{owner}/{repo}/commits/{ref}/check-suites
GET /repos/{owner}/{repo}/contents/{path}
PUT /repos/{owner}/{repo}/contents/{path}
GET /repos/{owner}/{repo}/compare/{basehead}
GET /repos/{owner}/{repo}/git/blobs/{file_sha}
POST /repos/{owner}/{repo}/git/blobs
GET /repos/{owner}/{repo}/git/trees/{tree_sha}
POST /repos/{owner}/{repo}/git/trees
GET /repos/{owner}/{repo}/git/commits/{commit_sha}
POST /repos/{owner}/{repo}/git/commits
GET /repos/{owner}/{repo}/git/ref/{ref}
GET /repos/{owner}/{repo}/git/matching-refs/{ref}
POST /repos/{owner}/{repo}/git/refs
PATCH /repos/{owner}/{repo}/git/refs/{ref}
DELETE /repos/{owner}/{repo}/git/refs/{ref}
GET /repos/{owner}/{repo}/pulls
POST /repos/{owner}/{repo}/pulls
GET /repos/{owner}/{repo}/pulls/{pull_number}
PATCH /repos/{owner}/{repo}/pulls/{pull_number}
PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge
GET /repos/{owner}/{repo}/pulls/{pull_number}/files
GET /repos/{owner}/{repo}/pulls/{pull_number}/commits
GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews
POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews
PUT /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}/dismissals
GET /repos/{owner}/{repo}/pulls/{pull_number}/comments
POST /repos/{owner}/{repo}/check-runs
GET /repos/{owner}/{repo}/check-runs/{check_run_id}
PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}
GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations
POST /repos/{owner}/{repo}/check-runs/{check_run_id}/rerequest
GET /repos/{owner}/{repo}/check-suites/{check_suite_id}
GET /repos/{owner}/{repo}/check-suites/{check_suite_id}/check-runs
POST /repos/{owner}/{repo}/check-suites/{check_suite_id}/rerequest
GET /repos/{owner}/{repo}/issues
POST /repos/{owner}/{repo}/issues
GET /repos/{owner}/{repo}/issues/{issue_number}
PATCH /repos/{owner}/{repo}/issues/{issue_number}
GET /repos/{owner}/{repo}/issues/{issue_number}/comments
POST /repos/{owner}/{repo}/issues/{issue_number}/comments
GET /repos/{owner}/{repo}/issues/comments/{comment_id}
PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}
DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}
GET /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions
POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions
DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions/{reaction_id}
GET /repos/{owner}/{repo}/issues/{issue_number}/labels
POST /repos/{owner}/{repo}/issues/{issue_number}/labels
PUT /repos/{owner}/{repo}/issues/{issue_number}/labels
DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels
DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}
GET /repos/{owner}/{repo}/issues/{issue_number}/events
GET /repos/{owner}/{repo}/issues/{issue_number}/timeline
PUT /repos/{owner}/{repo}/issues/{issue_number}/lock
DELETE /repos/{owner}/{repo}/issues/{issue_number}/lock
GET /repos/{owner}/{repo}/labels
POST /repos/{owner}/{repo}/labels
GET /repos/{owner}/{repo}/labels/{name}
PATCH /repos/{owner}/{repo}/labels/{name}
DELETE /repos/{owner}/{repo}/labels/{name}
GET /repos/{owner}/{repo}/deployments
POST /repos/{owner}/{repo}/deployments
GET /repos/{owner}/{repo}/deployments/{deployment_id}
GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses
POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses
GET /repos/{owner}/{repo}/releases/latest
GET /repos/{owner}/{repo}/releases/tags/{tag}
GET /repos/{owner}/{repo}/pages
GET /repos/{owner}/{repo}/pages/builds/latest
GET /repos/{owner}/{repo}/rulesets
GET /repos/{owner}/{repo}/rulesets/{ruleset_id}
GET /repos/{owner}/{repo}/rules/branches/{branch}
`
  .trim()
  .split("\n")
  .map((line) => line.split(" "));

const folder = process.argv[2];
if (folder === undefined) throw new Error("say where @octokit/openapi is unpacked");
const source = JSON.parse(readFileSync(join(folder, "generated", "api.github.com.json"), "utf8"));
const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
const DROPPED = new Set([
  "description",
  "example",
  "examples",
  "title",
  "externalDocs",
  "summary",
  "deprecated",
  "tags",
]);
const components = { schemas: {} };

/** What follows says `nullable`; JSON Schema says a type of "null". */
function nullable({ nullable: _flag, ...schema }) {
  if (schema.enum !== undefined && !schema.enum.includes(null))
    schema = { ...schema, enum: [...schema.enum, null] };
  return typeof schema.type === "string"
    ? { ...schema, type: [schema.type, "null"] }
    : { anyOf: [schema, { type: "null" }] };
}

/** `named`: the keys are names of properties, not of keywords. */
function cut(value, named = false) {
  if (Array.isArray(value)) return value.map((one) => cut(one));
  if (typeof value !== "object" || value === null) return value;
  if (typeof value.$ref === "string") {
    const [, , kind, name] = value.$ref.split("/");
    if (kind !== "schemas") return cut(source.components[kind][name]);
    if (components.schemas[name] === undefined) {
      components.schemas[name] = {};
      components.schemas[name] = cut(source.components.schemas[name]);
    }
    return { $ref: value.$ref };
  }
  const kept = {};
  for (const [key, one] of Object.entries(value)) {
    if (!named && (DROPPED.has(key) || key.startsWith("x-"))) continue;
    kept[key] = key === "enum" || key === "required" ? one : cut(one, key === "properties" && !named);
  }
  return !named && kept.nullable === true ? nullable(kept) : kept;
}

function jsonSchema(content) {
  const schema = content?.["application/json"]?.schema;
  return schema === undefined ? undefined : cut(schema);
}

const operations = {};
for (const [method, path] of OPERATIONS) {
  const item = source.paths[path];
  const operation = item?.[method.toLowerCase()];
  if (operation === undefined) throw new Error(`GitHub has no ${method} ${path}`);
  const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map((one) => cut(one));
  const responses = {};
  for (const [status, response] of Object.entries(operation.responses)) {
    const resolved =
      response.$ref === undefined ? response : source.components.responses[response.$ref.split("/")[3]];
    // Errors are judged by one rule for all; only the shape of what succeeded is worth its bytes.
    responses[status] = Number(status) < 300 ? (jsonSchema(resolved.content) ?? null) : null;
  }
  operations[`${method} ${path}`] = {
    query: Object.fromEntries(
      parameters.filter((one) => one.in === "query").map((one) => [one.name, one.schema]),
    ),
    bodyRequired: operation.requestBody?.required === true,
    body: jsonSchema(operation.requestBody?.content) ?? null,
    responses,
  };
}
const text = JSON.stringify({ from: `@octokit/openapi ${version}`, operations, components });
writeFileSync(new URL("../test/contract/github-openapi.json", import.meta.url), `${text}\n`);
console.log(
  `${OPERATIONS.length} operations, ${Object.keys(components.schemas).length} schemas, ${text.length} bytes`,
);
