// Signing out erases from the browser what the person typed and the server has not taken: it is sent first, and if it
// can't be, they are asked.

import { eraseOf, keptOf } from "./kept.js";
import { sendLeftBehind } from "./sending.js";

const PATIENCE = 5000;

async function signOut(event) {
  const form = event.currentTarget;
  const user = form.dataset.signOut;
  if (keptOf(user).length) {
    event.preventDefault();
    await Promise.race([sendLeftBehind(user, { alsoOpen: true }), new Promise((done) => setTimeout(done, PATIENCE))]);
    if (keptOf(user).length && !window.confirm(form.dataset.unsent)) return;
    document.dispatchEvent(new CustomEvent("signing-out"));
    eraseOf(user);
    form.submit();
  } else eraseOf(user);
}

document.querySelectorAll("form[data-sign-out]").forEach((form) => form.addEventListener("submit", signOut));
