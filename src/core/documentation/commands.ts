// Recognises the commands and snippets by which software is installed, and those by which it is configured or called.

const PACKAGE = String.raw`(?:[ \t]+-{1,2}[\w-]+(?:[= ][\w./:@-]+)?)*[ \t]+[@\w"'<{$./:\[(+-]*[\w@]`;
const INSTALLERS = [
  String.raw`(?:npm|pnpm|yarn|bun)[ \t]+(?:global[ \t]+)?(?:i|install|add)\b(?:[ \t]+-{1,2}[\w-]+)*[ \t]+[@\w"'<$.]`,
  String.raw`(?:pip3?|pipx|uv[ \t]+pip|uv[ \t]+tool|conda|mamba|micromamba|python3?[ \t]+-m[ \t]+pip)[ \t]+(?:install|inject)[ \t]+(?!-r|-e|\.)(?:-{1,2}[\w-]+[ \t]+)*[\w"'<$@]`,
  String.raw`(?:uv|poetry|pdm|cargo|pkg|flutter[ \t]+pub|dart[ \t]+pub|deno|jsr|nimble|hatch)[ \t]+(?:add|install)\b${PACKAGE}`,
  String.raw`(?:apt|apt-get|dnf|yum|zypper|apk|brew|port|snap|flatpak|choco|scoop|winget|xbps-install|emerge|pkg_add|pkgin|nix-env|guix|opkg)[ \t]+(?:--?[\w-]+[ \t]+)*(?:install|add|-iA?|tap)\b`,
  String.raw`(?:pacman|yay|paru)[ \t]+-S\w*[ \t]`,
  String.raw`(?:gem|bundle|composer(?:[ \t]+global)?|go|luarocks|cpanm?|opam|stack|cabal|raco[ \t]+pkg|ansible-galaxy(?:[ \t]+\w+)?|helm[ \t]+plugin|gh[ \t]+extension|krew|kubectl[ \t]+krew|dotnet[ \t]+tool|code[ \t]+--)[ \t]*(?:install|add|require|get|install-extension)${PACKAGE}`,
  String.raw`dotnet[ \t]+add[ \t]+(?:\S+[ \t]+)?package|Install-(?:Module|Package|Script)[ \t]|PackageReference[ \t]+Include`,
  String.raw`(?:npx|uvx|bunx|pipx[ \t]+run|pnpm[ \t]+dlx|yarn[ \t]+dlx)[ \t]+(?:-\S+[ \t]+)*[@\w]`,
  String.raw`docker(?:-compose|[ \t]+compose)?[ \t]+(?:-\S+[ \t]+\S+[ \t]+)*(?:run|pull|up)\b|podman[ \t]+(?:run|pull)\b`,
  String.raw`helm[ \t]+(?:upgrade[ \t]+--install|install|repo[ \t]+add)\b|kubectl[ \t]+(?:apply|create)[ \t]+-[fk][ \t]+"?(?:https?:|github\.com)`,
  String.raw`git[ \t]+clone[ \t]`,
  String.raw`(?:curl|wget|iwr|irm)[ \t][^\n]{0,300}(?:\|[ \t]*(?:sudo[ \t]+)?(?:ba|z)?sh\b|\|[ \t]*iex|/releases?/|install|-[a-zA-Z]*O\b|[ \t]-o[ \t])`,
  String.raw`(?:Pkg\.add|pkg>[ \t]*add|\][ \t]*add|install\.packages|remotes::install_|devtools::install_|BiocManager::install|ext[ \t]+install)\b`,
  String.raw`[\w.-]+[ \t]+(?:plugins?|extensions?|addons?|modules?|apps?)[ \t]+(?:install|add|marketplace[ \t]+add)\b${PACKAGE}`,
  String.raw`(?:java[ \t]+-jar[ \t]+)?(?!(?:npm|pnpm|yarn|bun|pip3?|python3?|bundle|composer|poetry|make|mvn|conda|playwright|puppeteer|pre-commit|husky|lefthook|nvm|fnm|pyenv|rustup|asdf|volta|cmake|rbenv|sdk|kivy|spacy)[ \t])[\w.-]+[ \t]+(?:install-plugin|plugin-install|install)[ \t]+[@\w"'<./-]`,
  String.raw`/plugin[ \t]+(?:marketplace[ \t]+add|install)[ \t]|claude[ \t]+mcp[ \t]+add[ \t]`,
];
/** Whole commands at the start of a line or after a prompt. */
const INSTALL_COMMAND = new RegExp(
  String.raw`(?:^|[\n;&|(]|\$|#|>|PS>)[ \t]*(?:[$%#>][ \t]*)?(?:sudo[ \t]+|RUN[ \t]+|!|%)?(?:${INSTALLERS.join("|")})`,
  "u",
);
/** Tools of the trade that fetch what a checkout needs: a step of installing, never the whole of it. */
const DEPENDENCIES_ONLY =
  /^[ \t]*(?:[$%#>][ \t]*)?(?:cd[ \t]\S+[ \t]*(?:&&[ \t]*)?)?(?:npm|yarn|pnpm|bun)(?:\s+(?:i|ci|install))?\s*$|pip3?\s+install\s+(?:-r|-e)\s|bundle\s+install\s*$|composer\s+install\s*$|go\s+(?:build|test)\s|make(?:\s+\w+)?\s*$/mu;

const MANIFESTS = [
  String.raw`^[ \t]*(?:-[ \t]*)?repos?:[ \t]*(?:\n|https?:)[\s\S]{0,300}\b(?:rev|hooks)\s*:`,
  String.raw`\buses:\s*(?!actions/(?:checkout|setup-|cache|upload-artifact|download-artifact|github-script))[\w.-]+/[\w./-]+@`,
  String.raw`<(?:dependency|artifactId|plugin)>\s|<artifactId>`,
  String.raw`\b(?:implementation|api|compile|classpath|testImplementation|kapt|ksp)\s*\(?\s*["'][\w.-]+:[\w.-]+`,
  String.raw`"(?:dev)?[dD]ependencies"\s*:\s*\{|"require"\s*:\s*\{`,
  String.raw`^[ \t]*(?:Plug|Plugin|NeoBundle|Bundle|use|pod|gem|plugin)\s*\(?\s*["'][\w.-]+(?:/[\w.-]+)?["']`,
  String.raw`^\[(?:dev-)?dependencies(?:\.[\w-]+)?\]|^[ \t]*\{:\w+,\s*["']~>|\.package\(\s*(?:name|url):|libraryDependencies\s*\+=`,
  String.raw`<script[^>]{0,300}\bsrc\s*=|@(?:import|require)\s+["']?https?:|import\s[^\n]{0,100}from\s+["']https?:`,
  String.raw`^[ \t]*services:[ \t]*\n[\s\S]{0,300}\bimage\s*:|^FROM\s+[\w./-]+(?::[\w.-]+)?\s*$`,
  String.raw`^[ \t]*module\s+"[^"\n]+"\s*\{[^}]{0,300}\bsource\s*=`,
  String.raw`^[ \t]*kind:\s*(?:Subscription|HelmRelease|Kustomization|HelmChart)\b`,
];
const MANIFEST = new RegExp(MANIFESTS.map((one) => `(?:${one})`).join("|"), "mu");

/** A client's file of settings that names the command which fetches and starts the thing. */
const CLIENT_COMMAND =
  /["']?command["']?\s*[:=]\s*["'](?:npx|uvx|bunx|pipx|docker|podman)(?:\.cmd)?["'][\s\S]{0,200}\bargs\b/u;
const ASSIGNMENT = /^[ \t]*(?:export\s+|set\s+|ENV\s+|-\s+|\$env:)?[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\s*[=:]/mu;
const CONFIG_LANGUAGES =
  /^(?:ya?ml|json[5c]?|jsonc|toml|ini|env|dotenv|properties|cfg|conf|hcl|xml|nginx|editorconfig)$/u;
const KEY_VALUES = /^[ \t]*(?:[-{,][ \t]*)?["']?[\w.@$-]+["']?\s*(?::|=>?)\s*\S/gmu;
const PROGRAM_LANGUAGES =
  /^(?:js|javascript|jsx|mjs|ts|tsx|typescript|py|python|rb|ruby|go|golang|rust|rs|java|kotlin|kt|swift|php|c|cpp|c\+\+|cs|csharp|fs|fsharp|julia|jl|r|lua|elixir|ex|scala|groovy|dart|haskell|hs|perl|clojure|vue|svelte|html|css|scss|sql|graphql|powershell|ps1|vim|viml|4d|pascal|delphi|zig|nim|ocaml|erlang|matlab)$/u;
const PROGRAM =
  /^[ \t]*(?:import\s[\w{*"']|from\s+[\w.]+\s+import\s|(?:const|let|var)\s+[\w{[]|using\s+\w|require\s*\(|#include\s*<|use\s+[\w\\:]+;|package\s+\w+|func\s|def\s|class\s|public\s|fn\s)/mu;
const CALL = /[\w\])]\s*\(|\.\w+\s*=/u;
const SHELLS =
  /^(?:sh|bash|zsh|fish|shell|console|shell-session|terminal|cmd|bat|batch|powershell|ps1|pwsh)$/u;
const COMMAND_LINE =
  /^(?![^\n]*[ \t](?:->|→|>)[ \t]+\p{Lu})(?:[$%>#][ \t]*)?(?:sudo[ \t]+)?[\w./~-]+(?:[ \t]+[\w"'./<{@$-][^\s:=]*){0,6}[ \t]*(?:\n|$)/u;
/** Steps after an installation; none of them brings the thing. */
const AFTERWARDS =
  /^[ \t]*(?:[$%#>][ \t]*)?(?:sudo[ \t]+)?(?:cd[ \t]|php[ \t]+artisan[ \t]+(?:vendor:publish|migrate|config:|cache:)|(?:python3?[ \t]+)?\S*manage\.py[ \t]+(?:migrate|collectstatic)|systemctl[ \t]|service[ \t]|source[ \t]|\S+[ \t]+(?:-v|-V|--?version|--?help|-h)[ \t]*$|$)/u;
const HELP_LINES = /^[ \t]+(?:-\w,?[ \t]+)?--?[\w-]+[^\n]*?[ \t]{2,}\S/gmu;

export const CODE_CHARS_MAX = 4_000;

/** A program's own command for its settings: `tool config set language de`. */
const SETS_ITSELF =
  /^[ \t]*(?:[$%>][ \t]*)?(?!(?:npm|git|yarn|pnpm|pip3?|composer|poetry|gcloud|aws)[ \t])[\w./-]+[ \t]+config(?:ure)?[ \t]+(?:set|add|edit)\b/mu;

export interface CodeSays {
  readonly installs: boolean;
  readonly manifest: boolean;
  /** A step of a workflow: putting it there is both installing and using it. */
  readonly workflow: boolean;
  /** Only fetches the checkout's own dependencies or builds it. */
  readonly buildOnly: boolean;
  readonly assigns: boolean;
  /** Calls the program's own command for its settings. */
  readonly setsItself: boolean;
  readonly configFile: boolean;
  readonly program: boolean;
  /** Lines for a command prompt. */
  readonly command: boolean;
  /** Lists options, as `--help` prints them. */
  readonly helpText: boolean;
}

export function readCode(code: string, language: string): CodeSays {
  const text = code.slice(0, CODE_CHARS_MAX);
  const manifest = MANIFEST.test(text);
  const installs = INSTALL_COMMAND.test(text) || CLIENT_COMMAND.test(text);
  const isConfig =
    CONFIG_LANGUAGES.test(language) ||
    (language === "" && /^[{[]?\s*["'\w.-]+["']?\s*:\s/u.test(text.trimStart()));
  return {
    installs,
    manifest,
    workflow: manifest && /\buses:\s*[\w.-]+\/|^[ \t]*module\s+"/mu.test(text),
    buildOnly:
      !installs &&
      !manifest &&
      (DEPENDENCIES_ONLY.test(text) || text.split("\n").every((line) => AFTERWARDS.test(line))),
    assigns: ASSIGNMENT.test(text),
    setsItself: SETS_ITSELF.test(text),
    configFile: isConfig && (text.match(KEY_VALUES)?.length ?? 0) >= 2,
    program: PROGRAM_LANGUAGES.test(language)
      ? CALL.test(text) || text.includes("\n")
      : PROGRAM.test(text) && CALL.test(text),
    command: SHELLS.test(language) || (!isConfig && COMMAND_LINE.test(text.trimStart())),
    helpText: (text.match(HELP_LINES)?.length ?? 0) >= 2,
  };
}

/** Sub-commands that prepare a program and do not yet use it. */
const PREPARES =
  /^(?:-|install|init|setup|set-up|config|configure|login|auth|version|help|start|stop|build|serve|server|migrate|update|upgrade|uninstall|status|doctor|completion)/u;

/** Programs that many a page's title names and that are not the thing. */
const TOOLS =
  /^(?:docker|docker-compose|git|npm|npx|pnpm|yarn|bun|node|deno|python3?|pip3?|php|composer|ruby|gem|java|mvn|gradle|cargo|go|make|kubectl|helm|curl|wget|ssh|sudo|cd|cp|mv|cat|echo|export|source|systemctl|service|brew|apt|ansible|vim|nvim|code)$/u;

/** Whether some line calls a program of one of these names, with an argument that makes it do something. */
export function callsByName(code: string, names: readonly string[]): boolean {
  return code
    .slice(0, CODE_CHARS_MAX)
    .split("\n")
    .some((line) => {
      const [program = "", argument = ""] = line
        .trim()
        .replace(/^[$%>][ \t]+/u, "")
        .split(/[ \t]+/u);
      const name = program.replace(/^\.\//u, "").toLowerCase();
      const own = names.includes(name) || name.split(/[-_.]/u).some((part) => names.includes(part));
      return own && !TOOLS.test(name) && /^[\w"'./<[@-]/u.test(argument) && !PREPARES.test(argument);
    });
}

const SYSTEM_MANAGER =
  /(?:^|[\n;&|(]|\$|#|>)[ \t]*(?:sudo[ \t]+)?(?:apt|apt-get|dnf|yum|zypper|apk|pacman|brew|choco|winget|port|pkg|snap)[ \t]+(?:-\S+[ \t]+)*(?:install|add|-S\w*)[ \t]+([^\n;&|#]{1,300})/gu;

/** What a code block gets from the system's own package manager, and whether that is all it installs. */
export function systemPackages(code: string): readonly string[] {
  const text = code.slice(0, CODE_CHARS_MAX);
  const found = [...text.matchAll(SYSTEM_MANAGER)];
  if (found.length === 0 || INSTALL_COMMAND.test(text.replaceAll(SYSTEM_MANAGER, "\n"))) return [];
  return found.flatMap((one) => (one[1] ?? "").split(/\s+/u)).filter((name) => /^[\w@"'./+-]+$/u.test(name));
}

const BUILDERS_SCRIPT =
  /^[ \t]*(?:[$%#>][ \t]*)?(?:npm|yarn|pnpm|bun|make|deno task|composer|cargo|go)[ \t]+(?:run[ \t]+)?(?:dev|build|test|tests|lint|preview|format|fmt|typecheck|type-check|clean|check|clippy|watch|storybook|coverage|vet|e2e|ci)(?:[:-][\w:-]+)?(?:[ \t].*)?$/u;

/** Whether every line is for those who build the thing: `npm run lint`. */
export function isBuildersScript(code: string): boolean {
  const lines = code
    .slice(0, CODE_CHARS_MAX)
    .split("\n")
    .filter((line) => line.trim() !== "" && !/^\s*#\s/u.test(line));
  return lines.length > 0 && lines.every((line) => BUILDERS_SCRIPT.test(line));
}

/** A line that is nothing but an install command, written without marks of code. */
export function isBareCommand(line: string): boolean {
  const words = line.trim().split(/\s+/u);
  return (
    words.length >= 3 &&
    words.length <= 7 &&
    !/[.:!?,]$/u.test(line.trim()) &&
    INSTALL_COMMAND.test(line.trim())
  );
}

/** An install command among words: only one that names what it installs. */
export function isInstallCommand(code: string): boolean {
  return INSTALL_COMMAND.test(code.slice(0, CODE_CHARS_MAX));
}

const SLASH_COMMAND = /^[/!][a-z][\w-]*(?:\s|$|;|\[)/u;
const HELP_ONLY = /^[/!][\w-]+\s+(?:-h|--?help|help|\/\?)\s*$/u;

export function isChatCommand(code: string): boolean {
  return (
    SLASH_COMMAND.test(code) &&
    !HELP_ONLY.test(code) &&
    !/^\/(?:etc|usr|opt|var|home|tmp|bin|path|config|api|mnt|root|srv|dev|proc|lib)\b/u.test(code)
  );
}

/** "/poll help": asks the thing to explain itself. */
export function isHelpCall(code: string): boolean {
  return HELP_ONLY.test(code.trim());
}

const START =
  /^[ \t]*(?:[$%>#][ \t]*)?(?:(?:npm|yarn|pnpm|bun)[ \t]+(?:run[ \t]+)?(?:start|serve|prod)|(?:python3?|node|ruby|php|deno run|bun)[ \t]+[\w./-]+\.\w+|cd[ \t]+\S+)[ \t]*$/u;

/** Whether all that its lines do is to start a program: `npm start`. */
export function onlyStarts(code: string): boolean {
  const lines = code
    .slice(0, CODE_CHARS_MAX)
    .split("\n")
    .filter((line) => line.trim() !== "" && !/^\s*#\s/u.test(line));
  return lines.length > 0 && lines.every((line) => START.test(line));
}
