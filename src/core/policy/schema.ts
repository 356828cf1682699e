// The policy file `.github/steward.yml`: what a community may set, strictly; everything has a default but the name.

import { z } from "zod";
import { LEVELS, type AnyCheck, type CheckId } from "../checks/check.ts";
import { CHECKS } from "../checks/index.ts";
import { ID_PATTERN } from "../listing/ids.ts";
import { formError } from "../listing/problems.ts";
import { CLOCKS, type ClockGrade } from "../listing/reasons.ts";
import { textsSchema } from "./texts.ts";
import { contactAddress, githubLogin, httpsAddress, REPOSITORY_PATTERN, text } from "../listing/values.ts";

/** Checks whose level a policy cannot lower: without them anybody could list anything in anybody's name. */
export const FIXED_CHECKS: readonly CheckId[] = CHECKS.filter(({ fixed }) => fixed).map(({ id }) => id);

const FORMS = {
  app: formError({ is: "the name of an App as in its address on GitHub", like: "release-helper" }),
  type: formError({
    is: "2 to 30 small letters, digits and hyphens, beginning with a letter",
    like: "icon-set",
  }),
  listing: formError({ is: "the id of a listing: its file's name without `.yml`", like: "poll-board" }),
  team: formError({ is: "the name of a team as in its address on GitHub", like: "security-team" }),
  repository: formError({ is: "a repository as OWNER/NAME", like: "our-community/security" }),
  branch: formError({ is: "the name of a branch, without spaces", like: "gh-pages" }),
  basePath: formError({ is: "a path that begins and ends with `/`", like: "/marketplace/" }),
  colour: formError({ is: "a colour: `#` and six hexadecimal digits, in quotes", like: '"#1c58d9"' }),
  logo: formError({ is: "the path of a .png, .jpg or .svg file in the repository", like: "images/logo.svg" }),
};

const level = z.enum(LEVELS);
const day = z.iso.date();
const days = z.int().min(0).max(365);
const BRANCH_PATTERN = /^(?!\/)(?!.*(?:\.\.|\/\/|@\{|\\))[A-Za-z0-9._/-]{1,200}(?<!\/)(?<!\.lock)$/;

const fixedLevel = (id: string) =>
  z.literal("required", { error: `\`${id}\` cannot be lowered: it must stay \`required\`.` });

const levelFor = ({ id, fixed }: Pick<AnyCheck, "id" | "fixed">) => (fixed ? fixedLevel(id) : level);

const checkSetting = (check: AnyCheck) => {
  const allowed = levelFor(check);
  return z.union([allowed, z.strictObject({ level: allowed.optional() })]);
};

const imageSetting = z.union([
  level,
  z.strictObject({
    level: level.optional(),
    max_bytes: z.int().min(1_024).max(5_242_880).optional(),
  }),
]);

const ownershipLevel = levelFor({ id: "ownership", fixed: true });
const ownershipSetting = z.union([
  ownershipLevel,
  z.strictObject({
    level: ownershipLevel.optional(),
    apps: z
      .array(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,99}(?:\[bot\])?$/, FORMS.app))
      .max(20)
      .optional(),
  }),
]);

const ownSettings = { image: imageSetting, ownership: ownershipSetting };

type CheckSetting = z.ZodOptional<ReturnType<typeof checkSetting>>;
const checkSettings = Object.fromEntries(
  CHECKS.map((check) => [
    check.id,
    (check.id === "image" || check.id === "ownership"
      ? ownSettings[check.id]
      : checkSetting(check)
    ).optional(),
  ]),
) as unknown as Record<Exclude<CheckId, keyof typeof ownSettings>, CheckSetting> & {
  readonly [K in keyof typeof ownSettings]: z.ZodOptional<(typeof ownSettings)[K]>;
};

export const policySchema = z.strictObject({
  extends: z.string().max(60).optional(),
  marketplace: z
    .strictObject({
      name: text({ field: "marketplace.name", min: 1, max: 60, lines: "one" }).optional(),
      url: httpsAddress("marketplace.url").optional(),
      about: text({ field: "marketplace.about", min: 0, max: 2_000, lines: "many" }).optional(),
      contact: contactAddress("marketplace.contact").optional(),
      security: contactAddress("marketplace.security").optional(),
      guide: httpsAddress("marketplace.guide").optional(),
    })
    .optional(),
  types: z
    .array(z.string().regex(/^[a-z][a-z0-9-]{1,29}$/, FORMS.type))
    .min(1)
    .max(30)
    .optional(),
  checks: z.strictObject(checkSettings).optional(),
  waivers: z
    .array(
      z.strictObject({
        check: z.enum(CHECKS.filter(({ fixed }) => !fixed).map(({ id }) => id) as [string, ...string[]]),
        listing: z.string().regex(ID_PATTERN, FORMS.listing),
        who: githubLogin("who"),
        why: text({ field: "why", min: 3, max: 300, lines: "one" }),
        until: day,
      }),
    )
    .max(500)
    .optional(),
  takedown: z
    .strictObject({
      team: z
        .string()
        .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, FORMS.team)
        .optional(),
      role: z.enum(["write", "maintain", "admin"]).optional(),
      repository: z.string().regex(REPOSITORY_PATTERN, FORMS.repository).optional(),
      days: z
        .strictObject(
          Object.fromEntries(CLOCKS.map(({ grade }) => [grade, days.optional()])) as unknown as Record<
            ClockGrade,
            z.ZodOptional<typeof days>
          >,
        )
        .optional(),
      reminders: z.array(days).max(10).optional(),
      extension_days_max: days.optional(),
      public: z.enum(["under-review", "nothing"]).optional(),
      mode: z.enum(["on", "dry-run"]).optional(),
    })
    .optional(),
  publish: z
    .strictObject({
      branch: z.string().regex(BRANCH_PATTERN, FORMS.branch).optional(),
      repository: z.string().regex(REPOSITORY_PATTERN, FORMS.repository).optional(),
      base_path: z
        .string()
        .regex(/^\/(?:[A-Za-z0-9._-]+\/)*$/, FORMS.basePath)
        .optional(),
      url: httpsAddress("publish.url").optional(),
      theme_color: z
        .string()
        .regex(/^#[0-9a-fA-F]{6}$/, FORMS.colour)
        .optional(),
      logo: z
        .string()
        .regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,199}\.(?:png|jpg|svg)$/, FORMS.logo)
        .optional(),
      adopt: z.boolean().optional(),
      grace_days: days.optional(),
    })
    .optional(),
  outreach: z
    .strictObject({
      welcome: text({ field: "outreach.welcome", min: 0, max: 2_000, lines: "many" }).optional(),
      form: contactAddress("outreach.form").optional(),
    })
    .optional(),
  /** Sentences in place of ours. */
  texts: textsSchema.optional(),
});

export type PolicyFile = z.output<typeof policySchema>;
