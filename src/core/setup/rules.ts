// Every finding of `steward doctor` in words: what it is, why it matters, and how it is fixed; docs/doctor.md is made of them.

import { FOLDER_RULES } from "./folder-rules.ts";

export interface SetupRule {
  readonly what: string;
  readonly why: string;
  readonly fix: string;
}

const START = "The App does not start like this.";
const SETTINGS = "on the App's settings page (GitHub → Settings → Developer settings → GitHub Apps)";

export const SETUP_RULES = {
  "environment/not-registered": {
    what: "No App is registered yet: there are no credentials, and no `app.env` in `DATA_DIR`.",
    why: "Without an App, GitHub neither tells Steward anything nor lets it answer.",
    fix: "Run `npm start` and follow the address it prints: two clicks register the App and keep its keys.",
  },
  "environment/value": {
    what: "An environment variable is missing or not what it must be.",
    why: START,
    fix: "Set it as the message says; `docs/running.md` lists every variable.",
  },
  "environment/private-key": {
    what: "`PRIVATE_KEY` or `PRIVATE_KEY_PATH` is missing, or is no key.",
    why: "The App proves with it that it is the App; without it GitHub answers nothing.",
    fix: `Make a key ${SETTINGS} under “Private keys”, and put the file's text into \`PRIVATE_KEY\` (line breaks as \`\\n\`, or all of it in base64) or its path into \`PRIVATE_KEY_PATH\`.`,
  },
  "environment/webhook-secret": {
    what: "`WEBHOOK_SECRET` is missing or weak.",
    why: "Whoever guesses it can send the App events that never happened.",
    fix: `Make one with \`openssl rand -hex 32\`, and set the same ${SETTINGS} under “Webhook secret” and in \`WEBHOOK_SECRET\`.`,
  },
  "environment/record-key": {
    what: "`RECORD_KEY` is missing, weak, or the same as another secret.",
    why: "It signs deadlines and what is published; whoever guesses it can forge both.",
    fix: "Make one with `openssl rand -hex 32`. If the App has published before, put the new one first and keep the old one behind it, separated by a comma.",
  },
  "environment/readable-secrets": {
    what: "The file with the App's secrets can be read by other users of this machine.",
    why: "Whoever reads it can act as the App in every catalog.",
    fix: "Run `chmod 600` on it.",
  },
  "machine/data-dir": {
    what: "`DATA_DIR` cannot be written to.",
    why: "The queue of what is to be done is kept there; without it the App does not start.",
    fix: "Give the folder to the App's user (`chown`), or name another one in `DATA_DIR`.",
  },
  "machine/database": {
    what: "The database at `DATABASE_URL` cannot be used.",
    why: "Every event is kept there before GitHub is answered; without it events are refused.",
    fix: "Look whether it runs, and whether host, port, user, password and database name are right.",
  },
  "machine/public-url": {
    what: "The App's public address does not lead to Steward.",
    why: "GitHub brings its events to this address; none would arrive, and nothing would be reviewed until the next sweep.",
    fix: "Look whether the App runs, whether the name leads to this machine, and whether what ends TLS passes requests on to `HOST` and `PORT`.",
  },
  "github/not-the-api": {
    what: "`GITHUB_API_URL` does not answer as GitHub's API.",
    why: "Every question would go to the wrong place.",
    fix: "For GitHub Enterprise Server it is `https://HOST/api/v3`; for github.com leave it out.",
  },
  "github/out-of-reach": {
    what: "GitHub cannot be reached from this machine.",
    why: "The App would hear of pull requests and could not look at them.",
    fix: "Look whether name resolution, firewall or proxy let this machine reach the address over https.",
  },
  "github/clock": {
    what: "This machine's clock and GitHub's differ.",
    why: "GitHub refuses the App's sign-in when the clocks are a minute apart, and deadlines would be off by as much.",
    fix: "Let the machine keep its time by NTP (`timedatectl set-ntp true`).",
  },
  "app/no-such-app": {
    what: "There is no App with this number at this GitHub.",
    why: "GitHub answers nobody it does not know.",
    fix: `Set \`APP_ID\` to the “App ID” ${SETTINGS}; on GitHub Enterprise also look at \`GITHUB_API_URL\`.`,
  },
  "app/key-refused": {
    what: "GitHub does not take the private key as this App's.",
    why: "Nothing can be read or written with another App's key, or with one that was deleted.",
    fix: `Make a new key ${SETTINGS} under “Private keys”, and set \`PRIVATE_KEY\` or \`PRIVATE_KEY_PATH\` to it.`,
  },
  "app/permission": {
    what: "The App does not ask for a permission that it needs.",
    why: "What needs the permission fails in every catalog.",
    fix: "Set it under “Permissions & events”; every owner of an installation has to approve it then.",
  },
  "app/event": {
    what: "The App is not subscribed to an event that it needs.",
    why: "What the event tells is found by the next sweep only, up to a quarter of an hour later.",
    fix: "Tick it under “Permissions & events” → “Subscribe to events”.",
  },
  "webhook/none": {
    what: "The App has no active webhook.",
    why: "GitHub tells it nothing; pull requests wait for the next sweep.",
    fix: "Tick “Active” under “Webhook”, and give the address and the secret there.",
  },
  "webhook/address": {
    what: "The webhook's address is not where Steward listens.",
    why: "GitHub's events go elsewhere.",
    fix: "Set “Webhook URL” to `PUBLIC_URL` followed by `/api/github/webhooks`.",
  },
  "webhook/content-type": {
    what: "The webhook sends forms instead of JSON.",
    why: "The App takes JSON alone, and refuses every event.",
    fix: "Choose “application/json” as the webhook's content type.",
  },
  "webhook/tls": {
    what: "GitHub does not verify the certificate of the webhook's address.",
    why: "Somebody between GitHub and the App could read every event.",
    fix: "Choose “Enable SSL verification”, and use a certificate that is valid.",
  },
  "webhook/secret": {
    what: "The webhook has no secret, or another one than the App.",
    why: "Events that are not signed with it are refused, every one of them.",
    fix: "Set “Webhook secret” and `WEBHOOK_SECRET` to the same value, and start the App again.",
  },
  "webhook/deliveries": {
    what: "GitHub's newest events did not arrive.",
    why: "What they tell is found by the next sweep only, up to a quarter of an hour later.",
    fix: "Look at “Advanced” → “Recent deliveries” for what was answered, and at the App's log for the same time.",
  },
  "installation/none": {
    what: "The App is not installed anywhere.",
    why: "It may look only where somebody installed it.",
    fix: "Install it on the catalog's repository.",
  },
  "installation/not-there": {
    what: "The App is not installed on a repository that was named.",
    why: "Nothing is reviewed or published there.",
    fix: "Add the repository to the App's installation; or correct the name.",
  },
  "installation/many-repositories": {
    what: "An installation covers many repositories, and few of them are catalogs.",
    why: "The App may read and write in all of them, is told of everything that happens there, and asks GitHub about each after every push: that uses up what it may ask in an hour.",
    fix: "On the installation's page choose “Only select repositories”, and tick the catalogs alone (with the repositories that their policies name).",
  },
  "installation/suspended": {
    what: "An installation is suspended.",
    why: "GitHub refuses the App everything there.",
    fix: "Its owner lifts that on the installation's page.",
  },
  "installation/permission": {
    what: "An installation has not granted what the App asks for.",
    why: "Permissions that were added later count only once the owner approves them; until then what needs them fails.",
    fix: "The owner approves it: “Review request” on the installation's page.",
  },
  "installation/not-served": {
    what: "A repository is not among `ALLOW_REPOSITORIES`.",
    why: "The App does nothing there, whatever is installed.",
    fix: "Add it to `ALLOW_REPOSITORIES`, or leave the variable out to serve every catalog.",
  },
  "repository/archived": {
    what: "The catalog's repository is archived.",
    why: "GitHub lets nobody write there: no check, no comment, no publish.",
    fix: "Unarchive it at the end of its settings page.",
  },
  "repository/pulls-closed": {
    what: "Not everybody may open pull requests in the catalog's repository.",
    why: "Listings are submitted as pull requests: whoever may not open one cannot submit.",
    fix: "Let everybody open them under Settings → General → Features → Pull requests.",
  },
  "repository/issues-off": {
    what: "Issues are switched off in the catalog's repository.",
    why: "The dashboard, reports of what is on hold, and takedown cases are issues.",
    fix: "Tick “Issues” under Settings → General → Features.",
  },
  "policy/missing": {
    what: "There is no `.github/steward.yml` on the default branch.",
    why: "A repository without it is not a catalog, and Steward does nothing there.",
    fix: "Add it with the line `extends: default`, or lay a whole catalog out with `steward init DIR`.",
  },
  "policy/invalid": {
    what: "The policy is not valid.",
    why: "An earlier valid version stays in force, or none: then every submission waits for a maintainer.",
    fix: "Fix the line that is named; `steward schema --of policy` tells what may stand there.",
  },
  "ruleset/not-required": {
    what: "The check `steward` is not required on the default branch.",
    why: "A pull request can be merged before it was reviewed, and against its verdict.",
    fix: "Import `.github/rulesets/main.json` of the template under Settings → Rules → Rulesets, with the App's number in it.",
  },
  "ruleset/not-pinned": {
    what: "The required check `steward` is not tied to this App.",
    why: "Anybody with write access could set a check of that name and merge.",
    fix: "Edit the required check and choose this App as its source.",
  },
  "ruleset/inactive": {
    what: "The ruleset that requires `steward` is not active.",
    why: "It is only written down: nothing holds a merge back.",
    fix: "Set its enforcement status to “Active”.",
  },
  "ruleset/other-branch": {
    what: "The ruleset that requires `steward` is about another branch than the default one.",
    why: "Steward reviews pull requests to the default branch; that one is not protected.",
    fix: "Set the ruleset's target to “Default branch”.",
  },
  "ruleset/no-bypass": {
    what: "A ruleset holds back the App's own commits.",
    why: "A takedown then waits for somebody to merge its pull request, and the ledger is not kept.",
    fix: "Add the App to the ruleset's bypass list, “Always allow”.",
  },
  "ruleset/merge-commits": {
    what: "Pull requests can be merged into the default branch by a merge commit.",
    why: "A merge commit brings a branch's whole history along, so that a later pull request can undo others' merged work where no list of files shows it.",
    fix: "Untick “Allow merge commits” under Settings → General → Pull Requests, or tick “Require linear history” in a ruleset.",
  },
  "ruleset/last-push": {
    what: "A review is required, and not one of the last push.",
    why: "Whoever pushes to somebody else's pull request, Steward's own included, could approve what they pushed themselves.",
    fix: "Tick “Require approval of the most recent reviewable push” in the ruleset.",
  },
  "publish/unprotected": {
    what: "The publish branch can be deleted or put back to an older commit.",
    why: "Visitors would see what was taken out until Steward has written the branch anew.",
    fix: "Import `.github/rulesets/publish.json` of the template under Settings → Rules → Rulesets.",
  },
  "publish/branch-protected": {
    what: "A rule holds the App back from the publish branch.",
    why: "Nothing can be published.",
    fix: "Take the publish branch out of the ruleset, or add the App to its bypass list, “Always allow”.",
  },
  "publish/default-branch": {
    what: "The policy publishes into the default branch.",
    why: "What is generated would overwrite what people work on, so Steward does not start.",
    fix: "Name another branch in `publish.branch`; `gh-pages` is the default.",
  },
  "publish/not-ours": {
    what: "The publish branch holds nothing of Steward's.",
    why: "Steward never writes over a branch that somebody else made.",
    fix: "Set `adopt: true` under `publish:` if Steward may take it over (other files stay), or name another `branch:`.",
  },
  "publish/other-record-key": {
    what: "The publish branch was signed with another `RECORD_KEY`.",
    why: "Steward cannot tell its own work from a forgery any more, so owner records and releases count as lost.",
    fix: "Put the key that it was signed with behind the new one in `RECORD_KEY`, separated by a comma.",
  },
  "publish/branch-gone": {
    what: "The publish branch is gone, though the catalog was published before.",
    why: "Until it is back, what was published is read by its commit, and visitors see nothing.",
    fix: "Bring the branch back. If it was moved or is lost permanently, Steward makes it anew from the last publish; where that cannot be read any more, it asks for `/publish` in an issue.",
  },
  "publish/repository": {
    what: "The repository that the policy publishes into cannot be reached.",
    why: "Nothing is published.",
    fix: "Install the App there too, or correct `publish.repository`.",
  },
  "pages/off": {
    what: "GitHub Pages is off, and the policy names no other address.",
    why: "The catalog is on its branch, and nobody can visit it.",
    fix: "Under Settings → Pages choose “Deploy from a branch”, the publish branch and `/ (root)`; or name the address where you serve it in `publish.url`.",
  },
  "pages/source": {
    what: "GitHub Pages does not serve the publish branch.",
    why: "Visitors see something else than what Steward publishes.",
    fix: "Under Settings → Pages choose “Deploy from a branch”, the publish branch and `/ (root)`.",
  },
  "pages/build": {
    what: "GitHub could not build the pages.",
    why: "Visitors see what was built last.",
    fix: "Look at the newest “pages build and deployment” under Actions; an empty `.nojekyll` on the publish branch spares most trouble.",
  },
  "takedown/team": {
    what: "The security team that the policy names does not exist, or is empty.",
    why: "Nobody but maintainers could start a takedown.",
    fix: "Make the team in the organisation, or correct `takedown.team` (the team's slug, as in its address).",
  },
  "takedown/repository": {
    what: "The repository for cases cannot be reached.",
    why: "Cases there start no clock.",
    fix: "Install the App there too, or correct `takedown.repository`.",
  },
  "takedown/public-repository": {
    what: "The repository for cases is public.",
    why: "Reports of security problems would be read by everybody before there is a fix.",
    fix: "Make it private under Settings → General → Danger zone.",
  },
  "takedown/issues-off": {
    what: "Issues are switched off in the repository for cases.",
    why: "A case is an issue: without them no takedown can start.",
    fix: "Tick “Issues” under Settings → General → Features there.",
  },
  "takedown/labels": {
    what: "A label that starts a case does not exist.",
    why: "The security team cannot start a takedown.",
    fix: "Make it: Issues → Labels → New label.",
  },
  ...FOLDER_RULES,
} as const satisfies Readonly<Record<string, SetupRule>>;

export type SetupRuleId = keyof typeof SETUP_RULES;

export const SETUP_RULE_IDS = Object.keys(SETUP_RULES) as readonly SetupRuleId[];
