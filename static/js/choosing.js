// Rows that are chosen in a list: how many, and all on the page at once. form[data-choosing] works without it too.

const rowsOf = (form) => [...form.querySelectorAll('tbody input[type="checkbox"]')];

const show = (form) => {
  const rows = rowsOf(form);
  const chosen = rows.filter((row) => row.checked).length;
  const all = form.querySelector("[data-choose-all]");
  const told = form.querySelector("[data-chosen]");
  if (!all || !told) return;
  all.hidden = false;
  all.querySelector("input").checked = chosen === rows.length;
  all.querySelector("input").indeterminate = chosen > 0 && chosen < rows.length;
  told.textContent = chosen ? `${chosen} ${told.dataset.chosen}` : "";
};

const showAll = () => document.querySelectorAll("form[data-choosing]").forEach(show);

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-choosing]");
  if (!form) return;
  if (event.target.closest("[data-choose-all]")) {
    rowsOf(form).forEach((row) => { row.checked = event.target.checked; });
  }
  show(form);
});

// The list may be put in anew by htmx, and a browser that goes back remembers what was chosen.
document.addEventListener("htmx:after:swap", showAll);
window.addEventListener("pageshow", showAll);
