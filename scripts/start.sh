#!/bin/sh
# Starts the App without its secrets in the environment of its process, where every process of the same user could read them:
# it gets its environment by a pipe that it reads once. What is left are names that Node itself reads while it starts.
set -eu
everything=$(env -0 | base64 -w 0)
set -- node dist/cli/main.js "$@"
for name in PATH HOME TZ TMPDIR NODE_ENV NODE_OPTIONS NODE_EXTRA_CA_CERTS; do
  eval "value=\${$name-}"
  if [ -n "$value" ]; then set -- "$name=$value" "$@"; fi
done
exec env -i STEWARD_ENVIRONMENT_FD=3 "$@" 3<<END
$everything
END
