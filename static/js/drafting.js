// A section of a draft: counts characters and sums as people write, adds and removes rows.
// Everything here is help: the page saves, counts and adds rows by the server without it.
(() => {
  "use strict";

  const form = document.querySelector("form[data-draft]");
  if (!form) return;

  const grouped = (number) => String(Math.abs(number)).replace(/\B(?=(\d{3})+$)/g, "\u00a0").replace(/^/, number < 0 ? "\u2212" : "");

  const MOST = 10 ** 12;

  // Reads an amount as the server does (applications/drafting/amounts.py); what can't be read counts as nothing.
  const amount = (input) => {
    const text = input.value.normalize("NFKC").trim().replace(/\s*(kr|kronor|sek)\.?$/i, "").replace(/[,.]?:?[-–]$/, "").replace(/[.,]0{1,2}$/, "").trim();
    const whole = /^(\d+|\d{1,3}(\s\d{3})+|\d{1,3}(\.\d{3})+)$/.test(text);
    const number = whole ? Number(text.replace(/[\s.]/g, "")) : 0;
    return number > MOST ? 0 : number;
  };
  const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
  const inputsOf = (element) => [...element.querySelectorAll("input.amount")];

  function countCharacters() {
    for (const counter of document.querySelectorAll("[data-count-for]")) {
      const field = document.getElementById(counter.dataset.countFor);
      const length = [...field.value].length;
      counter.textContent = form.dataset.countText.replace("#", grouped(length)).replace("%", grouped(Number(counter.dataset.limit)));
      counter.classList.toggle("text-danger", length > Number(counter.dataset.limit));
    }
  }

  function countCosts(table) {
    const rows = [...table.querySelectorAll("tr[data-cost]")];
    const years = [...table.querySelectorAll("[data-year-sum]")];
    const byYear = years.map(() => 0);
    const written = new Map(rows.map((row) => [row.dataset.cost, inputsOf(row).map(amount)]));
    for (const row of rows) {
      const percent = Number(row.dataset.percent);
      const amounts = percent
        ? years.map((_, index) => {
            const base = sum(row.dataset.bases.split(" ").map((key) => written.get(key)?.[index] ?? 0));
            return Math.floor((base * percent + 50) / 100);
          })
        : written.get(row.dataset.cost);
      row.querySelectorAll("[data-sum]").forEach((cell, index) => { cell.textContent = grouped(amounts[index]); });
      row.querySelector("[data-row-sum]").textContent = grouped(sum(amounts));
      amounts.forEach((number, index) => { byYear[index] += number; });
    }
    years.forEach((cell, index) => { cell.textContent = grouped(byYear[index]); });
    table.querySelector("[data-all-sum]").textContent = grouped(sum(byYear));
  }

  function countFunding(table) {
    const paid = [...table.querySelectorAll("[data-paid]")];
    const byColumn = paid.map(() => 0);
    for (const total of table.querySelectorAll("[data-row-sum]")) {
      const amounts = inputsOf(total.closest("tr")).map(amount);
      const columns = [...amounts, sum(amounts)];
      total.textContent = grouped(sum(amounts));
      columns.forEach((number, index) => { byColumn[index] += number; });
    }
    const costs = [...table.querySelectorAll("[data-cost-sum]")].map((cell) => Number(cell.dataset.costSum));
    const left = [...table.querySelectorAll("[data-left]")];
    byColumn.forEach((number, index) => {
      paid[index].textContent = grouped(number);
      left[index].textContent = grouped(costs[index] - number);
      left[index].classList.toggle("text-danger", costs[index] !== number);
    });
  }

  function countAll() {
    countCharacters();
    form.querySelectorAll("[data-sums]").forEach(countCosts);
    form.querySelectorAll("[data-funding]").forEach(countFunding);
  }

  function numberRows() {
    form.querySelectorAll("[data-rows] [data-row]").forEach((row, index) => {
      row.querySelectorAll("[data-row-number]").forEach((number) => { number.textContent = index + 1; });
    });
  }

  function addRow(event) {
    event.preventDefault();
    const id = [...crypto.getRandomValues(new Uint8Array(4))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const copy = form.querySelector("[data-row-template]").content.cloneNode(true);
    for (const element of copy.querySelectorAll("*")) {
      for (const attribute of element.attributes) {
        if (attribute.value.includes("blankrow")) attribute.value = attribute.value.replaceAll("blankrow", id);
      }
    }
    const row = copy.querySelector("[data-row]");
    row.removeAttribute("id");
    const rows = form.querySelector("[data-rows]");
    rows.insertBefore(copy, rows.querySelector(":scope > tfoot"));
    numberRows();
    countAll();
    row.querySelector("input, textarea, select").focus();
  }

  function removeRow(event, button) {
    event.preventDefault();
    const row = button.closest("[data-row]");
    const removed = document.createElement("input");
    removed.type = "hidden";
    removed.name = "_removed";
    removed.value = button.value;
    form.append(removed);
    row.remove();
    unsaved = true;
    numberRows();
    countAll();
    form.querySelector("[data-add-row]").focus();
  }

  // What was typed and not saved is not left without a question.
  let unsaved = form.hasAttribute("data-unsaved");
  form.addEventListener("input", () => { unsaved = true; });
  form.addEventListener("submit", () => { unsaved = false; });
  window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });

  form.addEventListener("input", countAll);
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.matches("[data-add-row]")) addRow(event);
    if (button?.matches("[data-remove-row]")) removeRow(event, button);
  });
  countAll();
})();
