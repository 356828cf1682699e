#!/usr/bin/env node
// `steward`: one entry for every command; arguments in, exit code out (0 clean, 1 findings, 2 could not tell, 64 usage).

import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { version } from "../platform/version.ts";
import { outliveReaders, wordsFor } from "./ending.ts";
import { EXIT } from "./outcome.ts";

const warn = (text: string): void => void process.stderr.write(`${text}\n`);

function program(finish: (code: number) => void): Command {
  const steward = new Command("steward")
    .description("Reviews, publishes and looks after a community marketplace kept in one git repository.")
    .version(version())
    .exitOverride()
    .showHelpAfterError("(add --help for what there is)");

  steward
    .command("check")
    .description("check listings as the App would on a pull request")
    .argument("[FILES...]", "listing files; without any, every listing of the catalog folder")
    .option(
      "--catalog <DIR>",
      "the catalog folder (default: the folder above the first file's listings/, or this one)",
    )
    .addOption(
      new Option("--format <FORMAT>", "how to show the result")
        .choices(["text", "json", "markdown", "sarif"])
        .default("text"),
    )
    .option("--offline", "ask nothing of the network; what needs it is listed as not-run", false)
    .option("--fix", "mend what has one right answer, and show each change", false)
    .option("--watch", "check again whenever a file is saved", false)
    .action(
      async (
        files: string[],
        options: {
          catalog?: string;
          format: "text" | "json" | "markdown" | "sarif";
          offline: boolean;
          fix: boolean;
          watch: boolean;
        },
      ) => {
        const { runCheckCommand: runCheck } = await import("./check.ts");
        finish(
          await runCheck(
            { files, ...options, catalog: options.catalog },
            {
              write: (text) => void process.stdout.write(text),
              warn,
              color: process.stdout.isTTY && process.env["NO_COLOR"] === undefined,
              interactive: process.stderr.isTTY,
            },
          ),
        );
      },
    );

  steward
    .command("new")
    .description("write a new listing: asks for each field, shows its rule and checks the answer at once")
    .argument("[FROM]", "a repository's address or a folder to start from")
    .option("--catalog <DIR>", "the catalog folder", ".")
    .option("--set <FIELD=VALUE...>", "an answer given beforehand", [])
    .option("--yes", "take every suggestion and ask nothing", false)
    .action(async (from: string | undefined, options: { catalog: string; set: string[]; yes: boolean }) => {
      const { runNew } = await import("./new.ts");
      finish(
        await runNew({ from, ...options }, process.env, {
          write: (text) => void process.stdout.write(text),
          warn,
          interactive: process.stdin.isTTY && process.stdout.isTTY,
        }),
      );
    });

  steward
    .command("init")
    .description("lay out a new marketplace's repository")
    .argument("<DIR>", "a new folder")
    .option("--name <NAME>", "what the marketplace is called")
    .option("--security <ADDRESS>", "where security problems are reported in private (mailto: or https:)")
    .option("--owner <LOGIN>", "who will own the repository on GitHub")
    .option("--app-id <NUMBER>", "the App's number, for the ruleset that requires its check")
    .option("--yes", "ask nothing", false)
    .action(
      async (
        folder: string,
        options: { name?: string; security?: string; owner?: string; appId?: string; yes: boolean },
      ) => {
        const { runInit } = await import("./init.ts");
        const { name, security, owner, appId, yes } = options;
        finish(
          await runInit(
            { folder, name, security, owner, appId, yes },
            {
              write: (text) => void process.stdout.write(text),
              warn,
              interactive: process.stdin.isTTY && process.stdout.isTTY,
            },
          ),
        );
      },
    );

  steward
    .command("schema")
    .description("print the JSON Schema of the listing file (or of the policy)")
    .addOption(
      new Option("--of <FILE>", "which file's schema").choices(["listing", "policy"]).default("listing"),
    )
    .action(async ({ of }: { of: "listing" | "policy" }) => {
      const [{ listingJsonSchema }, { policyJsonSchema }] = await Promise.all([
        import("../core/listing/schema.ts"),
        import("../core/policy/schema.ts"),
      ]);
      process.stdout.write(
        `${JSON.stringify(of === "listing" ? listingJsonSchema() : policyJsonSchema(), undefined, 2)}\n`,
      );
      finish(EXIT.clean);
    });

  steward
    .command("policy")
    .description("look at a policy")
    .command("check")
    .description("say whether a policy is valid, which keys are in force, and which listings it would change")
    .argument("[FILE]", "a policy file (default: the catalog folder's .github/steward.yml)")
    .option("--catalog <DIR>", "the catalog folder (default: the file's own, or this one)")
    .action(async (file: string | undefined, { catalog }: { catalog?: string }) => {
      const { runPolicyCheck } = await import("./policy-check.ts");
      const write = (text: string) => void process.stdout.write(text);
      finish(await runPolicyCheck({ file, catalog, nowMs: Date.now() }, write, warn));
    });

  steward
    .command("takedown")
    .description("look at takedowns")
    .command("plan")
    .description("print which listings would be removed, and when; writes nothing")
    .option("--repo <OWNER/NAME>", "the catalog at GitHub (APP_ID, PRIVATE_KEY and RECORD_KEY are needed)")
    .option("--dashboard <FILE>", "the text of a dashboard issue, in place of GitHub (RECORD_KEY is needed)")
    .option("--catalog <DIR>", "the catalog folder, for its policy; with --dashboard")
    .option("--at <DATE>", "tell apart what will have happened by that date or time, UTC")
    .addOption(
      new Option("--format <FORMAT>", "how to show the result").choices(["text", "json"]).default("text"),
    )
    .action(
      async (options: {
        repo?: string;
        dashboard?: string;
        catalog?: string;
        at?: string;
        format: "text" | "json";
      }) => {
        const { runTakedownPlan } = await import("./takedown.ts");
        finish(
          await runTakedownPlan(
            {
              repo: options.repo,
              dashboard: options.dashboard,
              catalog: options.catalog,
              at: options.at,
              format: options.format,
            },
            {
              environment: process.env,
              nowMs: Date.now(),
              write: (text) => void process.stdout.write(text),
              warn,
            },
          ),
        );
      },
    );

  steward
    .command("build")
    .description(
      "write everything that a publish would write into a folder; checks that need the network count as not run",
    )
    .requiredOption("--catalog <DIR>", "the catalog folder")
    .requiredOption("--out <DIR>", "where to write; made if it is not there")
    .option("--previous <DIR>", "what was published before: lends dates, owners and results")
    .action(async (options: { catalog: string; out: string; previous?: string }) => {
      const { runBuild } = await import("./build.ts");
      finish(await runBuild(options, (text) => void process.stdout.write(`${text}\n`), warn));
    });

  steward
    .command("preview")
    .description("show the storefront with a listing in it on localhost, and show it anew on every save")
    .argument("[FILE]", "the listing to open at")
    .addOption(portOption("port"))
    .action(async (file: string | undefined, { port }: { port: number }) => {
      const { runPreview } = await import("./preview.ts");
      finish(await runPreview({ file, port }, (text) => void process.stdout.write(`${text}\n`), warn));
    });

  steward
    .command("start")
    .description("run the App (configured by environment variables)")
    .action(async () => {
      const { runStart } = await import("./start.ts");
      finish(await runStart(process.env, warn));
    });

  steward
    .command("reconcile")
    .description("do everything the App would do for one catalog, once (for cron or a scheduled Actions job)")
    .requiredOption("--repo <OWNER/NAME>", "the catalog's repository")
    .action(async ({ repo }: { repo: string }) => {
      const { runReconcile } = await import("./reconcile.ts");
      finish(
        await runReconcile(repo, process.env, { write: (text) => void process.stdout.write(text), warn }),
      );
    });

  steward
    .command("doctor")
    .description("look at this set-up from end to end: what is wrong, why it matters, and how to mend it")
    .option("--repo <OWNER/NAME>", "only this catalog (default: every one that the App is installed on)")
    .option("--catalog <DIR>", "look at a catalog folder instead; asks nobody")
    .addOption(
      new Option("--format <FORMAT>", "how to show the result").choices(["text", "json"]).default("text"),
    )
    .action(async (options: { repo?: string; catalog?: string; format: "text" | "json" }) => {
      const { runDoctor } = await import("./doctor.ts");
      finish(
        await runDoctor(
          { repo: options.repo, catalog: options.catalog, format: options.format },
          {
            environment: process.env,
            nowMs: Date.now,
            color: process.stdout.isTTY && process.env["NO_COLOR"] === undefined,
            write: (text) => void process.stdout.write(text),
            warn,
          },
        ),
      );
    });

  steward
    .command("dead-letters")
    .description("list the work that was given up on, or try it again")
    .argument("[KEYS...]", "only these")
    .option("--replay", "try it again", false)
    .action(async (keys: string[], { replay }: { replay: boolean }) => {
      const { runDeadLetters } = await import("./dead-letters.ts");
      const write = (text: string) => void process.stdout.write(text);
      finish(await runDeadLetters({ keys, replay }, process.env, write, warn));
    });

  steward
    .command("sandbox")
    .description("a local GitHub with a sample catalog or your own, and the App connected to it")
    .addOption(portOption("port of the local GitHub"))
    .option("--catalog <DIR>", "a catalog folder to try: its files, and a first pull request to it")
    .action(async ({ port, catalog }: { port: number; catalog?: string }) => {
      const { runSandbox } = await import("./sandbox.ts");
      finish(await runSandbox({ port, catalog }, (text) => void process.stdout.write(`${text}\n`), warn));
    });

  steward
    .command("demo", { hidden: true })
    .description("watch pull requests being reviewed in a local GitHub")
    .option("--once", "end by itself: exit 0 when every verdict was the expected one", false)
    .addOption(portOption("port of the local GitHub"))
    .action(async ({ once, port }: { once: boolean; port: number }) => {
      const { runDemo } = await import("./demo.ts");
      finish(
        await runDemo(
          { once, port, color: process.stdout.isTTY && process.env["NO_COLOR"] === undefined },
          (text) => void process.stdout.write(`${text}\n`),
        ),
      );
    });
  return steward;
}

function portOption(what: string): Option {
  return new Option("--port <PORT>", what).argParser(portOf).default(0, "a free one");
}

function portOf(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new InvalidArgumentError("A port is a number from 0 to 65535; 0 takes any that is free.");
  return Number(text);
}

async function main(): Promise<number> {
  let code: number = EXIT.clean;
  try {
    await program((result) => {
      code = result;
    }).parseAsync(process.argv);
  } catch (error) {
    if (!(error instanceof CommanderError)) {
      warn(wordsFor(error));
      return EXIT.inconclusive;
    }
    // Help and version are what was asked for; everything else is a word we do not know.
    return error.exitCode === 0 ? EXIT.clean : EXIT.usage;
  }
  return code;
}

outliveReaders([process.stdout, process.stderr]);
process.exitCode = await main();
