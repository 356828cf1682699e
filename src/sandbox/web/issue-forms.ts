// Issue forms as GitHub offers them: read from the default branch, chosen on a page, and written into the issue's text.

import { load } from "js-yaml";
import type { GitTreeEntry } from "../git/parse.ts";
import type { Repository } from "../model.ts";
import { fullName } from "../world.ts";
import { findPlace } from "./file-pages.ts";
import { html, type Html } from "./html.ts";
import { page, repositoryFrame, type Visit } from "./layout.ts";
import { markdown } from "./markdown.ts";
import { repositoryPath } from "./parts.ts";

const FOLDER = ".github/ISSUE_TEMPLATE";

interface FormField {
  readonly type: string;
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly placeholder: string;
  readonly value: string;
  readonly options: readonly string[];
  readonly isRequired: boolean;
}

export interface IssueForm {
  /** Its file's name, by which the page is asked for it. */
  readonly file: string;
  readonly name: string;
  readonly description: string;
  readonly title: string;
  readonly labels: readonly string[];
  readonly fields: readonly FormField[];
}

interface Choices {
  readonly forms: readonly IssueForm[];
  readonly blank: boolean;
  readonly links: readonly { readonly name: string; readonly url: string; readonly about: string }[];
}

type Given = Readonly<Record<string, unknown>>;

const given = (value: unknown): Given =>
  typeof value === "object" && value !== null ? (value as Given) : {};
const words = (value: unknown): string => (typeof value === "string" ? value : "");
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function fieldOf(value: unknown, at: number): FormField {
  const { type, id, attributes, validations } = given(value);
  const told = given(attributes);
  return {
    type: words(type),
    name: words(id) === "" ? `field-${at}` : words(id),
    label: words(told["label"]),
    description: words(told["description"]),
    placeholder: words(told["placeholder"]),
    value: words(told["value"]),
    options: list(told["options"]).map((one) => (typeof one === "string" ? one : words(given(one)["label"]))),
    isRequired: given(validations)["required"] === true,
  };
}

/** undefined: GitHub would not offer it either. */
function formOf(file: string, text: string): IssueForm | undefined {
  const told = read(text);
  const fields = list(told["body"]).map(fieldOf);
  const [name, description] = [words(told["name"]), words(told["description"])];
  if (name === "" || description === "" || fields.length === 0) return undefined;
  const labels = list(told["labels"]).map(words);
  return { file, name, description, title: words(told["title"]), labels, fields };
}

function read(text: string): Given {
  try {
    return given(load(text));
  } catch {
    return {};
  }
}

export async function issueChoices(repository: Repository): Promise<Choices> {
  const place = await findPlace(repository, `${repository.defaultBranch}/${FOLDER}`);
  const files: GitTreeEntry[] =
    place?.entry.type === "tree" ? [...((await repository.git.objects.tree(place.entry.sha)) ?? [])] : [];
  const texts = new Map<string, string>();
  for (const { name, sha, type } of files) {
    if (type !== "blob" || !/\.ya?ml$/.test(name)) continue;
    texts.set(name, (await repository.git.objects.read(sha))?.bytes.toString("utf8") ?? "");
  }
  const config = read(texts.get("config.yml") ?? "");
  const links = list(config["contact_links"]).map(given);
  return {
    forms: [...texts].flatMap(([file, text]) => formOf(file, text) ?? []),
    blank: config["blank_issues_enabled"] !== false,
    // GitHub takes no other address here.
    links: links
      .map((one) => ({ name: words(one["name"]), url: words(one["url"]), about: words(one["about"]) }))
      .filter(({ url }) => /^https?:\/\//.test(url)),
  };
}

export async function chooseIssuePage(visit: Visit, repository: Repository): Promise<string> {
  const { forms, blank, links } = await issueChoices(repository);
  const base = `${repositoryPath(repository)}/issues/new`;
  const row = (href: string, name: string, about: string): Html =>
    html`<li>
      <div class="grow">
        <a class="title" href="${href}">${name}</a>
        <div class="small soft">${about}</div>
      </div>
    </li>`;
  const content = html`<h1>New issue</h1>
    <div class="card">
      <ul class="rows">
        ${forms.map(({ file, name, description }) => row(`${base}?template=${encodeURIComponent(file)}`, name, description))}${links.map(
          ({ name, url, about }) => row(url, name, about),
        )}${blank ? row(`${base}?template=`, "Blank issue", "A title and a text of your own.") : undefined}
      </ul>
    </div>`;
  return framed(visit, repository, content);
}

function framed(visit: Visit, repository: Repository, content: Html): string {
  return page(
    visit,
    `New issue · ${fullName(repository)}`,
    repositoryFrame(repository, "issues", content),
    repository,
  );
}

function fieldView(field: FormField, base: string): Html {
  const { type, name, label, description, placeholder, value, options, isRequired } = field;
  if (type === "markdown") return markdown(value, base);
  const must = isRequired ? html` required` : undefined;
  const input =
    type === "textarea"
      ? html`<textarea name="${name}" placeholder="${placeholder}" ${must}>${value}</textarea>`
      : type === "dropdown"
        ? html`<select name="${name}" ${must}>
            ${options.map((one) => html`<option>${one}</option>`)}
          </select>`
        : html`<input type="text" name="${name}" placeholder="${placeholder}" value="${value}" ${must} />`;
  const about = description === "" ? undefined : html`<span class="small soft">${description}</span>`;
  if (type === "checkboxes")
    return html`<fieldset>
      <legend>${label}</legend>
      ${options.map((one, at) => html`<label class="tick"><input type="checkbox" name="${name}" value="${at}" /> ${one}</label>`)}
    </fieldset>`;
  return html`<label class="field"><b>${label}</b> ${about}${input}</label>`;
}

export function issueFormPage(visit: Visit, repository: Repository, form: IssueForm): string {
  const base = repositoryPath(repository);
  const content = html`<h1>${form.name}</h1>
    <p class="soft">${form.description}</p>
    <form class="card" method="post" action="${base}/issues/_new">
      <input type="hidden" name="template" value="${form.file}" />
      <div class="body stack">
        <label class="field"
          ><b>Title</b><input type="text" name="title" value="${form.title}" required /></label
        >${form.fields.map((field) => fieldView(field, base))}
        <div class="actions"><button class="main">Open issue</button></div>
      </div>
    </form>`;
  return framed(visit, repository, content);
}

/** The text as GitHub writes it: each field's label as a heading, and what was answered below. */
export function formText(form: IssueForm, answer: (name: string) => readonly string[]): string {
  return form.fields
    .filter(({ type }) => type !== "markdown")
    .map(({ type, name, label, options }) => {
      const answers = answer(name);
      const told =
        type === "checkboxes"
          ? options.map((one, at) => `- [${answers.includes(String(at)) ? "X" : " "}] ${one}`).join("\n")
          : (answers[0] ?? "").trim();
      return `### ${label}\n\n${told === "" ? "_No response_" : told}`;
    })
    .join("\n\n");
}
