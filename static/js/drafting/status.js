// What a section's page says of saving. A screen reader hears it when it changes, and not at every save: "Sparar …" is
// only seen, and "Sparat 14:03" is said once a minute.

import { filled } from "./amounts.js";

const bar = document.querySelector("[data-autosave]");
const said = bar?.querySelector("[role=status]");
const seen = bar?.querySelector("[data-saving]");
const notice = document.querySelector("[data-news]");

/** Say a text of the page by its name; `tone` is ok, busy or bad. */
export function say(name, values = {}, tone = "ok") {
  // What is wrong stands until it is over, with its link.
  if (tone === "busy" && bar.dataset.tone === "bad") return;
  bar.dataset.tone = tone;
  seen.hidden = tone !== "busy";
  said.hidden = tone === "busy";
  if (tone === "busy") return;
  const words = values.words ?? filled(bar.dataset[name], values);
  const link = bar.dataset[`${name}Link`];
  if (said.dataset.says === words) return;
  said.dataset.says = words;
  said.replaceChildren(words);
  if (link) said.append(" ", signInLink(link, name));
}

// One who has signed out has the text on the page alone, so that the page stays.
function signInLink(words, name) {
  const here = location.pathname + location.search;
  const link = Object.assign(document.createElement("a"), { textContent: words, href: `${bar.dataset.signIn}?next=${encodeURIComponent(here)}` });
  if (name === "out") Object.assign(link, { target: "_blank", rel: "opener" });
  return link;
}

/** Tell what happened to the page by itself, in a notice above the form. */
export function tell(name, values = {}) {
  notice.hidden = false;
  notice.textContent = filled(bar.dataset[name], values);
}
