// Saves a section as people write in it. What the server has not taken stays on the page and in the browser, and is
// sent again; what a colleague has written meanwhile is shown; where both wrote in one field, both texts.

import { showConflict } from "./conflicts.js";
import { frameOf, isFocused, sayFault, textIn } from "./fields.js";
import { isBack, onSignOut } from "./kept.js";
import { refreshSections } from "./sections.js";
import { lockOf, pairsOf, post, sendLeftBehind } from "./sending.js";
import { say, tell } from "./status.js";
import { Unsaved } from "./unsaved.js";

const PAUSE = 1000; // after the last key
const LATEST = 10_000; // after the first that is not saved
const FIRST_RETRY = 2000, LAST_RETRY = 60_000;
const AFTER_CLICK = 250;
// A browser carries no more than this for a page that is being left.
const MOST_CARRIED = 60_000;

const form = document.querySelector("form[data-draft]");
const bar = document.querySelector("[data-autosave]");
const { user, autosave: url } = bar?.dataset ?? {};

function start() {
  const unsaved = new Unsaved(form, user, url);
  let timer, waitingSince = 0, retries = 0, isOut = false, isLeaving = false, goesAgain = false;
  let running = null; // The saving that goes on, as a promise.
  let faults = {};

  function schedule(wait) {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  }

  function look() {
    if (!unsaved.scan()) return;
    waitingSince ||= Date.now();
    if (!unsaved.isKept) say(isOut ? "out" : "full", {}, "bad");
    if (!retries) schedule(Math.max(0, Math.min(PAUSE, waitingSince + LATEST - Date.now())));
  }

  function save() {
    clearTimeout(timer);
    goesAgain = Boolean(running);
    running ??= saveAll().finally(() => {
      running = null;
      if (goesAgain) save();
    });
    return running;
  }

  async function saveAll() {
    waitingSince = 0;
    let goesOn = true;
    for (let group = unsaved.nextGroup(); group && goesOn; group = unsaved.nextGroup()) {
      say("saving", {}, "busy");
      goesOn = taken(await send(group), group);
      unsaved.scan();
    }
    if (!goesOn) goesAgain = false;
  }

  function send(group, options) {
    const pairs = pairsOf(user, group.base, unsaved.version, group.entries);
    unsaved.isSent(group);
    return post(url, pairs, options);
  }

  // Whether to go on with the next.
  function taken(answer, group) {
    if (answer.kind !== "saved" && answer.kind !== "away") unsaved.isSent(group, false);
    if (answer.kind === "saved") return isSaved(answer, group);
    if (answer.kind === "conflict") return isClashing(answer);
    if (answer.kind === "refused") return isRefused(answer, group);
    if (answer.kind === "away") {
      schedule(Math.min(LAST_RETRY, FIRST_RETRY * 2 ** retries++));
      say(unsaved.isKept ? "away" : "awayFull", {}, "bad");
    } else if (answer.kind === "signed-out") say(isOut ? "out" : "signedOut", {}, "bad");
    else say("otherPerson", {}, "bad");
    return false;
  }

  function isSaved(answer, group) {
    retries = 0;
    form.querySelector("[data-last-saved]")?.setAttribute("hidden", "");
    const fresh = unsaved.saved(group, answer);
    form.dataset.version = unsaved.version;
    form.elements.namedItem("_version").value = unsaved.version;
    fresh.forEach(markNews);
    if (fresh.length) tell("news");
    if (answer.keptRows.length) tell("keptRow");
    refreshSections();
    faults = answer.faults;
    [...group.entries.map(({ path }) => path), ...fresh].forEach(sayFaultOf);
    if ([...unsaved.entries.values()].some((entry) => entry.held)) say("conflict", {}, "bad");
    else say("saved", { time: answer.time });
    return true;
  }

  function isClashing({ version, conflicts }) {
    const isNew = [...unsaved.entries.values()].every((entry) => !entry.held);
    for (const [path, conflict] of Object.entries(conflicts)) {
      if (!unsaved.entries.has(path)) continue;
      unsaved.note(path, { held: true });
      showConflict(form, path, conflict, (choice) => {
        // What stands in the field now is an edit of the other text, which the person has read.
        unsaved.known.set(path, choice === "theirs" ? textIn(form, path) : conflict.theirs);
        if (unsaved.entries.has(path)) unsaved.note(path, { held: false, base: version });
        unsaved.scan();
        say("chosen");
        save();
      });
    }
    say("conflict", {}, "bad");
    if (isNew) document.getElementById(`conflict-${Object.keys(conflicts)[0]}`)?.scrollIntoView({ block: "nearest" });
    return true;
  }

  function isRefused({ words, faults: found = {} }, { entries }) {
    const atFault = entries.filter(({ path }) => found[path]);
    (atFault.length ? atFault : entries).forEach(({ path, value }) => {
      const entry = unsaved.entries.get(path);
      if (entry?.value === value) entry.refused = value;
    });
    atFault.forEach(({ path }) => sayFault(form, path, found[path], bar.dataset.error));
    say("refused", { words: words || (atFault.length ? bar.dataset.tooLong : bar.dataset.refused) }, "bad");
    return atFault.length > 0;
  }

  // Nobody is told that an address is wrong before they have written all of it.
  function sayFaultOf(path) {
    if (!isFocused(form, path) || !faults[path]) sayFault(form, path, faults[path] ?? "", bar.dataset.error);
  }

  function markNews(path) {
    const frame = frameOf(form, path);
    frame?.classList.remove("is-news");
    requestAnimationFrame(() => frame?.classList.add("is-news"));
  }

  // What was refused may be taken now: somebody opened the section again, or the person is back.
  function tryAgain() {
    retries = 0;
    unsaved.entries.forEach((entry) => { delete entry.refused; });
    if (unsaved.entries.size) save();
  }

  // What the page is left with is sent without waiting for an answer; the browser keeps it until one comes.
  function leave() {
    unsaved.scan();
    const group = unsaved.nextGroup();
    if (!group || running || isLeaving) return;
    const size = new URLSearchParams(pairsOf(user, group.base, unsaved.version, group.entries)).toString().length;
    send(group, { keepalive: size < MOST_CARRIED }).then((answer) => {
      if (answer.kind === "saved") taken(answer, group);
    });
  }

  // The button sends the whole form as it stands, on the oldest version that anything in it was typed on; first what
  // is on its way is let through.
  function submit(event) {
    unsaved.scan();
    if (running && !isLeaving) {
      event.preventDefault();
      const button = event.submitter;
      isLeaving = true;
      Promise.race([running, new Promise((done) => setTimeout(done, 3000))]).then(() => form.requestSubmit(button));
      return;
    }
    isLeaving = true;
    clearTimeout(timer);
    form.elements.namedItem("_version").value = unsaved.base;
  }

  const changed = (event) => {
    if (event.isTrusted) form.dataset.typedAt = Date.now();
    look();
  };
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("focusout", ({ target }) => {
    unsaved.scan();
    // When the focus has gone, and a click with it: what is said moves what stands under it.
    setTimeout(() => { if (faults[target.name]) sayFaultOf(target.name); }, AFTER_CLICK);
    if (unsaved.nextGroup() && !retries) save();
  });
  form.addEventListener("submit", submit);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") leave(); else tryAgain(); });
  window.addEventListener("pagehide", leave);
  window.addEventListener("pageshow", () => { isLeaving = false; });
  window.addEventListener("online", () => { tryAgain(); sendLeftBehind(user); });
  window.addEventListener("focus", tryAgain);
  window.addEventListener("beforeunload", (event) => {
    if (unsaved.entries.size && !unsaved.isKept && !isLeaving) event.preventDefault();
  });
  document.addEventListener("colleague-saved", async ({ detail: version }) => {
    if (version <= unsaved.version || running) return;
    const group = { base: unsaved.version, entries: [] };
    const answer = await send(group);
    if (answer.kind === "saved") taken(answer, group);
  });
  document.addEventListener("signing-out", () => { isLeaving = true; clearTimeout(timer); });
  onSignOut(user, (isNow) => {
    isOut = isNow;
    unsaved.mayKeep = !isNow;
    if (isNow && unsaved.entries.size) {
      unsaved.isKept = false;
      say("out", {}, "bad");
    } else if (!isNow) {
      unsaved.storeAll();
      tryAgain();
    }
  });

  bar.hidden = false;
  isBack(user);
  form.dataset.version = unsaved.version;
  const typedAt = unsaved.layBack();
  if (typedAt) {
    const time = new Date(typedAt).toLocaleTimeString("sv-SE", { hour: "2-digit", minute: "2-digit" });
    tell("laidBack", { time });
  }
  // With what a browser brought back in the fields by itself, on the way back to the page.
  unsaved.scan();
  save();
  navigator.locks?.request(lockOf(user, url), { mode: "shared" }, () => new Promise(() => {}));
  sendLeftBehind(user);
}

// A page that shows what could not be saved is saved by its button, once the person has seen why.
function guard() {
  let isSending = false;
  form.addEventListener("submit", () => { isSending = true; });
  window.addEventListener("beforeunload", (event) => { if (!isSending) event.preventDefault(); });
}

if (form?.hasAttribute("data-unsaved")) guard();
else if (form && bar) start();
