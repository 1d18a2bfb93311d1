// Pasting a block of cells from Excel into a table of amounts. What can't be read stays as it was and is told at its
// cell; what has no cell is told under the table; and the whole paste can be taken back.

import { filled } from "./amounts.js";
import { cellsOf, placeOf, settle } from "./cells.js";

/** A clipboard's text as rows of texts: tabs between cells, line feeds between rows, quotes around what holds either. */
export function parseBlock(text) {
  const rows = [[""]];
  let quoted = false;
  const plain = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "");
  for (let at = 0; at < plain.length; at += 1) {
    const row = rows.at(-1);
    const char = plain[at];
    if (quoted && char === '"' && plain[at + 1] === '"') { row[row.length - 1] += '"'; at += 1; }
    else if (quoted && char === '"') quoted = false;
    else if (!quoted && char === '"' && row.at(-1) === "") quoted = true;
    else if (!quoted && char === "\t") row.push("");
    else if (!quoted && char === "\n") rows.push([""]);
    else row[row.length - 1] += char;
  }
  return rows.map((row) => row.map((cell) => cell.trim()));
}

const isBlock = (text) => /[\t\n]/.test(text.replace(/\r\n?/g, "\n").replace(/\n+$/, ""));

/** Write the block into the table from a place on. Gives what stood there, and the texts that had no cell. */
function write(rows, [top, left], block) {
  const before = [], outside = [];
  block.forEach((texts, down) => texts.forEach((text, right) => {
    const field = rows[top + down]?.[left + right];
    if (field) {
      before.push({ field, stood: field.value });
      field.value = text.replace(/\s*\n\s*/g, " ");
    } else if (text) outside.push(text);
  }));
  return { before, outside };
}

function onPaste(event, table, told) {
  const text = event.clipboardData.getData("text/plain");
  const rows = cellsOf(table);
  const place = placeOf(rows, event.target);
  if (!place || !isBlock(text)) return;
  event.preventDefault();
  const { before, outside } = write(rows, place, parseBlock(text));
  before.forEach((cell) => {
    settle(table, cell.field);
    cell.pasted = cell.field.value;
  });
  changed(before);
  tell(told, before, outside, table);
}

// As when a person had written: whoever counts or saves listens for it.
function changed(cells) {
  for (const { field } of cells) {
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function tell(told, before, outside, table) {
  const texts = told.dataset;
  const unread = before.filter(({ field }) => field.hasAttribute("aria-invalid")).length;
  const words = [filled(texts.done, { count: before.length })];
  if (unread) words.push(filled(texts.unread, { count: unread }));
  if (outside.length) words.push(filled(texts.outside, { count: outside.length, values: outside.join("; ") }));
  const undo = told.querySelector("button");
  say(told, words.join(" "), unread + outside.length > 0);
  undo.hidden = !before.length;
  // The cell keeps the focus until the click is done: what is said of it may go then, and the button would move.
  undo.onmousedown = (event) => event.preventDefault();
  undo.onclick = () => {
    takeBack(before, table);
    say(told, texts.undone, false);
    undo.hidden = true;
    before[0].field.focus();
  };
}

function say(told, words, isWarning) {
  told.firstElementChild.hidden = false;
  told.firstElementChild.classList.toggle("notice-warning", isWarning);
  told.querySelector("[data-paste-words]").textContent = words;
}

// What somebody has written in a cell since then stays.
function takeBack(before, table) {
  const digits = (text) => text.replace(/\s/g, "");
  const untouched = before.filter(({ field, pasted }) => digits(field.value) === digits(pasted));
  untouched.forEach(({ field, stood }) => {
    field.value = stood;
    settle(table, field);
  });
  changed(untouched);
}

for (const table of document.querySelectorAll("form[data-draft] [data-grid]")) {
  const told = table.parentElement.querySelector("[data-paste]");
  table.addEventListener("paste", (event) => onPaste(event, table, told));
}
