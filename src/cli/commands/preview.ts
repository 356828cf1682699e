// The words and options of `steward preview`.

import { portOption } from "./port-option.ts";
import type { AddCommand } from "./terminal.ts";

export const addPreview: AddCommand = (steward, { finish, say, warn }) => {
  steward
    .command("preview")
    .description("show the storefront with a listing in it on localhost; pages reload when you save")
    .argument("[FILE]", "the listing to open at")
    .addOption(portOption("port"))
    .action(async (file: string | undefined, { port }: { port: number }) => {
      const { runPreview } = await import("../preview.ts");
      finish(await runPreview({ file, port }, say, warn));
    });
};
