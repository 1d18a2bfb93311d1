// What was typed in a section and not saved is not left without a question.
(() => {
  "use strict";

  const form = document.querySelector("form[data-draft]");
  if (!form) return;

  let unsaved = form.hasAttribute("data-unsaved");
  form.addEventListener("input", () => { unsaved = true; });
  form.addEventListener("submit", () => { unsaved = false; });
  window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
})();
