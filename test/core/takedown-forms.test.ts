// The template's issue forms: the listing's id comes first, and no form sets a label.

import { describe, expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import { plainValue, readYaml } from "../../src/core/listing/yaml.ts";
import { firstFieldOf } from "../../src/core/takedown/form.ts";

interface Form {
  readonly labels?: unknown;
  readonly body: readonly { readonly type: string; readonly attributes: { readonly label?: string } }[];
}

describe.each(["security", "blocking-bug"])("the form %s", (name) => {
  const { root } = readYaml(
    readFileSync(`submissions-template/.github/ISSUE_TEMPLATE/${name}.yml`),
    64 * 1024,
  );
  const form = (root === undefined ? undefined : plainValue(root)) as Form;

  it("sets no label: it would bear the reporter's name", () => {
    expect(form.labels).toBeUndefined();
  });

  it("asks for the listing's id first, as it is read", () => {
    const [first] = form.body;
    expect(first?.type).toBe("input");
    // As GitHub writes an issue from a form.
    expect(firstFieldOf(`### ${first?.attributes.label ?? ""}\n\npoll-maker\n\n### Other\n\nx\n`)).toBe(
      "poll-maker",
    );
  });
});
