// The cells of a table of amounts: where they lie, how an amount is shown in them, and what is said of one that can't
// be read. A cell of the table that people can't write in is null.

import { grouped, readAmount } from "./amounts.js";

/** Rows of cells as they lie on the page: a field, or null where the amount is computed. */
export const cellsOf = (table) =>
  [...table.querySelectorAll("tr")]
    .map((row) => [...row.querySelectorAll("[data-cell]")].map((cell) => cell.querySelector("input.amount")))
    .filter((cells) => cells.length);

/** Where a field lies: [row, column]; null when it is no cell of the table. */
export function placeOf(rows, field) {
  const row = rows.findIndex((cells) => cells.includes(field));
  return row < 0 ? null : [row, rows[row].indexOf(field)];
}

/** Show the amount in a field in groups, as it is shown when it is saved; and say what is wrong with it, if anything. */
export function settle(table, field) {
  const { amount, fault } = readAmount(field.value);
  if (typeof amount === "number") field.value = grouped(amount);
  sayFault(table, field, fault ? table.dataset[fault] : "");
}

/** While somebody writes in a field it holds digits alone. */
export function unsettle(field) {
  const { amount } = readAmount(field.value);
  if (typeof amount === "number") field.value = String(amount);
}

// The words stand in a row of their own under the field's row, where the server puts them too.
function sayFault(table, field, words) {
  const id = `${field.id}_error`;
  const said = document.getElementById(id);
  const isOurs = !said || said.hasAttribute("data-unread") || Object.values(table.dataset).some((text) => text && said.textContent.includes(text));
  if (!isOurs || (!words && !said)) return;
  const row = said?.closest("tr");
  said?.remove();
  if (row && !row.querySelector(".field-error")) row.remove();
  field.classList.toggle("is-invalid", Boolean(words));
  field.toggleAttribute("aria-invalid", Boolean(words));
  if (!words) {
    field.removeAttribute("aria-describedby");
    return;
  }
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", id);
  const label = document.querySelector(`label[for="${field.id}"]`).textContent.replace(/\s+/g, " ").trim();
  const error = document.createElement("p");
  Object.assign(error, { id, className: "field-error", textContent: `${label}: ${words}` });
  error.setAttribute("data-unread", "");
  errorRowAfter(field.closest("tr")).append(error);
}

function errorRowAfter(row) {
  const next = row.nextElementSibling;
  if (next?.hasAttribute("data-errors")) return next.firstElementChild;
  const errors = document.createElement("tr");
  errors.setAttribute("data-errors", "");
  const cell = errors.insertCell();
  cell.colSpan = row.cells.length;
  row.after(errors);
  return cell;
}
