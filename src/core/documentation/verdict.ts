// Says what the states of a page's topics come to: only what is not told at all fails a page, what is unsure is for a person.

import { TOPICS, type Topic } from "./sections.ts";

/** `thin`: the page speaks of it and does not clearly say how. `not-needed`: it says that there is nothing to do. */
export type TopicState = "told" | "thin" | "not-told" | "not-needed";

export type PageVerdict = "pass" | "fail" | "hold";

/**
 * Many a small thing has no settings and does not say so, which a person knows. `announced`: a chapter of the page's own is
 * on settings, so it has some.
 */
export function verdictOfStates(
  states: Readonly<Record<Topic, TopicState>>,
  announced: boolean,
): PageVerdict {
  const notTold = TOPICS.filter((topic) => states[topic] === "not-told");
  if (notTold.includes("install") || notTold.includes("use")) return "fail";
  const thin = TOPICS.some((topic) => states[topic] === "thin");
  if (notTold.length === 0) return thin ? "hold" : "pass";
  return announced && !thin ? "fail" : "hold";
}
