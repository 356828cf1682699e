// The pages of registration: plain forms without a script, so that nothing but a click sends anything anywhere.

import { createHash } from "node:crypto";

const STYLE = `
:root { color-scheme: light dark; --ink: #1b2230; --soft: #525c6e; --paper: #fff; --field: #f6f7f9; --line: #868f9e; --edge: #d5dae2; --act: #1c4fc4; --on-act: #fff; --warn: #a3261b; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ef; --soft: #a8b1c0; --paper: #151922; --field: #1e2430; --line: #788397; --edge: #313a4a; --act: #8fb0ff; --on-act: #10151f; --warn: #ff9d92; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
main { max-width: 40rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .75rem; }
p { margin: 0 0 1rem; }
.soft, small { color: var(--soft); }
small { display: block; font-size: .875rem; line-height: 1.45; margin-top: .3rem; }
label, legend { font-weight: 600; }
.field, fieldset { margin: 0 0 1.4rem; }
fieldset { border: 0; padding: 0; }
legend { padding: 0; margin-bottom: .3rem; }
.choice { display: flex; gap: .55rem; align-items: center; min-height: 2rem; font-weight: 400; }
input[type="text"], input[type="url"], input[type="password"] { display: block; width: 100%; margin-top: .3rem; padding: .6rem .7rem; font: inherit; color: inherit; background: var(--field); border: 1px solid var(--line); border-radius: 6px; }
::placeholder { color: var(--soft); opacity: 1; }
input[type="radio"] { flex: none; width: 1.1rem; height: 1.1rem; margin: 0; accent-color: var(--act); }
button, .button { display: inline-block; padding: .7rem 1.2rem; font: inherit; font-weight: 600; color: var(--on-act); background: var(--act); border: 0; border-radius: 6px; text-decoration: none; cursor: pointer; }
:focus-visible { outline: 3px solid var(--act); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; margin: 0 0 1.5rem; }
th, td { text-align: left; vertical-align: top; padding: .5rem .75rem .5rem 0; border-top: 1px solid var(--edge); }
th { font-weight: 600; width: 7.5rem; }
code { font: .9em ui-monospace, monospace; }
a { color: var(--act); }
a.button { color: var(--on-act); }
.problems { border-left: 4px solid var(--warn); padding: .2rem 0 .2rem 1rem; margin: 0 0 1.5rem; }
.problems li { margin: .2rem 0; }
.problems ul { margin: 0; padding-left: 1.1rem; }
ol { padding-left: 1.3rem; }
li { margin: .35rem 0; }
`;

const STYLE_HASH = `'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`;

/** `formTarget`: where forms of the page may go besides here. */
export function contentPolicy(formTarget = ""): string {
  return `default-src 'none'; style-src ${STYLE_HASH}; form-action 'self' ${formTarget}; base-uri 'none'; frame-ancestors 'none'`;
}

export function escape(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)} · Marketplace Steward</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escape(title)}</h1>
${content}
</main>
</body>
</html>
`;
}

function problemList(problems: readonly string[]): string {
  if (problems.length === 0) return "";
  return `<div class="problems" role="alert"><ul>${problems.map((one) => `<li>${escape(one)}</li>`).join("")}</ul></div>`;
}

function hidden(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`)
    .join("\n");
}

export function codePage(problems: readonly string[]): string {
  return page(
    "Who is there?",
    `<p>This server has no GitHub App yet. To register one, enter the code that it printed when it started.</p>
${problemList(problems)}
<form method="post" action="/registration">
<div class="field"><label for="code">Code</label>
<input id="code" name="code" type="password" autocomplete="off" required>
<small>It stands in the terminal or in the log of <code>steward start</code>, and works until the App is registered.</small></div>
<button type="submit">Continue</button>
</form>`,
  );
}

export interface Settings {
  readonly owner: "personal" | "organization";
  readonly organization: string;
  readonly name: string;
  /** "": no server runs, and GitHub sends no events. */
  readonly publicUrl: string;
  /** The work is done by a scheduled job, such as GitHub Actions'. */
  readonly withoutServer: boolean;
  readonly github: string;
}

export interface SettingsPage {
  readonly settings: Settings;
  readonly problems: readonly string[];
  /** Proves that the form came from us. */
  readonly keep: Readonly<Record<string, string>>;
  /** The operator has set the API's address: it is not asked for. */
  readonly githubFixed: boolean;
}

export function settingsPage({ settings, problems, keep, githubFixed }: SettingsPage): string {
  const { owner, organization, name, publicUrl, withoutServer, github } = settings;
  const radio = (value: Settings["owner"], text: string): string =>
    `<label class="choice"><input type="radio" name="owner" value="${value}"${owner === value ? " checked" : ""}> ${text}</label>`;
  const runs = (value: string, text: string, isChosen: boolean): string =>
    `<label class="choice"><input type="radio" name="runs" value="${value}"${isChosen ? " checked" : ""}> ${text}</label>`;
  return page(
    "Register the GitHub App",
    `<p>Steward works as a GitHub App of your own. Choose the account that owns it; GitHub then shows you what it asks for and creates it. Its keys come straight back to this machine.</p>
${problemList(problems)}
<form method="post" action="/registration">
${hidden({ ...keep, step: "settings" })}
<fieldset><legend>Who owns it</legend>
${radio("organization", "an organisation")}
${radio("personal", "my own account")}
</fieldset>
<div class="field"><label for="organization">Organisation</label>
<input id="organization" name="organization" type="text" value="${escape(organization)}" autocapitalize="none" spellcheck="false">
<small>Its name as in its address. Only for an App of an organisation; you must be one of its owners.</small></div>
<div class="field"><label for="name">Name of the App</label>
<input id="name" name="name" type="text" value="${escape(name)}" maxlength="34" required>
<small>At most 34 characters, and not taken by anybody else on GitHub.</small></div>
<fieldset><legend>Where it runs</legend>
${runs("server", "on a server, all the time: it answers within seconds", !withoutServer)}
${runs("schedule", "without a server: a scheduled job of GitHub Actions looks every quarter of an hour", withoutServer)}
</fieldset>
<div class="field"><label for="publicUrl">Public address of the server</label>
<input id="publicUrl" name="publicUrl" type="url" value="${escape(publicUrl)}" placeholder="https://steward.example.org">
<small>GitHub sends its events there, to <code>/api/github/webhooks</code>. Without a server it stays empty.</small></div>
${
  githubFixed
    ? hidden({ github })
    : `<div class="field"><label for="github">GitHub</label>
<input id="github" name="github" type="url" value="${escape(github)}" required>
<small>For GitHub Enterprise, the address of your server.</small></div>`
}
<button type="submit">Continue</button>
</form>`,
  );
}

export interface ConfirmPage {
  readonly action: string;
  readonly manifest: string;
  readonly settings: Settings;
  readonly permissions: Readonly<Record<string, string>>;
}

export function confirmPage({ action, manifest, settings, permissions }: ConfirmPage): string {
  const asked = Object.entries(permissions).map(
    ([name, level]) => `<code>${escape(name)}</code>&nbsp;${escape(level)}`,
  );
  const rows: readonly (readonly [string, string])[] = [
    ["Name", escape(settings.name)],
    ["Owner", settings.owner === "personal" ? "your account" : escape(settings.organization)],
    ["GitHub", escape(settings.github)],
    [
      "Events go to",
      settings.withoutServer
        ? "nowhere: a scheduled job looks"
        : `<code>${escape(settings.publicUrl)}/api/github/webhooks</code>`,
    ],
    ["It may", asked.join(", ")],
  ];
  return page(
    "Create it on GitHub",
    `<table>${rows.map(([name, value]) => `<tr><th scope="row">${name}</th><td>${value}</td></tr>`).join("")}</table>
<form method="post" action="${escape(action)}">
${hidden({ manifest })}
<button type="submit">Create the App on GitHub</button>
</form>
<p></p>
<p class="soft">Each permission, and what it is for, stands in <code>app.yml</code>. <a href="/registration">Change something</a></p>`,
  );
}

export function donePage(installUrl: string | undefined, path: string): string {
  const install =
    installUrl === undefined
      ? "Install the App on your catalog repository, from the App's page on GitHub: choose “Only select repositories” there."
      : `<a href="${escape(installUrl)}">Install the App</a> on your catalog repository: choose “Only select repositories” there.`;
  return page(
    "The App is registered",
    `<p>Its keys are in <code>${escape(path)}</code>, readable by you alone. Keep a copy in a safe place: nobody can give you <code>RECORD_KEY</code> again.</p>
<ol>
<li>${install}</li>
<li>Add <code>.github/steward.yml</code> to it, at least with the line <code>extends: default</code>.</li>
<li>Open a pull request that adds a listing, and watch.</li>
</ol>
<p class="soft">The server starts by itself now, with these keys. This page is gone when you reload it.</p>`,
  );
}

/** The values themselves stay in the file: a page may be looked at by others, and kept by a browser. */
export function doneWithoutServerPage(installUrl: string | undefined, path: string): string {
  const secrets: readonly (readonly [string, string])[] = [
    ["STEWARD_APP_ID", "APP_ID"],
    ["STEWARD_PRIVATE_KEY", "PRIVATE_KEY"],
    ["STEWARD_RECORD_KEY", "RECORD_KEY"],
  ];
  const install =
    installUrl === undefined
      ? "Install the App on your catalog repository, from the App's page on GitHub"
      : `<a href="${escape(installUrl)}">Install the App</a> on your catalog repository`;
  return page(
    "The App is registered",
    `<p>Its keys are in <code>${escape(path)}</code>, readable by you alone. Keep a copy in a safe place: nobody can give you <code>RECORD_KEY</code> again.</p>
<ol>
<li>${install}: choose “Only select repositories” there.</li>
<li>In the catalog repository, Settings → Secrets and variables → Actions → New repository secret, three times. The value is what stands in the file between the quotes, as it is:
<ul>${secrets.map(([name, key]) => `<li><code>${name}</code>: the value of <code>${key}</code></li>`).join("")}</ul></li>
<li>The workflow <code>.github/workflows/steward.yml</code> has to be there (<code>steward init --without-server</code> writes it), with Steward's repository and commit in it.</li>
<li>On the same page, under Variables, make the repository variable <code>STEWARD</code> with the value <code>on</code>. Then Actions → Steward → Run workflow.</li>
</ol>
<p class="soft">Nothing has to run here any more. This page is gone when you reload it.</p>`,
  );
}

export function problemPage(text: string): string {
  return page(
    "That did not work",
    `<p>${escape(text)}</p>
<p><a href="/registration">Back to the beginning</a></p>`,
  );
}
