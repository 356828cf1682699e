// The container's files without a container engine: what they promise, and that they speak of what there is.

import { describe, expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import { load, YAML11_SCHEMA } from "js-yaml";
import { readDockerfile, readDockerignore } from "../../scripts/dockerfile.ts";

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

interface Service {
  readonly image?: string;
  readonly user?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly cap_add?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly privileged?: boolean;
  readonly ports?: readonly string[];
  readonly tmpfs?: readonly string[];
  readonly volumes?: readonly string[];
  readonly networks?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly env_file?: readonly { readonly path: string }[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly stop_grace_period?: string;
  readonly deploy?: {
    readonly replicas?: number;
    readonly resources?: { readonly limits?: { readonly memory?: string; readonly pids?: number } };
  };
}

const stages = readDockerfile(read("Dockerfile"));
const image = stages.at(-1);
if (image === undefined) throw new Error("no stage");
const imageEnv: Readonly<Record<string, string>> = Object.assign(
  {},
  ...image.steps.map((step) => (step.kind === "env" ? step.values : {})),
);
const CONFIG_NAMES = [
  ...new Set(
    [...read("src/platform/config.ts").matchAll(/\bget\("([A-Z_]+)"\)/g)].map(([, name = ""]) => name),
  ),
];

describe("Dockerfile", () => {
  it("stands on one slim Debian with Node 24, in several stages", () => {
    expect(stages.length).toBeGreaterThan(1);
    expect([...new Set(stages.map(({ base }) => base))]).toEqual([
      expect.stringMatching(/^node:24-[a-z]+-slim$/),
    ]);
  });

  it("starts the package's own command, with nothing in between that would keep a signal", () => {
    const { bin } = JSON.parse(read("package.json")) as { bin: { steward: string } };
    expect([...image.entrypoint, ...image.command]).toEqual(["/bin/sh", "start.sh", "start"]);
    expect(read("scripts/start.sh")).toContain(`set -- node ${bin.steward} "$@"`);
    expect(read("scripts/start.sh")).toMatch(/^exec env -i /m);
    expect(image.stopSignal).toBe("SIGTERM");
  });

  it("ends as a user who is not root, known by number", () => {
    const users = image.steps.flatMap((step) => (step.kind === "user" ? [step.user] : []));
    expect(users).toEqual([expect.stringMatching(/^[1-9]\d*:[1-9]\d*$/)]);
    expect(image.steps.at(-1)?.kind).toBe("user");
  });

  it("sets only what the configuration reads, and keeps what the program writes in a volume", () => {
    expect(CONFIG_NAMES.length).toBeGreaterThan(10);
    expect(Object.keys(imageEnv).filter((name) => ![...CONFIG_NAMES, "NODE_ENV"].includes(name))).toEqual([]);
    expect(imageEnv).toMatchObject({ NODE_ENV: "production", HOST: "0.0.0.0" });
    expect(image.volumes).toEqual([imageEnv["DATA_DIR"]]);
    expect(image.ports).toEqual([Number(imageEnv["PORT"])]);
  });

  it("checks its health with what the image has", () => {
    expect(image.healthCommand[0]).toBe("node");
    expect(image.healthCommand.join(" ")).toContain("/healthz");
  });

  it("is refused where it says what its reader does not know", () => {
    for (const line of [
      "ADD a b",
      "COPY a* b",
      "USER node",
      "ENTRYPOINT npm start",
      "ENV A=$B",
      "RUN --mount=type=ssh ls",
    ])
      expect(() => readDockerfile(`FROM node:24\n${line}\n`)).toThrow("is not understood");
    expect(() => readDockerfile("WORKDIR /app\n")).toThrow("is not understood");
  });
});

describe(".dockerignore", () => {
  const isWanted = readDockerignore(read(".dockerignore"));

  it("lets in all that is copied", () => {
    const copied = stages.flatMap(({ steps }) =>
      steps.flatMap((step) => (step.kind === "copy" && step.from === undefined ? step.sources : [])),
    );
    expect(copied.filter((path) => !isWanted(path))).toEqual([]);
    expect(isWanted("src/cli/main.ts")).toBe(true);
  });

  it.each([
    ".env",
    "steward.env",
    "data/app.env",
    ".git/config",
    "node_modules/a/b.js",
    "key.pem",
    "dist/x.js",
    "test/a.ts",
  ])("keeps %s out", (path) => expect(isWanted(path)).toBe(false));

  it("is read as Docker reads it: the last line that matches decides", () => {
    const wanted = readDockerignore("# words\n*\n!a\na/**/*.md\n!a/b/keep.md\n");
    expect(["a/x", "a/x.md", "a/b/c.md", "a/b/keep.md", "ab", "b/a"].map(wanted)).toEqual([
      true,
      false,
      false,
      true,
      false,
      false,
    ]);
  });
});

describe("compose.yml", () => {
  const text = read("compose.yml");
  // The older schema, for its merge keys, which compose knows.
  const compose = load(text, { schema: YAML11_SCHEMA }) as {
    readonly services: Readonly<Record<string, Service>>;
    readonly networks: Readonly<Record<string, { readonly internal?: boolean } | null>>;
    readonly volumes: Readonly<Record<string, unknown>>;
  };
  const { steward = {}, postgres = {}, caddy = {} } = compose.services;

  it.each(Object.entries(compose.services))("%s is held tight", (name, service) => {
    expect(service.read_only).toBe(true);
    expect(service.cap_drop).toEqual(["ALL"]);
    expect(service.cap_add ?? []).toEqual(name === "caddy" ? ["NET_BIND_SERVICE"] : []);
    expect(service.security_opt).toEqual(["no-new-privileges:true"]);
    expect(service.privileged).toBeUndefined();
    expect(service.tmpfs?.some((mount) => mount.startsWith("/tmp:"))).toBe(true);
    expect(service.deploy?.resources?.limits).toEqual({
      memory: expect.stringMatching(/^\d+[mg]$/),
      pids: expect.any(Number),
    });
    for (const volume of service.volumes ?? []) {
      const [from = "", , how] = volume.split(":");
      expect(from.startsWith("./") ? how === "ro" : from in compose.volumes).toBe(true);
    }
  });

  it("runs two replicas on the database, which only they can reach", () => {
    expect(steward.deploy?.replicas).toBe(2);
    expect(steward.depends_on).toEqual({ postgres: { condition: "service_healthy" } });
    expect(postgres.healthcheck?.test).toContain("pg_isready");
    expect(postgres.networks).toEqual(["inside"]);
    expect(compose.networks["inside"]).toEqual({ internal: true });
    expect(caddy.networks).toEqual(["outside"]);
    expect(steward.volumes).toEqual([`data:${imageEnv["DATA_DIR"]}`]);
    expect(Number.parseInt(steward.stop_grace_period ?? "", 10)).toBeGreaterThan(10);
    // Where the major version is not named, data of one would meet the server of another.
    expect(postgres.image).toMatch(/^postgres:\d+-/);
    expect(postgres.volumes).toEqual(["postgres:/var/lib/postgresql"]);
  });

  it("is reached through the one port that stands in front, by the port the App listens on", () => {
    expect([steward.ports, postgres.ports]).toEqual([undefined, undefined]);
    expect(caddy.ports).toEqual(["80:80", "443:443"]);
    const caddyfile = read("Caddyfile");
    expect(caddyfile).toMatch(new RegExp(`name steward\\s+port ${imageEnv["PORT"]}\\b`));
    expect(caddyfile).toMatch(/@private path \/metrics \/readyz\s+respond @private 404/);
  });

  it("has no secret and no default for one: whatever is filled in has to be given", () => {
    const filled = [...text.matchAll(/\$\{([^}]*)\}/g)].map(([, inside = ""]) => inside);
    expect(filled.length).toBeGreaterThan(0);
    for (const inside of filled) expect(inside).toMatch(/^(?:POSTGRES_PASSWORD|SITE_ADDRESS):\?./);
    expect(postgres.environment?.["POSTGRES_PASSWORD"]).toMatch(/^\$\{POSTGRES_PASSWORD:\?/);
    expect(steward.environment?.["DATABASE_URL"]).toContain("${POSTGRES_PASSWORD:?");
    for (const path of ["steward.env", ".env"]) expect(read(".gitignore").split("\n")).toContain(path);
    expect(steward.env_file?.map(({ path }) => path)).toEqual(["steward.env"]);
  });

  it("tells the App only what it reads", () => {
    expect(Object.keys(steward.environment ?? {}).filter((name) => !CONFIG_NAMES.includes(name))).toEqual([]);
  });
});

describe("docs/running.md", () => {
  it.each(CONFIG_NAMES)("speaks of %s", (name) => expect(read("docs/running.md")).toContain(`\`${name}\``));
});
