// Who else is in the draft: asked for every now and then while the page is looked at, and shown in the section and in
// the list of sections. Asking also says that this person is here.

import { post } from "./sending.js";

const EVERY = 15_000;
// One who typed so lately is writing.
const LATELY = 30_000;

const place = document.querySelector("[data-presence]");
const form = document.querySelector("form[data-draft]");
const { presence: url, section = "", writing, reading } = place?.dataset ?? {};
let timer;

async function ask(isHere = true) {
  clearTimeout(timer);
  const writes = Date.now() - Number(form?.dataset.typedAt ?? 0) < LATELY ? "1" : "0";
  const pairs = [["section", isHere ? section : ""], ["writes", writes], ["version", form?.dataset.version ?? "0"]];
  const answer = await post(url, pairs, { keepalive: !isHere });
  if (!isHere || document.visibilityState === "hidden") return;
  if (answer.kind === "saved") show(answer.people);
  if (answer.kind !== "signed-out") timer = setTimeout(ask, EVERY);
}

function show(people) {
  const here = people.filter((person) => section && person.section === section);
  const words = here.map(({ name, writes }) => (writes ? writing : reading).replace("%(name)s", name)).join(" ");
  if (place.textContent !== words) place.textContent = words;
  place.hidden = !words;
  document.querySelectorAll("[data-here]").forEach((mark) => mark.remove());
  for (const { name, initials, section: key } of people) {
    for (const link of document.querySelectorAll(`:is(.section-list, .task-list) a[href$="/avsnitt/${CSS.escape(key)}/"]`)) {
      link.append(markOf(name, initials));
    }
  }
  const newest = Math.max(0, ...here.map(({ version }) => version));
  document.dispatchEvent(new CustomEvent("colleague-saved", { detail: newest }));
}

function markOf(name, initials) {
  const mark = Object.assign(document.createElement("span"), { className: "here", title: name });
  mark.dataset.here = "";
  const short = Object.assign(document.createElement("span"), { textContent: initials });
  short.setAttribute("aria-hidden", "true");
  mark.append(short, Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: `, ${name}` }));
  return mark;
}

if (place) {
  document.addEventListener("visibilitychange", () => ask(document.visibilityState === "visible"));
  window.addEventListener("pagehide", () => ask(false));
  ask();
}
