// Draws the bars of a chart anew (portal/ui/charts.py draws them first): the widths, and the amounts in words.

import { grouped, sum } from "./amounts.js";

/** `rows` are [key of the bar, {key of the part: kronor}, mark in kronor]. */
export function drawBars(name, rows) {
  const chart = document.querySelector(`[data-chart="${name}"]`);
  if (!chart) return;
  const most = Math.max(1, ...rows.map(([, parts, mark]) => Math.max(sum(Object.values(parts)), mark ?? 0)));
  const percent = (number) => `${((number * 100) / most).toFixed(2)}%`;
  for (const [key, parts, mark] of rows) {
    const bar = chart.querySelector(`[data-bar="${key}"]`);
    let start = 0;
    for (const rect of bar.querySelectorAll("[data-part]")) {
      const amount = parts[rect.dataset.part] ?? 0;
      rect.setAttribute("x", percent(start));
      rect.setAttribute("width", percent(amount));
      start += amount;
    }
    const line = bar.querySelector("[data-mark]");
    line?.setAttribute("x1", percent(mark));
    line?.setAttribute("x2", percent(mark));
    bar.querySelector("[data-bar-amount]").textContent = grouped(start);
  }
  for (const total of chart.querySelectorAll("[data-part-total]")) {
    const amount = sum(rows.map(([, parts]) => parts[total.dataset.partTotal] ?? 0));
    total.textContent = grouped(amount);
    total.closest("[data-hide-empty]")?.toggleAttribute("hidden", amount === 0);
  }
}
