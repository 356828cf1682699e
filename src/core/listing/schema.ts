// The listing file, version 1: the one schema that the App, the command line and the editors share.

import { z } from "zod";
import { LISTING_FIELDS } from "./fields.ts";
import { quote } from "./quote.ts";
import { otherFormat, pictureBehind, withoutCurlyQuotes } from "./slips.ts";
import {
  contactAddress,
  githubLogin,
  httpsAddress,
  httpsFault,
  HTTPS_SHAPE,
  refuse,
  semverRange,
  spdxExpression,
  text,
} from "./values.ts";

export const LISTING_BYTES_MAX = 64 * 1024;
export const DEFAULT_TYPES = ["plugin", "app", "integration", "webhook", "playbook", "tool"] as const;
const SCREENSHOTS_MAX = 6;
const MAINTAINERS_MAX = 10;
const TAGS_MAX = 8;

export const IMAGE_PATH_PATTERN = /^images\/([a-z0-9-]+)\.(png|jpg|svg)$/;
export const SCREENSHOT_PATH_PATTERN = /^images\/([a-z0-9-]+)\/([A-Za-z0-9][A-Za-z0-9._-]{0,99})\.(png|jpg)$/;

/** A file of the listing's own, or an https address. That the file is its own, the parser checks: it knows the id. */
function picture(field: string, pattern: RegExp, shape: string) {
  return z
    .string()
    .superRefine((value, context) => {
      if (pattern.test(value)) return;
      const behind = pictureBehind(value);
      if (behind !== undefined) {
        refuse(context, {
          rule: "bad-address",
          message: `\`${field}\` is the address of a page that shows the picture, not of the picture.`,
          fix: `Write ${quote(behind)}`,
        });
        return;
      }
      if (/^[a-z][a-z0-9+.-]*:/i.test(value)) {
        const fault = httpsFault(value);
        if (fault !== undefined) refuse(context, { ...fault, message: `\`${field}\`: ${fault.message}` });
        return;
      }
      const inner = withoutCurlyQuotes(value);
      const format = otherFormat(inner ?? value);
      if (format !== undefined && !(format === "SVG" && shape.includes(".svg"))) {
        refuse(context, {
          rule: "bad-address",
          message: `\`${field}\` names a file in a format that is not accepted (${format}).`,
          fix: `Save the picture as PNG (a new name alone does not do it), put it at ${shape}, and name it so here.`,
        });
        return;
      }
      refuse(context, {
        rule: "bad-address",
        message: `\`${field}\` is neither an \`https://\` address nor ${shape}.`,
        fix: `Put the file at ${shape} and name it so here, or give its \`https://\` address.`,
      });
    })
    .meta({ anyOf: [{ pattern: HTTPS_SHAPE }, { pattern: pattern.source }] });
}

/** The schema for one marketplace's types. Building it costs a hundred times what running it does: build it once. */
export function listingSchema(types: readonly string[] = DEFAULT_TYPES) {
  return z.strictObject({
    name: text({ field: "name", min: 1, max: 60, lines: "one" }),
    type: z.enum(types as [string, ...string[]]),
    summary: text({ field: "summary", min: 10, max: 140, lines: "one" }),
    description: text({ field: "description", min: 0, max: 5_000, lines: "many" }).optional(),
    link: httpsAddress("link"),
    documentation: httpsAddress("documentation"),
    screenshots: z
      .array(picture("screenshots", SCREENSHOT_PATH_PATTERN, "`images/<id>/<name>.png` or `.jpg`"))
      .max(SCREENSHOTS_MAX)
      .optional(),
    issues: httpsAddress("issues"),
    image: picture("image", IMAGE_PATH_PATTERN, "`images/<id>.png`, `.jpg` or `.svg`"),
    maintainers: z
      .array(githubLogin("maintainers"))
      .min(1)
      .max(MAINTAINERS_MAX)
      .superRefine((logins, context) => onceEach("maintainers", logins, context))
      .meta({ uniqueItems: true }),
    security: contactAddress("security").optional(),
    license: spdxExpression("license").optional(),
    tags: z
      .array(
        z
          .string()
          .superRefine((value, context) => {
            if (!/^[a-z0-9-]{2,30}$/.test(value)) {
              const tag = tagOf(value);
              refuse(context, {
                rule: "bad-tag",
                message: "Tags must be 2–30 lowercase letters, digits or hyphens.",
                fix:
                  tag !== undefined
                    ? `Write \`${tag}\``
                    : !/^[a-z0-9-]*$/.test(value)
                      ? "Use lowercase letters (a–z), digits and hyphens only."
                      : value.length < 2
                        ? "Write a word of 2 characters or more, or remove the tag."
                        : "Shorten the tag to 30 characters.",
              });
            }
          })
          .meta({ pattern: "^[a-z0-9-]{2,30}$" }),
      )
      .max(TAGS_MAX)
      .superRefine((tags, context) => onceEach("tags", tags, context))
      .meta({ uniqueItems: true })
      .optional(),
    compatibility: semverRange("compatibility").optional(),
  });
}

/** The tag that is meant, where it can be told. */
export function tagOf(value: string): string | undefined {
  const tag = (withoutCurlyQuotes(value) ?? value)
    .trim()
    .replace(/^#/, "")
    .toLowerCase()
    .replaceAll(/[\s_]+/g, "-");
  return /^[a-z0-9-]{2,30}$/.test(tag) ? tag : undefined;
}

export type ListingSchema = ReturnType<typeof listingSchema>;
export type Listing = z.output<ReturnType<typeof listingSchema>>;

export interface ListedField {
  readonly name: keyof Listing;
  /** A list of texts, or one text. */
  readonly isList: boolean;
  readonly isRequired: boolean;
}

/** The fields of the format in its order. A field of another shape must say here what becomes of it. */
export function listedFields(): readonly ListedField[] {
  const { properties = {}, required = [] } = z.toJSONSchema(listingSchema(), { io: "input" });
  return Object.entries(properties).map(([name, field]) => {
    const type = typeof field === "object" ? field.type : undefined;
    if (type !== "array" && type !== "string")
      throw new Error(`the entry knows no form for the field ${name}`);
    return { name: name as keyof Listing, isList: type === "array", isRequired: required.includes(name) };
  });
}

const REQUIRED = listedFields().filter(({ isRequired }) => isRequired);

/** Whether all is there that every listing has; the rest of the rules may be broken. */
export function isComplete(fields: Partial<Listing>): fields is Listing {
  return REQUIRED.every(({ name }) => fields[name] !== undefined);
}

function onceEach(field: string, values: readonly string[], context: z.core.$RefinementCtx): void {
  const seen = new Set<string>();
  values.forEach((value, index) => {
    const key = value.toLowerCase();
    if (seen.has(key)) {
      context.addIssue({
        code: "custom",
        path: [index],
        message: `\`${field}\` names one entry twice.`,
        params: { rule: "given-twice", fix: "Keep one of the two." },
      });
    }
    seen.add(key);
  });
}

/** JSON Schema (draft 2020-12) for editors, from the same zod schema, with each field's words. */
export function listingJsonSchema(types: readonly string[] = DEFAULT_TYPES): Record<string, unknown> {
  const schema = z.toJSONSchema(listingSchema(types), { io: "input" }) as Record<string, unknown> & {
    properties: Record<string, Record<string, unknown>>;
  };
  for (const [name, words] of Object.entries(LISTING_FIELDS)) {
    const property = schema.properties[name];
    if (property === undefined) continue;
    property["description"] = `${words.what} ${words.why}`;
    property["markdownDescription"] = `${words.what} ${words.why}\n\n\`\`\`yaml\n${words.example}\n\`\`\``;
  }
  return {
    ...schema,
    title: "Marketplace listing, version 1",
    description: "One listing of the marketplace: `listings/<id>.yml`.",
  };
}
