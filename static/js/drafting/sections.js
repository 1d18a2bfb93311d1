// Keeps the list of sections true while somebody writes: what is done, started or missing, as it is after a save.

const REST = 1500; // after the last save
const EVERY = 10_000;

const list = document.querySelector("#section-list");
const url = document.querySelector("[data-autosave]")?.dataset.states;
let timer, askedAt = 0;

export function refreshSections() {
  if (!list || !url) return; // A form that is no section, such as an assessment.
  clearTimeout(timer);
  timer = setTimeout(refresh, Math.max(REST, askedAt + EVERY - Date.now()));
}

async function refresh() {
  askedAt = Date.now();
  try {
    const response = await fetch(url, { redirect: "error", headers: { Accept: "text/html" } });
    if (!response.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.querySelector("#section-list ol");
    // Who walks through the list keeps their place in it.
    if (!fresh || list.contains(document.activeElement)) return;
    for (const mark of list.querySelectorAll("[data-here]")) {
      const { pathname } = mark.closest("a");
      [...fresh.querySelectorAll("a")].find((link) => link.pathname === pathname)?.append(mark);
    }
    list.querySelector("ol").replaceWith(fresh);
  } catch {
    // Away: the next save asks anew.
  }
}
