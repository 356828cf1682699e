# Marketplace Steward. `npm run image-steps` does what stands here in a clean folder and tries the result, without Docker.

FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY scripts/link-bin.mjs scripts/
COPY src src
RUN npm run -s build

# What the App needs at run time, without what only editors and debuggers read (half of it).
FROM node:24-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
  && find node_modules -type f \( -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' -o -name '*.map' \) -delete

FROM node:24-bookworm-slim
LABEL org.opencontainers.image.title="Marketplace Steward" \
      org.opencontainers.image.description="A GitHub App that runs a community marketplace out of one git repository" \
      org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
WORKDIR /app
# The only folder the App writes to; a new named volume takes over its owner.
RUN mkdir -m 700 /data && chown 1000:1000 /data
COPY --from=packages /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --chmod=444 package.json app.yml LICENSE ./
COPY --chmod=555 scripts/start.sh ./
# `node` in the base image, by number, so that a cluster can see that it is not root.
USER 1000:1000
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# The shell becomes the App once it has taken the secrets out of its environment: the signal to stop arrives.
ENTRYPOINT ["/bin/sh", "start.sh"]
CMD ["start"]
