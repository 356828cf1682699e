#!/usr/bin/env node
// `steward`: one entry for every command; arguments in, exit code out (0 clean, 1 findings, 2 could not tell, 64 usage).

import { Command, CommanderError, Option } from "commander";
import { version } from "../version.ts";
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
    .action(
      async (
        files: string[],
        options: { catalog?: string; format: "text" | "json" | "markdown" | "sarif"; offline: boolean },
      ) => {
        const { runCheck } = await import("./check.ts");
        finish(
          await runCheck(
            { files, catalog: options.catalog, format: options.format, offline: options.offline },
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
    .command("takedown")
    .description("look at takedowns")
    .command("plan")
    .description("print which listings would be removed, and when; writes nothing")
    .option("--repo <OWNER/NAME>", "the catalog at GitHub (APP_ID, PRIVATE_KEY and RECORD_KEY are needed)")
    .option("--dashboard <FILE>", "the text of a dashboard issue, in place of GitHub (RECORD_KEY is needed)")
    .option("--catalog <DIR>", "the catalog folder, for its policy; with --dashboard")
    .option("--at <DATE>", "as if it were that date or time, UTC (default: now)")
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
    .command("start")
    .description("run the App (configured by environment variables)")
    .action(async () => {
      const { runStart } = await import("./start.ts");
      finish(await runStart(process.env, warn));
    });

  steward
    .command("sandbox")
    .description("a local GitHub with a sample catalog, and the App connected to it")
    .option("--port <PORT>", "port of the local GitHub (default: any free one)", Number, 0)
    .action(async ({ port }: { port: number }) => {
      const { runSandbox } = await import("./sandbox.ts");
      finish(await runSandbox(port, (text) => void process.stdout.write(`${text}\n`)));
    });

  steward
    .command("demo", { hidden: true })
    .description("watch pull requests being reviewed in a local GitHub")
    .option("--once", "end by itself: exit 0 when every verdict was the expected one", false)
    .option("--port <PORT>", "port of the local GitHub (default: any free one)", Number, 0)
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

async function main(): Promise<number> {
  let code: number = EXIT.clean;
  try {
    await program((result) => {
      code = result;
    }).parseAsync(process.argv);
  } catch (error) {
    if (!(error instanceof CommanderError)) {
      warn(error instanceof Error ? (error.stack ?? error.message) : String(error));
      return EXIT.couldNotTell;
    }
    // Help and version are what was asked for; everything else is a word we do not know.
    return error.exitCode === 0 ? EXIT.clean : EXIT.usage;
  }
  return code;
}

process.exitCode = await main();
