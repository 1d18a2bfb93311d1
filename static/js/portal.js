// Small helps on every page. Each page works without them.

// An open menu closes on Escape and when something else is pressed.
const openMenus = () => document.querySelectorAll("details.who[open]");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  openMenus().forEach((menu) => {
    menu.open = false;
    menu.querySelector("summary").focus();
  });
});

document.addEventListener("click", (event) => {
  openMenus().forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});

// After a refused form the summary of what to change is read first; unless a link led to one of its fields.
if (!location.hash) document.querySelector(".error-summary")?.focus();

// What was typed into a long field and not sent is not lost by a slip: the browser asks before it leaves the page. On a
// page that says what was wrong nothing has been taken yet. Drafts save by themselves, and ask when they can't.
const wasRefused = Boolean(document.querySelector(".error-summary"));
const isUnsent = (field) => !field.readOnly && (field.value !== field.defaultValue || (wasRefused && field.value !== ""));
let sending = null;

document.addEventListener("submit", ({ target }) => { sending = target; });
window.addEventListener("beforeunload", (event) => {
  const fields = [...document.querySelectorAll("form[method=post]:not([data-draft]) textarea")];
  if (fields.some((field) => field.form !== sending && isUnsent(field))) event.preventDefault();
});
