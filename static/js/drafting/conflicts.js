// A field that somebody else has written in too: both texts, and a choice, in place.

import { frameOf, show } from "./fields.js";

const panelOf = (path) => document.getElementById(`conflict-${path}`);

/** Put the server's panel before the field. `choose("mine" or "theirs")` is called once the person has chosen. */
export function showConflict(form, path, { html, theirs }, choose) {
  panelOf(path)?.remove();
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const panel = holder.content.firstElementChild;
  const frame = frameOf(form, path);
  // In a table there is no room beside the field: above the table.
  (frame?.closest(".table-wide") ?? frame ?? form.firstElementChild).before(panel);
  panel.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-choose]")?.dataset.choose;
    if (!choice) return;
    const mine = form.elements.namedItem(path);
    if (choice === "theirs") show(form, path, theirs);
    if (choice === "both") show(form, path, `${theirs}\n\n${mine.value}`);
    panel.remove();
    choose(choice);
    (mine instanceof RadioNodeList ? mine[0] : mine).focus();
  });
}

