#!/usr/bin/env bash
# A hook around @octokit/rest that passes changed options on is not heard: the request goes out without the change.
#
# before-after-hook 4.0.0 binds every registered hook to the options of the first call. `hook.wrap("request", (send, options) =>
# send({ ...options, headers: … }))` works with @octokit/core alone, where it is the only hook; @octokit/rest 22.0.1 registers
# one of its own (plugin-request-log), and from then on what the outer hook passes on is dropped without a word. An
# `authorization` header that such a hook adds never arrives. What is changed in place does arrive.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent @octokit/core@7.0.8 @octokit/rest@22.0.1 before-after-hook@4.0.0
cat >try.mjs <<'JS'
import { createServer } from "node:http";
import { Octokit as Core } from "@octokit/core";
import { Octokit as Rest } from "@octokit/rest";

let seen;
const server = createServer((request, response) => {
  seen = request.headers["x-added"] ?? "missing";
  response.setHeader("content-type", "application/json");
  response.end("{}");
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const baseUrl = `http://127.0.0.1:${server.address().port}`;
const passOn = (send, options) => send({ ...options, headers: { ...options.headers, "x-added": "arrives" } });
const inPlace = (send, options) => {
  options.headers["x-added"] = "arrives";
  return send(options);
};
for (const [name, Octokit] of [["core", Core], ["rest", Rest]])
  for (const hook of [passOn, inPlace]) {
    const octokit = new Octokit({ baseUrl });
    octokit.hook.wrap("request", hook);
    await octokit.request("GET /user");
    console.log(`${name} ${hook.name}: ${seen}`);
  }
server.close();
JS
output=$(node try.mjs)
printf '%s\n' "$output"
expected='core passOn: arrives
core inPlace: arrives
rest passOn: missing
rest inPlace: arrives'
[ "$output" = "$expected" ] || { echo "the behaviour changed"; exit 1; }
