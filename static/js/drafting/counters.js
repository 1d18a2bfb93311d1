// How many characters a text has of those it may have: seen at once, and said once the person has paused.

import { filled, grouped } from "./amounts.js";

const PAUSE = 1500;

const form = document.querySelector("form[data-draft]");
const spoken = document.querySelector("[data-count-status]");
let pause;

function count(counter) {
  const field = counter.previousElementSibling;
  const limit = Number(counter.dataset.limit);
  const length = [...field.value].length;
  counter.textContent = form.dataset.countText.replace("#", grouped(length)).replace("%", grouped(limit));
  counter.classList.toggle("text-danger", length > limit);
  return { length, limit };
}

// A screen reader hears how much room is left when there is little of it, and not at every key.
function say(counter) {
  const { length, limit } = count(counter);
  if (length < limit * 0.9) spoken.textContent = "";
  else if (length > limit) spoken.textContent = filled(spoken.dataset.over, { over: grouped(length - limit) });
  else spoken.textContent = counter.textContent;
}

const counterOf = (field) => field.parentElement.querySelector(":scope > .count");

form?.addEventListener("input", (event) => {
  const counter = counterOf(event.target);
  if (!counter) return;
  count(counter);
  clearTimeout(pause);
  pause = setTimeout(() => say(counter), PAUSE);
});
// What a browser brought back, or another script wrote.
form?.querySelectorAll(".count").forEach(count);
