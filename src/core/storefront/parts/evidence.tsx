// What each check saw, and when: the reason to trust a listing, told so that it can be looked at again.

import type { ComponentChildren, VNode } from "preact";
import type { PublishedCheck } from "../../catalog/entry.ts";
import { DrawnOnce, type Frame } from "../frame.tsx";
import { longDay } from "../text.ts";
import { Icon, type IconName } from "./icons.tsx";

interface Told {
  readonly word: string;
  readonly icon: IconName;
  readonly tone: "good" | "warn" | "mute";
  readonly more?: string;
}

function told(check: PublishedCheck): Told {
  switch (check.status) {
    case "pass":
      return { word: "Passed", icon: "check", tone: "good" };
    case "released":
      return {
        word: "Accepted by a maintainer",
        icon: "check",
        tone: "good",
        ...(check.releasedBy !== undefined && {
          more: `${check.releasedBy.login}: “${check.releasedBy.reason}”`,
        }),
      };
    case "waived":
      return {
        word: check.waivedUntil === undefined ? "Waived" : `Waived until ${longDay(check.waivedUntil)}`,
        icon: "clock",
        tone: "warn",
      };
    case "grace":
      return {
        word:
          check.graceUntil === undefined ? "Needs changes" : `Needs changes by ${longDay(check.graceUntil)}`,
        icon: "clock",
        tone: "warn",
        more: "The rules became stricter after this was listed.",
      };
    case "recommended":
      return { word: "Recommended, not yet met", icon: "clock", tone: "mute" };
    case "not-run":
      return { word: "Not checked", icon: "clock", tone: "mute" };
  }
}

export function Evidence(props: {
  readonly frame: Frame;
  readonly checks: readonly PublishedCheck[];
}): VNode {
  return (
    <DrawnOnce
      frame={props.frame}
      class="checks"
      items={props.checks}
      // What was seen names the listing; what was not looked at reads the same on many pages.
      keyOf={(check) => (check.evidence.length > 0 ? undefined : `check ${JSON.stringify(check)}`)}
      draw={Line}
    />
  );
}

function Line(check: PublishedCheck): VNode {
  const { word, icon, tone, more } = told(check);
  return (
    <li class={tone}>
      <Icon name={icon} />
      <div>
        <p>
          <b>{check.title}</b> <span class="soft">{word}</span>
          {check.status === "not-run" ? null : <time dateTime={check.at}>{longDay(check.at)}</time>}
        </p>
        {more === undefined ? null : <p class="soft">{more}</p>}
        {check.evidence.map((line, at) => (
          <p key={at} class="soft" dir="auto">
            {withCode(line)}
          </p>
        ))}
      </div>
    </li>
  );
}

/** What stands in backticks, as code: our sentences quote fields and other people's words so. */
export function withCode(line: string): ComponentChildren {
  return line.split("`").map((part, at) => (at % 2 === 1 ? <code key={at}>{part}</code> : part));
}
