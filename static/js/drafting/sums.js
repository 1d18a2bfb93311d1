// Counts a budget's or a funding table's sums as people write. The server counts them anew when it saves.

import { amountIn, filled, grouped, sum } from "./amounts.js";
import { drawBars } from "./bars.js";

const PAUSE = 800;
const form = document.querySelector("form[data-draft]");
const inputsOf = (element) => [...element.querySelectorAll("input.amount")];
const show = (cells, numbers) => cells.forEach((cell, index) => { cell.textContent = grouped(numbers[index]); });
const numbersIn = (cells, name) => cells.map((cell) => Number(cell.dataset[name]));

/** A flat rate's kronor in whole kronor; half a krona goes up, as on the server. */
const flatRate = (percent, kronor) => Math.floor((kronor * percent + 50) / 100);

function countCosts(table) {
  const rows = [...table.querySelectorAll("tr[data-cost]")];
  const years = [...table.querySelectorAll("[data-year-sum]")];
  const written = new Map(rows.map((row) => [row.dataset.cost, inputsOf(row).map(amountIn)]));
  const byYear = years.map(() => 0);
  for (const row of rows) {
    const percent = Number(row.dataset.percent);
    const bases = row.dataset.bases.split(" ");
    const amounts = percent
      ? years.map((_, index) => flatRate(percent, sum(bases.map((key) => written.get(key)?.[index] ?? 0))))
      : written.get(row.dataset.cost);
    show(row.querySelectorAll("[data-sum]"), amounts);
    show([row.querySelector("[data-row-sum]")], [sum(amounts)]);
    amounts.forEach((number, index) => { byYear[index] += number; });
  }
  show(years, byYear);
  show([table.querySelector("[data-all-sum]")], [sum(byYear)]);
  showLeft(table, [...byYear, sum(byYear)], numbersIn([...table.querySelectorAll("[data-paid-sum]")], "paidSum"));
  drawBars("costs", years.map((cell, index) => [cell.dataset.yearSum, { cost: byYear[index] }]));
}

function countFunding(table) {
  const years = [...table.querySelectorAll("th[data-year]")].map((head) => head.dataset.year);
  const paid = [...years, ""].map(() => 0);
  const byKind = years.map(() => ({}));
  for (const total of table.querySelectorAll("[data-row-sum]")) {
    const row = total.closest("tr");
    const choice = row.parentElement.querySelector("select");
    const kind = choice ? choice.value || "unsaid" : "applied";
    const amounts = inputsOf(row).map(amountIn);
    show([total], [sum(amounts)]);
    amounts.forEach((number, index) => { byKind[index][kind] = (byKind[index][kind] ?? 0) + number; });
    [...amounts, sum(amounts)].forEach((number, index) => { paid[index] += number; });
  }
  const costs = numbersIn([...table.querySelectorAll("[data-cost-sum]")], "costSum");
  show(table.querySelectorAll("[data-paid]"), paid);
  showLeft(table, costs, paid);
  const applied = byKind.map((kinds) => kinds.applied ?? 0);
  markLimits(table, [...applied, sum(applied)]);
  drawBars("funding", years.map((year, index) => [year, byKind[index], costs[index]]));
  tellImbalance(years, costs, paid, applied);
}

function showLeft(table, costs, paid) {
  table.querySelectorAll("[data-left]").forEach((cell, index) => {
    cell.textContent = grouped(costs[index] - paid[index]);
    cell.classList.toggle("text-danger", costs[index] !== paid[index]);
  });
}

// A limit that is passed is red, and told in words under the table.
function markLimits(table, applied) {
  table.querySelectorAll("[data-limit]").forEach((cell, index) => {
    cell.classList.toggle("text-danger", applied[index] > Number(cell.dataset.limit));
  });
}

/** What does not add up, in the words of the server (applications/drafting/balance.py). */
function imbalances(texts, years, costs, paid, applied, limits) {
  const over = years.map((_, index) => applied[index] - limits[index]);
  const found = years.filter((_, index) => over[index] > 0).map((year) => {
    const index = years.indexOf(year);
    return filled(texts.over, { over: grouped(over[index]), year, budget: grouped(limits[index]) });
  });
  const total = sum(applied), limit = limits[years.length];
  if (!found.length && total > limit) found.push(filled(texts.over_total, { over: grouped(total - limit), budget: grouped(limit) }));
  years.forEach((year, index) => {
    const left = costs[index] - paid[index];
    if (left) found.push(filled(left > 0 ? texts.short : texts.extra, { year, kronor: grouped(Math.abs(left)) }));
  });
  return found;
}

let pause;
function tellImbalance(years, costs, paid, applied) {
  const list = document.querySelector("[data-balance]");
  if (!list) return;
  const limits = numbersIn([...form.querySelectorAll("[data-limit]")], "limit");
  const isBegun = sum(costs) + sum(paid) > 0;
  const found = isBegun ? imbalances(list.dataset, years, costs, paid, applied, limits) : [];
  clearTimeout(pause);
  pause = setTimeout(() => {
    if (found.join() === [...list.children].map((item) => item.textContent).join()) return;
    list.replaceChildren(...found.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
  }, PAUSE);
}

function countAll() {
  form.querySelectorAll("[data-sums]").forEach(countCosts);
  form.querySelectorAll("[data-funding]").forEach(countFunding);
}

form?.addEventListener("input", countAll);
form?.addEventListener("change", countAll);
if (form) countAll();
