// A table of amounts by keyboard: up, down and Enter between rows; left and right at the ends of what is written;
// Ctrl and Home or End to the first and last cell. Everything else is the browser's own.

import { cellsOf, placeOf, settle, unsettle } from "./cells.js";

function go(field) {
  field.focus();
  field.select();
  field.scrollIntoView({ block: "nearest", inline: "nearest" });
}

/** The next field from a place in steps of rows and columns; none at the edge. */
function nextField(rows, [row, column], [down, right]) {
  for (;;) {
    row += down;
    column += right;
    const field = rows[row]?.[column];
    if (field === undefined || field) return field;
  }
}

const isAt = (field, end) => field.selectionStart === field.selectionEnd && field.selectionStart === end;

function stepOf(event, field) {
  if (event.key === "ArrowUp") return [-1, 0];
  if (event.key === "ArrowDown") return [1, 0];
  if (event.key === "Enter") return event.shiftKey ? [-1, 0] : [1, 0];
  if (event.key === "ArrowLeft" && isAt(field, 0)) return [0, -1];
  if (event.key === "ArrowRight" && isAt(field, field.value.length)) return [0, 1];
  return null;
}

function onKey(event, table) {
  const rows = cellsOf(table);
  const place = placeOf(rows, event.target);
  if (!place || event.altKey || event.isComposing) return;
  const fields = rows.flat().filter(Boolean);
  const ends = { Home: fields[0], End: fields.at(-1) };
  if (event.ctrlKey || event.metaKey) {
    if (!(event.key in ends)) return;
    event.preventDefault();
    go(ends[event.key]);
    return;
  }
  const step = stepOf(event, event.target);
  if (!step || (event.shiftKey && event.key !== "Enter")) return;
  const field = nextField(rows, place, step);
  // Enter never sends the form from a cell: in the last row there is nowhere further to go.
  if (field || event.key === "Enter") event.preventDefault();
  if (field) go(field);
}

for (const table of document.querySelectorAll("form[data-draft] [data-grid]")) {
  table.addEventListener("keydown", (event) => onKey(event, table));
  table.addEventListener("focusin", (event) => { if (event.target.matches("input.amount")) unsettle(event.target); });
  table.addEventListener("focusout", (event) => { if (event.target.matches("input.amount")) settle(table, event.target); });
}
