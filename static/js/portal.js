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
