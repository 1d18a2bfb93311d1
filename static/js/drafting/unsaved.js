// What somebody has typed in the section on this page and the server has not taken: by field, with the version that it
// was typed on. Kept in the browser as well (kept.js), until it is saved.

import { addRow, rowsOnPage, takeRow } from "./rows.js";
import { drawnIn, pathsOf, show, textIn } from "./fields.js";
import { drop, dropOwn, keep, keptOf } from "./kept.js";

const rowIn = (path) => path.match(/^rows-([0-9a-z]+)-/)?.[1];
// A removed row is kept among the fields, under a name that no field has.
const removalOf = (id) => `rows-${id}`;

export class Unsaved {
  constructor(form, user, url) {
    Object.assign(this, { form, user, url });
    this.version = Number(form.elements.namedItem("_version").value);
    this.known = new Map(pathsOf(form).map((path) => [path, drawnIn(form, path)]));
    this.entries = new Map();
    // What was typed on other pages, now closed, in fields in which still another wrote later.
    this.strays = [];
    // Whether the browser holds all that is not saved, and whether it may.
    this.isKept = true;
    this.mayKeep = true;
  }

  /** Look through the page for what differs from what is saved. Whether anything new was found. */
  scan() {
    let isNew = false;
    const onPage = new Set(pathsOf(this.form));
    for (const path of onPage) {
      const value = textIn(this.form, path);
      if (value === (this.known.get(path) ?? "")) this.forget(path);
      else if (this.entries.get(path)?.value !== value) isNew = this.note(path, { value });
    }
    const rows = new Set(rowsOnPage());
    for (const id of this.knownRows()) {
      if (!rows.has(id) && !this.entries.has(removalOf(id))) isNew = this.note(removalOf(id), { value: "", removed: id });
    }
    for (const [path, { removed }] of this.entries) if (!removed && !onPage.has(path)) this.forget(path);
    return isNew;
  }

  knownRows() {
    return new Set([...this.known.keys()].map(rowIn).filter(Boolean));
  }

  note(path, changes) {
    const entry = { base: this.version, at: Date.now(), ...this.entries.get(path), ...changes };
    this.entries.set(path, entry);
    this.store(path, entry);
    return true;
  }

  store(path, { value, base, at, removed, sent }) {
    this.isKept = this.mayKeep && keep(this.user, this.url, path, { value, base, at, removed, sent });
  }

  storeAll() {
    this.entries.forEach((entry, path) => this.store(path, entry));
  }

  forget(path) {
    if (this.entries.delete(path)) dropOwn(this.user, this.url, path);
  }

  /**
   * What can be sent together: typed on the same version, the oldest first. Null when there is nothing to send.
   *
   * What was sent without an answer is sent again as it was, before what was typed since: if the server has it
   * already, it sees so, and does not take the person's own text for another's. A stray goes before all: once it is
   * saved, what another page wrote in its field is a conflict with it, and the person sees both.
   */
  nextGroup() {
    const [stray] = this.strays;
    if (stray) return { base: stray.base, entries: [stray], stray };
    const ready = [...this.entries].filter(([, entry]) => !entry.held && entry.refused !== entry.value);
    if (!ready.length) return null;
    const base = Math.min(...ready.map(([, entry]) => entry.base));
    const together = ready.filter(([, entry]) => entry.base === base);
    return { base, entries: together.map(([path, entry]) => ({ path, ...entry, value: entry.sent ?? entry.value })) };
  }

  /** A group is on its way, or it is known that the server did not take it. */
  isSent({ entries, stray }, isInDoubt = true) {
    if (stray) {
      if (!isInDoubt) this.strays.shift(); // It stays in the browser, for the next time that the section is opened.
      return;
    }
    for (const { path, value } of entries) {
      if (this.entries.has(path)) this.note(path, { sent: isInDoubt ? value : undefined });
    }
  }

  /** The oldest version that anything on the page was typed on. */
  get base() {
    return Math.min(this.version, ...[...this.entries.values()].map((entry) => entry.base));
  }

  /** The server has taken a group, and the page learns what others have written. What was typed since stays. */
  saved({ entries, stray }, { version, news }) {
    if (stray) drop(this.strays.shift().key, stray.value);
    else for (const { path, value, removed } of entries) {
      if (removed) this.rowIsGone(removed);
      else this.known.set(path, value);
      if (this.entries.get(path)?.value === value) this.forget(path);
      else if (this.entries.has(path)) this.note(path, { base: version, sent: undefined });
    }
    this.version = version;
    return this.takeOver(news);
  }

  rowIsGone(id) {
    for (const path of [...this.known.keys()]) if (rowIn(path) === id) this.known.delete(path);
    this.form.querySelectorAll(`input[name="_removed"][value="${id}"]`).forEach((input) => input.remove());
  }

  /** Show what others have written in fields that the person has not touched. Gives the fields' names. */
  takeOver(news) {
    const shown = [];
    for (const [path, text] of Object.entries(news)) {
      const id = rowIn(path);
      if (id && text && !rowsOnPage().includes(id)) addRow(id);
      if (text) this.known.set(path, text);
      else this.known.delete(path);
      if (this.entries.has(path) || !pathsOf(this.form).includes(path)) continue;
      show(this.form, path, text);
      this.known.set(path, textIn(this.form, path));
      shown.push(path);
    }
    for (const id of new Set(Object.keys(news).map(rowIn).filter(Boolean))) this.takeEmptyRow(id);
    return shown;
  }

  // A row that a colleague removed, and that the person has not written in.
  takeEmptyRow(id) {
    const paths = [...this.known.keys(), ...this.entries.keys()].filter((path) => rowIn(path) === id);
    if (paths.some((path) => this.known.get(path) || this.entries.has(path))) return;
    paths.forEach((path) => this.known.delete(path));
    takeRow(id);
  }

  /** Lay back what was typed before and is not saved. Gives when the last of it was typed; null when there was none. */
  layBack() {
    const kept = keptOf(this.user, this.url);
    const texts = kept.filter(({ removed }) => !removed).filter((entry) => this.isMissing(entry));
    const newest = new Map(texts.map((entry) => [entry.path, entry]));
    for (const entry of texts) {
      if (newest.get(entry.path) === entry) {
        this.layBackEntry(entry);
        show(this.form, entry.path, entry.value);
      } else if (newest.get(entry.path).value === entry.value) drop(entry.key);
      else this.strays.push(entry);
    }
    const rowsWithText = new Set(texts.map(({ path }) => rowIn(path)));
    for (const entry of kept.filter(({ removed }) => removed)) {
      if (!rowsOnPage().includes(entry.removed) || rowsWithText.has(entry.removed)) drop(entry.key);
      else {
        this.layBackEntry(entry);
        takeRow(entry.removed);
      }
    }
    const typed = [...this.entries.values()].map(({ at }) => at);
    return typed.length ? Math.max(...typed) : null;
  }

  layBackEntry({ key, path, value, base, at, removed, sent }) {
    this.entries.set(path, { value, base, at, removed, sent });
    this.store(path, this.entries.get(path));
    if (this.isKept) drop(key);
  }

  // What the page already shows is forgotten, and hides nothing that another page has kept for the same field.
  isMissing({ key, path, value }) {
    if (rowIn(path) && this.form.querySelector("[data-row-template]")) addRow(rowIn(path));
    if (!pathsOf(this.form).includes(path)) return false;
    const isShown = value.trim() === textIn(this.form, path).trim();
    if (isShown) drop(key);
    return !isShown;
  }
}
