// `steward completion`: a script for the shell, made of the commands themselves, so that no key waits for a program to start.

import type { Command, Option } from "commander";

export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

/** One command, by the words that lead to it: "" is `steward` itself, " policy check" one of its commands. */
interface Place {
  readonly at: string;
  readonly commands: readonly { readonly name: string; readonly says: string }[];
  readonly options: readonly Flag[];
  /** What its first argument may be, where that is known. */
  readonly words: readonly string[];
}

interface Flag {
  readonly names: readonly string[];
  readonly says: string;
  /** Takes a value; one of these, where they are known. */
  readonly takes: { readonly values: readonly string[]; readonly folder: boolean } | undefined;
}

export function completionScript(steward: Command, shell: Shell): string {
  const places = placesOf(steward, "");
  return { bash, zsh, fish }[shell](places);
}

function placesOf(command: Command, at: string): readonly Place[] {
  const help = command.createHelp();
  const commands = help.visibleCommands(command).filter((one) => one.name() !== "help");
  const here: Place = {
    at,
    commands: commands.map((one) => ({ name: one.name(), says: one.description() })),
    options: help.visibleOptions(command).map(flagOf),
    words: command.registeredArguments[0]?.argChoices ?? [],
  };
  return [here, ...commands.flatMap((one) => placesOf(one, `${at} ${one.name()}`))];
}

function flagOf(option: Option): Flag {
  const names = [option.short, option.long].filter((name) => name !== undefined);
  const takesValue = option.required || option.optional;
  return {
    names,
    says: option.description,
    takes: takesValue
      ? { values: option.argChoices ?? [], folder: /<(?:DIR|FOLDER)>/.test(option.flags) }
      : undefined,
  };
}

/** In single quotes, for bash and zsh. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
/** In single quotes, for fish. */
const fishQuoted = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
const namesOf = (options: readonly Flag[]): string => options.flatMap(({ names }) => names).join(" ");
const steps = (places: readonly Place[]): readonly string[] =>
  places.flatMap(({ at }) => (at === "" ? [] : [at]));

/** What may stand behind an option, as lines of a `case`. */
function* valuesOf(
  places: readonly Place[],
  line: (pattern: string, takes: NonNullable<Flag["takes"]>) => string,
): Iterable<string> {
  for (const { at, options } of places)
    for (const { names, takes } of options)
      if (takes !== undefined) yield line(names.map((name) => `"${at} ${name}"`).join("|"), takes);
}

function bash(places: readonly Place[]): string {
  return `# bash completion for steward: source <(steward completion bash)
_steward() {
  local now="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" at="" word commands="" options=""
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$at $word" in
      ${steps(places)
        .map((at) => `"${at}"`)
        .join("|")}) at="$at $word" ;;
    esac
  done
  case "$at $before" in
${[
  ...valuesOf(places, (pattern, { values, folder }) =>
    values.length > 0
      ? `    ${pattern}) COMPREPLY=($(compgen -W "${values.join(" ")}" -- "$now")); return ;;`
      : `    ${pattern}) COMPREPLY=($(compgen ${folder ? "-d" : "-f"} -- "$now")); return ;;`,
  ),
].join("\n")}
  esac
  case "$at" in
${places
  .map(
    ({ at, commands, options, words }) =>
      `    "${at}") commands="${[...commands.map(({ name }) => name), ...words].join(" ")}" options="${namesOf(options)}" ;;`,
  )
  .join("\n")}
  esac
  if [[ $now == -* ]]; then COMPREPLY=($(compgen -W "$options" -- "$now"))
  elif [[ -n $commands ]]; then COMPREPLY=($(compgen -W "$commands" -- "$now"))
  else COMPREPLY=($(compgen -f -- "$now")); fi
}
complete -o filenames -F _steward steward
`;
}

function zsh(places: readonly Place[]): string {
  const described = (name: string, says: string): string => quoted(`${name.replaceAll(":", "\\:")}:${says}`);
  return `#compdef steward
# zsh completion for steward: source <(steward completion zsh)
_steward() {
  local at="" word
  local -a found
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$at $word" in
      ${steps(places)
        .map((at) => `"${at}"`)
        .join("|")}) at="$at $word" ;;
    esac
  done
  case "$at \${words[CURRENT-1]}" in
${[
  ...valuesOf(places, (pattern, { values, folder }) =>
    values.length > 0
      ? `    ${pattern}) found=(${values.map(quoted).join(" ")}); _describe value found; return ;;`
      : `    ${pattern}) _files${folder ? " -/" : ""}; return ;;`,
  ),
].join("\n")}
  esac
  if [[ \${words[CURRENT]} == -* ]]; then
    case "$at" in
${places
  .map(
    ({ at, options }) =>
      `      "${at}") found=(${options.flatMap(({ names, says }) => names.map((name) => described(name, says))).join(" ")}) ;;`,
  )
  .join("\n")}
    esac
    _describe option found
    return
  fi
  case "$at" in
${places
  .map(({ at, commands, words }) =>
    words.length > 0
      ? `    "${at}") found=(${words.map(quoted).join(" ")}); _describe word found ;;`
      : commands.length === 0
        ? `    "${at}") _files ;;`
        : `    "${at}") found=(${commands.map(({ name, says }) => described(name, says)).join(" ")}); _describe command found ;;`,
  )
  .join("\n")}
  esac
}
compdef _steward steward
`;
}

function fish(places: readonly Place[]): string {
  const at = (place: string): string => `-n '__steward_at "${place}"'`;
  const lines = places.flatMap((place) => [
    ...place.commands.map(
      ({ name, says }) => `complete -c steward ${at(place.at)} -f -a ${name} -d ${fishQuoted(says)}`,
    ),
    ...place.words.map((word) => `complete -c steward ${at(place.at)} -f -a ${word}`),
    ...place.options.map(({ names, says, takes }) => {
      const flags = names.map((name) =>
        name.startsWith("--") ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`,
      );
      const values =
        takes === undefined
          ? ""
          : takes.values.length > 0
            ? ` -x -a ${fishQuoted(takes.values.join(" "))}`
            : takes.folder
              ? " -x -a '(__fish_complete_directories)'"
              : " -r";
      return `complete -c steward ${at(place.at)} ${flags.join(" ")}${values} -d ${fishQuoted(says)}`;
    }),
  ]);
  return `# fish completion for steward: steward completion fish | source
function __steward_at
    set -l at ""
    for word in (commandline -opc)[2..-1]
        switch "$at $word"
            case ${steps(places)
              .map((place) => `"${place}"`)
              .join(" ")}
                set at "$at $word"
        end
    end
    test "$at" = "$argv[1]"
end
${lines.join("\n")}
`;
}
