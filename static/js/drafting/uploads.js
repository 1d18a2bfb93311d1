// Sends files as soon as they are dropped or chosen: one at a time and each by itself, so that one that is refused stops
// no other. The page is read anew when they are there, and again while some of them are being searched for viruses.

import { filled } from "./amounts.js";

const FIRST_LOOK = 3000;
const MOST_LOOKS = 12;

const list = document.querySelector("[data-upload-list]");
const spoken = document.querySelector("[data-upload-status]");
const zone = () => document.querySelector("form[data-uploads]");
const queue = [];
let isSending = false;
let told = { added: 0, refused: 0 };

function add(files) {
  for (const file of files) {
    const row = document.querySelector("[data-upload-row]").content.cloneNode(true).firstElementChild;
    row.querySelector("[data-name]").textContent = file.name;
    row.querySelector("progress").setAttribute("aria-label", file.name);
    row.querySelector("[data-again]").addEventListener("click", () => wait({ file, row }));
    list.append(row);
    list.hidden = false;
    if (file.size > Number(zone().dataset.limit)) refuse(row, list.dataset.tooLarge);
    else wait({ file, row });
  }
  sendNext();
}

function wait(upload) {
  upload.row.querySelector("[data-error]").hidden = true;
  upload.row.querySelector("[data-again]").hidden = true;
  upload.row.querySelector("progress").hidden = false;
  say(upload.row, list.dataset.waits, 0);
  queue.push(upload);
  sendNext();
}

function say(row, text, percent) {
  row.querySelector("[data-said]").textContent = text;
  row.querySelector("progress").value = percent;
}

function refuse(row, text, canBeSentAgain = false) {
  told.refused += 1;
  say(row, "", 0);
  row.querySelector("progress").hidden = true;
  row.querySelector("[data-error]").textContent = text;
  row.querySelector("[data-error]").hidden = false;
  row.querySelector("[data-again]").hidden = !canBeSentAgain;
}

async function sendNext() {
  if (isSending) return;
  isSending = true;
  for (let upload = queue.shift(); upload; upload = queue.shift()) await send(upload);
  isSending = false;
  await lookAnew();
  list.hidden = !list.children.length;
  spoken.textContent = filled(spoken.dataset.told, told);
  told = { added: 0, refused: 0 };
}

// fetch tells nothing of how far a file has come.
function send({ file, row }) {
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    const form = zone();
    if (!form) return done(refuse(row, list.dataset.refused));
    const data = new FormData();
    data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    data.append("upload", file);
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      const percent = Math.round((100 * loaded) / total);
      say(row, percent < 100 ? `${percent}\u00a0%` : list.dataset.checked, percent);
    });
    request.addEventListener("load", () => { answered(row, request); done(); });
    request.addEventListener("error", () => { refuse(row, list.dataset.away, true); done(); });
    request.send(data);
  });
}

function answered(row, request) {
  if (request.status === 201) {
    told.added += 1;
    row.remove();
  } else if (request.status === 422) {
    refuse(row, JSON.parse(request.responseText).errors.join(" "));
  } else if (request.responseURL !== zone().action) {
    refuse(row, list.dataset.signedOut, true); // We were led to the page that people sign in on.
  } else {
    refuse(row, list.dataset.refused, request.status >= 500);
  }
}

// Puts in what has changed on the page, but not under somebody who writes there.
async function lookAnew() {
  const files = document.getElementById("files");
  if (!zone() || files.querySelector("details[open]")) return;
  const answer = await fetch(list.dataset.page, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const viruses = files.querySelectorAll("[data-scan=infected]").length;
  for (const id of ["files", "removed", "section-list"]) {
    const [old, anew] = [document.getElementById(id), page.getElementById(id)];
    if (old && anew) old.replaceWith(anew);
  }
  const room = page.getElementById("room");
  if (room && !room.querySelector("form")) document.getElementById("room").replaceWith(room);
  if (document.querySelectorAll("#files [data-scan=infected]").length > viruses) spoken.textContent = spoken.dataset.virus;
}

async function lookWhileSearched(looks = 0) {
  if (document.querySelector("#files [data-scan=pending]") && !isSending && looks < MOST_LOOKS) {
    await lookAnew();
    looks += 1;
  }
  setTimeout(() => lookWhileSearched(looks), FIRST_LOOK + looks * 1000);
}

const held = (event) => event.dataTransfer?.types.includes("Files");

if (zone()) {
  list.dataset.page = zone().dataset.page;
  zone().querySelector("button").hidden = true;
  document.addEventListener("change", ({ target }) => {
    if (!target.matches("[data-uploads] input[type=file]")) return;
    add([...target.files]);
    target.value = "";
  });
  // A file that is dropped beside the zone would else be opened instead of the page.
  document.addEventListener("dragover", (event) => {
    if (!held(event)) return;
    event.preventDefault();
    zone()?.classList.toggle("over", Boolean(event.target.closest("[data-uploads]")));
  });
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) zone()?.classList.remove("over"); });
  document.addEventListener("drop", (event) => {
    if (!held(event)) return;
    event.preventDefault();
    zone()?.classList.remove("over");
    if (event.target.closest("[data-uploads]")) add([...event.dataTransfer.files]);
  });
  window.addEventListener("beforeunload", (event) => { if (isSending) event.preventDefault(); });
  lookWhileSearched();
}
