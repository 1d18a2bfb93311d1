// On a section that can no longer be written in: what the person typed there and that was never saved, to be copied.

import { drop, keptOf } from "./kept.js";

const place = document.querySelector("[data-left-over]");
const { user, leftOver: url } = place?.dataset ?? {};
const entries = place ? keptOf(user, url).filter(({ value }) => value) : [];

if (entries.length) {
  place.hidden = false;
  place.querySelector("[data-texts]").append(...entries.map(({ value }) =>
    Object.assign(document.createElement("p"), { className: "written", textContent: value })));
  place.querySelector("button").addEventListener("click", () => {
    keptOf(user, url).forEach(({ key }) => drop(key));
    place.remove();
  });
}
