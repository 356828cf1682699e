// The house rules that a reader relies on: who imports whom, what the core does without, and how files begin.

import { describe, expect, it } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, posix } from "node:path";
import { firstSentence, read, sources } from "../scripts/generate.ts";

const LINES_MAX = 330;
const FILES = sources("src").map((path) => ({ path, text: read(path) ?? "" }));
const CODE = [
  ...FILES,
  ...["test", "scripts"].flatMap((folder) =>
    sources(folder).map((path) => ({ path, text: read(path) ?? "" })),
  ),
];

/** `core` and adapters are divided further. */
function areaOf(path: string): string {
  const parts = path
    .replace(/^src\//, "")
    .replace(/\.tsx?$/, "")
    .split("/");
  return parts.length > 1 && ["core", "adapters", "platform"].includes(parts[0] ?? "")
    ? `${parts[0]}/${parts[1] ?? ""}`
    : (parts[0] ?? "");
}

interface Import {
  readonly from: string;
  readonly to: string;
  /** A package or a module of Node's. */
  readonly outside: boolean;
}

const IMPORT = /(?:^|\n)\s*(?:import|export)\s(?:[^"';]*?\sfrom\s)?\s*"([^"]+)"|\bimport\(\s*"([^"]+)"\s*\)/g;

const IMPORTS: readonly Import[] = FILES.flatMap(({ path, text }) =>
  [...text.matchAll(IMPORT)].map(([, plain, dynamic]): Import => {
    const to = plain ?? dynamic ?? "";
    return to.startsWith(".")
      ? { from: path, to: posix.join(posix.dirname(path), to), outside: false }
      : { from: path, to, outside: true };
  }),
);

function offenders(
  isOurs: (path: string) => boolean,
  isAllowed: (one: Import) => boolean,
): readonly string[] {
  return IMPORTS.filter((one) => isOurs(one.from) && !isAllowed(one)).map(
    ({ from, to }) => `${from} imports ${to}`,
  );
}

const within =
  (...areas: readonly string[]) =>
  ({ to, outside }: Import) =>
    !outside && areas.some((area) => areaOf(to) === area || areaOf(to).startsWith(`${area}/`));

describe("imports", () => {
  it("are really read", () => {
    expect(IMPORTS.length).toBeGreaterThan(300);
    const paths = new Set(FILES.map(({ path }) => path));
    // An assertion about imports is worth as much as the reading of them: each inner one leads to a file.
    expect(
      IMPORTS.filter(({ to, outside }) => !outside && !paths.has(to) && !to.endsWith(".json")).map(
        ({ from, to }) => `${from} imports ${to}`,
      ),
    ).toEqual([]);
    expect(IMPORTS).toContainEqual({
      from: "src/core/checks/run.ts",
      to: "src/core/checks/index.ts",
      outside: false,
    });
    expect(IMPORTS).toContainEqual({ from: "src/core/listing/values.ts", to: "semver", outside: true });
  });

  const ORDER = [
    "core/job-error",
    "core/time",
    "core/logins",
    "core/seal",
    "core/listing",
    "core/marks",
    "core/facts",
    "core/documentation",
    "core/checks",
    "core/policy",
    "core/review",
    "core/takedown",
    "core/catalog",
    "core/publication",
    "core/verification",
    "core/storefront",
    "core/setup",
  ];
  const DRAWING = [
    "preact",
    "preact-render-to-string",
    "mdast",
    "mdast-util-from-markdown",
    "mdast-util-gfm",
    "micromark-extension-gfm",
  ];
  it("core: only what stands to the left, four packages, and those that draw pages in the storefront", () => {
    const packages = new Set(["zod", "js-yaml", "semver", "spdx-expression-parse"]);
    expect(
      offenders(
        (path) => path.startsWith("src/core/"),
        ({ from, to, outside }) =>
          outside
            ? packages.has(to) || (areaOf(from) === "core/storefront" && DRAWING.includes(to))
            : ORDER.indexOf(areaOf(to)) >= 0 && ORDER.indexOf(areaOf(to)) <= ORDER.indexOf(areaOf(from)),
      ),
    ).toEqual([]);
    expect(
      [...new Set(FILES.map(({ path }) => areaOf(path)).filter((area) => area.startsWith("core/")))].sort(),
    ).toEqual([...ORDER].sort());
  });

  it("ports: types of the core, and nothing at run time", () => {
    expect(offenders((path) => path.startsWith("src/ports/"), within("core", "ports"))).toEqual([]);
    for (const path of sources("src").filter((one) => areaOf(one) === "ports"))
      expect(read(path)).not.toMatch(/^import (?!type )|^export (?:function|const|class)/m);
  });

  it("jobs: the core, ports and keys; neither adapters, nor Node, nor Probot, nor any package", () => {
    expect(
      offenders(
        (path) => path.startsWith("src/jobs/"),
        within("core", "ports", "work", "jobs", "platform/within"),
      ),
    ).toEqual([]);
  });

  it("adapters: their own folder, ports, the core, packages; never another adapter", () => {
    expect(
      offenders(
        (path) => path.startsWith("src/adapters/"),
        (one) =>
          one.outside ||
          areaOf(one.to) === areaOf(one.from) ||
          within("core", "ports", "work", "platform/child")(one),
      ),
    ).toEqual([]);
  });

  it("the app: the core, keys, ports, and of Probot the types alone", () => {
    expect(
      offenders(
        (path) => path === "src/events/app.ts",
        (one) => one.to === "probot" || within("core", "work", "ports")(one),
      ),
    ).toEqual([]);
    expect(read("src/events/app.ts")).toContain('import type { Probot } from "probot"');
  });

  it("Probot: the server and the app alone", () => {
    expect(
      offenders(
        (path) => !["src/events/app.ts", "src/server/start.ts"].includes(path),
        ({ to }) => to !== "probot" && !to.startsWith("probot/"),
      ),
    ).toEqual([]);
  });

  it("the server knows no check, no job and no adapter; of the core the set-up and the time", () => {
    expect(
      offenders(
        (path) => path.startsWith("src/server/"),
        (one) =>
          one.outside ||
          within("ports", "events", "service", "platform", "server", "core/setup", "core/time")(one),
      ),
    ).toEqual([]);
  });

  it("the sandbox knows nothing of the core: a stand-in that shared our mistakes would prove nothing", () => {
    expect(
      offenders(
        (path) => path.startsWith("src/sandbox/"),
        (one) => one.outside || !within("core", "jobs", "adapters/github", "cli", "work", "events")(one),
      ),
    ).toEqual([]);
  });

  it("only those who put the parts together know the sandbox, the command line or the service", () => {
    const apart = (path: string) => !/^src\/(?:cli|sandbox)\//.test(path);
    expect(offenders(apart, (one) => one.outside || !within("sandbox", "cli")(one))).toEqual([]);
    const below = (path: string) => !/^src\/(?:server|cli|sandbox)\//.test(path);
    const outside = (path: string) => below(path) && !path.startsWith("src/service/");
    expect(offenders(outside, (one) => one.outside || !within("service")(one))).toEqual([]);
    expect(offenders(below, (one) => one.outside || !within("server")(one))).toEqual([]);
  });

  it("go round in no circle, types included", () => {
    const edges = new Map<string, string[]>();
    for (const { from, to, outside } of IMPORTS)
      if (!outside) edges.set(from, [...(edges.get(from) ?? []), to]);
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (path: string, above: readonly string[]): void => {
      if (above.includes(path)) circles.push([...above.slice(above.indexOf(path)), path].join(" → "));
      if (above.includes(path) || done.has(path)) return;
      for (const next of edges.get(path) ?? []) visit(next, [...above, path]);
      done.add(path);
    };
    for (const path of edges.keys()) visit(path, []);
    expect(circles).toEqual([]);
  });
});

describe("names", () => {
  it("have one home: no two files export the same one", () => {
    const homes = new Map<string, string[]>();
    const add = (name: string, path: string): void =>
      void homes.set(name, [...(homes.get(name) ?? []), path]);
    for (const { path, text } of FILES) {
      for (const [, name = ""] of text.matchAll(
        /^export (?:declare )?(?:async )?(?:abstract )?(?:function\*?|const|let|class|interface|type|enum) (\w+)/gm,
      ))
        add(name, path);
      for (const [, names = ""] of text.matchAll(/^export (?:type )?\{([^}]*)\}/gm))
        for (const one of names.split(",")) {
          const name =
            one
              .trim()
              .split(/\s+as\s+/)
              .at(-1)
              ?.replace(/^type /, "") ?? "";
          if (name !== "") add(name, path);
        }
    }
    expect(homes.size).toBeGreaterThan(1_000);
    expect([...homes].filter(([, paths]) => new Set(paths).size > 1)).toEqual([]);
  });
});

describe("the core", () => {
  const core = FILES.filter(({ path }) => path.startsWith("src/core/"));

  it.each([
    ["clocks", /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\b/],
    ["randomness", /\bMath\.random\b|\bcrypto\b/],
    ["its surroundings", /\bprocess\.|\bglobalThis\b|\bconsole\./],
    ["timers", /\bset(?:Timeout|Interval|Immediate)\b/],
    ["anything asynchronous", /\basync\b|\bawait\b|\bPromise\b/],
    ["state at module level", /^(?:let|var)\s/m],
  ])("does without %s", (_, pattern) => {
    const found = core.filter(({ text }) => pattern.test(withoutComments(text))).map(({ path }) => path);
    expect(found).toEqual([]);
  });

  it("has no class but the one kind of error", () => {
    expect(core.filter(({ text }) => /^(?:export )?class\s/m.test(text)).map(({ path }) => path)).toEqual([
      "src/core/job-error.ts",
    ]);
  });
});

/** Strings and patterns may speak of anything; comments may too. */
function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/(?<=^|\s)\/\/.*$/gm, "");
}

describe("rooms", () => {
  const paths = FILES.map(({ path }) => path);

  it("the top level shows the architecture: folders alone", () => {
    expect(paths.filter((path) => path.split("/").length === 2)).toEqual([]);
  });

  it("no file stands beside a folder of the same name", () => {
    const folders = new Set(paths.map((path) => posix.dirname(path)));
    expect(paths.filter((path) => folders.has(path.replace(/\.tsx?$/, "")))).toEqual([]);
  });
});

describe("files", () => {
  it.each(FILES.map(({ path }) => path))("%s says in its first line why it exists", (path) => {
    const [first = "", second = ""] = (read(path) ?? "").split("\n", 2);
    expect(first.startsWith("#!") ? second : first).toMatch(/^\/\/ \S.*[.!?)]$/);
    expect(firstSentence(path).length).toBeGreaterThan(15);
  });

  it(`have at most ${LINES_MAX} lines, unless they are generated`, () => {
    const long = FILES.filter(
      ({ text }) =>
        text.split("\n").length > LINES_MAX && !/^\/\/ .*(?:GENERATED|Made by scripts\/)/.test(text),
    );
    expect(long.map(({ path }) => path)).toEqual([]);
  });

  it("leave nothing to be done later", () => {
    const marks = new RegExp(
      `\\b(?:${["TO", "FIX"].map((half) => half + (half === "TO" ? "DO" : "ME")).join("|")}|XXX)\\b`,
    );
    expect(
      FILES.filter(({ text }) =>
        text.split("\n").some((line) => /\/\/|\*/.test(line) && marks.test(line)),
      ).map(({ path }) => path),
    ).toEqual([]);
  });

  it("name no machine's folders", () => {
    const folders = new RegExp(
      `(?<![\\w.:*])/(?:${["home", "Users", "root", "work", "private/var"].join("|")})/\\w`,
    );
    expect(
      CODE.filter(({ path, text }) => path !== "test/tidy.test.ts" && folders.test(text)).map(
        ({ path }) => path,
      ),
    ).toEqual([]);
  });

  it("use no `any`", () => {
    expect(
      CODE.filter(({ text }) =>
        /(?::|<|\bas|\||&|,)\s*any\b(?!\s+\w)(?:[[\]>;,)=\s]|$)/m.test(
          withoutComments(text).replaceAll(/(["'`])(?:\\.|(?!\1).)*\1/g, '""'),
        ),
      ).map(({ path }) => path),
    ).toEqual([]);
  });
});

describe("functions", () => {
  const OXLINT = join(process.cwd(), "node_modules/oxlint/bin/oxlint");
  /** What the linter says of functions that are too long in `src` of a folder, and how many files it read. */
  function tooLong(folder: string): { readonly said: readonly string[]; readonly files: number } {
    const { stdout } = spawnSync(process.execPath, [OXLINT, "src", "--format", "json"], {
      cwd: folder,
      encoding: "utf8",
    });
    const { diagnostics, number_of_files: files } = JSON.parse(stdout) as {
      readonly diagnostics: readonly { readonly code: string; readonly message: string }[];
      readonly number_of_files: number;
    };
    const said = diagnostics.filter(({ code }) => code.includes("max-lines-per-function"));
    return { said: said.map(({ message }) => message), files };
  }

  it("have at most 80 lines, with those that stand in them", () => {
    const { said, files } = tooLong(process.cwd());
    expect(said).toEqual([]);
    expect(files).toBeGreaterThanOrEqual(FILES.length);
    expect(FILES.filter(({ text }) => /(?:ox|es)lint-disable.*max-lines/.test(text))).toEqual([]);
  });

  it("are counted whole: comments, empty lines and what stands in them", () => {
    const folder = mkdtempSync(join(tmpdir(), "steward-lint-"));
    try {
      copyFileSync(".oxlintrc.json", join(folder, ".oxlintrc.json"));
      mkdirSync(join(folder, "src"));
      const of = (name: string, lines: number): string =>
        `export const ${name} = () => {\n  const inner = () => {\n${"\n    // one line\n".repeat((lines - 5) / 2)}  };\n  return inner;\n};\n`;
      writeFileSync(join(folder, "src", "short.ts"), of("short", 79));
      expect(tooLong(folder).said).toEqual([]);
      writeFileSync(join(folder, "src", "long.ts"), of("long", 81));
      expect(tooLong(folder).said).toEqual([expect.stringContaining("(81)")]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
