// A file that lies almost where it belongs → what to name it: one fix that works when it is followed to the letter.

import { idFrom } from "./draft.ts";
import { quote } from "./quote.ts";
import { otherFormat } from "./slips.ts";

/** `isTaken`: whether a file stands at that path. Nothing where the rule's own words say it as well. */
export function placeFix(path: string, isTaken: (path: string) => boolean): { readonly fix?: string } {
  const [, stem] = /^listings\/([^/]+)\.ya?ml$/i.exec(path) ?? [];
  if (stem !== undefined) {
    const id = idFrom(stem);
    return id === undefined ? {} : rename(path, `listings/${id}.yml`, isTaken);
  }
  // In a folder of its own, or beside `listings/`: its name stays.
  const [, lost = ""] = /^(?:.+\/)?([^/]+)\.ya?ml$/i.exec(path) ?? [];
  const id = lost === "" || /^(?:\.|images\/)/.test(path) ? undefined : idFrom(lost);
  if (id !== undefined) {
    const to = `listings/${id}.yml`;
    return {
      fix: isTaken(to)
        ? `Remove it, or give it a name of its own: ${quote(to)} is there already.`
        : `Move it to ${quote(to)}.`,
    };
  }
  const [, folder, name, ending] = /^(images\/(?:[^/]+\/)?)([^/]+)\.([a-z]+)$/i.exec(path) ?? [];
  if (folder === undefined || name === undefined || ending === undefined) return {};
  const isCard = folder === "images/";
  const right = isCard ? idFrom(name) : /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name) ? name : undefined;
  if (right === undefined) return {};
  const small = ending.toLowerCase().replace("jpeg", "jpg");
  if (/^(?:png|jpg)$/.test(small) || (isCard && small === "svg"))
    return rename(path, `${folder}${right}.${small}`, isTaken);
  const format = otherFormat(path);
  if (format === undefined) return {};
  return {
    fix: `Save the picture as PNG (a new name alone does not do it), put it at ${quote(`${folder}${right}.png`)} and remove this one.`,
  };
}

function rename(from: string, to: string, isTaken: (path: string) => boolean): { readonly fix?: string } {
  if (from === to) return {};
  return {
    fix: isTaken(to)
      ? `Remove it: ${quote(to)} is there already. If it is meant for another listing, give it a name of its own.`
      : `Rename it to ${quote(to)}.`,
  };
}
