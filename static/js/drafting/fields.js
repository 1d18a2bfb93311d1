// The fields of a section's form: what stands in them, as the server would read it, and what it drew there itself.

import { readAmount } from "./amounts.js";

const plain = (control, text) => {
  const amount = control.classList?.contains("amount") ? readAmount(text).amount : undefined;
  return typeof amount === "number" ? String(amount) : text.replace(/\r\n?/g, "\n");
};

/** The names of the fields that are saved; those with an underscore first are the page's own. */
export const pathsOf = (form) =>
  [...new Set([...form.elements].map(({ name }) => name))].filter((name) => name && !name.startsWith("_") && name !== "csrfmiddlewaretoken");

const controlOf = (form, path) => form.elements.namedItem(path);

/** What stands in a field now. */
export function textIn(form, path) {
  const control = controlOf(form, path);
  return control ? plain(control, control.value) : "";
}

/** What the server drew in a field. */
export function drawnIn(form, path) {
  const control = controlOf(form, path);
  if (control instanceof RadioNodeList) return [...control].find((radio) => radio.defaultChecked)?.value ?? "";
  if (control.options) return [...control.options].find((option) => option.defaultSelected)?.value ?? "";
  return plain(control, control.defaultValue);
}

/** Show a text in a field, as when a person had written it. */
export function show(form, path, text) {
  const control = controlOf(form, path);
  if (control instanceof RadioNodeList) control.forEach((radio) => { radio.checked = radio.value === text; });
  else {
    if (control.type === "date" && text && !/^\d{4}-\d\d-\d\d$/.test(text)) control.type = "text";
    control.value = text;
  }
  const first = control instanceof RadioNodeList ? control[0] : control;
  first.dispatchEvent(new Event("input", { bubbles: true }));
  first.dispatchEvent(new Event("change", { bubbles: true }));
}

/** The element of a field that can be marked and said something of: its frame on the page. */
export const frameOf = (form, path) => {
  const control = controlOf(form, path);
  const first = control instanceof RadioNodeList ? control[0] : control;
  return first?.closest(".field, td");
};

export const isFocused = (form, path) => {
  const control = controlOf(form, path);
  return control instanceof RadioNodeList ? [...control].includes(document.activeElement) : control === document.activeElement;
};

/** Say beside a field what is wrong with it; nothing when it is right. Tables of amounts say it themselves. */
export function sayFault(form, path, words, before) {
  const control = controlOf(form, path);
  if (!control || control instanceof RadioNodeList || !control.closest(".field") || control.classList.contains("amount")) return;
  const id = `${control.id}_error`;
  const said = document.getElementById(id);
  if ((said?.dataset.words ?? (said ? null : "")) === words) return;
  said?.remove();
  const described = (control.getAttribute("aria-describedby") ?? "").split(" ").filter((word) => word && word !== id);
  if (words) {
    const error = Object.assign(document.createElement("div"), { id, className: "field-error" });
    const hidden = Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: `${before} ` });
    const paragraph = document.createElement("p");
    error.dataset.words = words;
    paragraph.append(hidden, words);
    error.append(paragraph);
    control.before(error);
    described.push(id);
  }
  control.classList.toggle("is-invalid", Boolean(words));
  if (words) control.setAttribute("aria-invalid", "true");
  else control.removeAttribute("aria-invalid");
  if (described.length) control.setAttribute("aria-describedby", described.join(" "));
  else control.removeAttribute("aria-describedby");
}
