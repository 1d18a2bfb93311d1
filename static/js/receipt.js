/* The pages that check receipts and letters: computes a file's SHA-256 here, so that the file need not be sent. */

const form = document.querySelector("form[data-receipt]");
const place = form?.querySelector("[data-file]");
const chooser = place?.querySelector("input[type=file]");
const typed = form?.querySelector("[name=sha256]");

async function hashOf(file) {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function take(file) {
  if (file) typed.value = await hashOf(file);
}

// Only where the browser can: elsewhere the hash is typed in.
if (place && window.isSecureContext && window.crypto?.subtle) {
  place.hidden = false;
  // Without a name the file is not sent with the form.
  chooser.removeAttribute("name");
  chooser.addEventListener("change", () => take(chooser.files[0]));
  for (const kind of ["dragover", "drop"]) {
    form.addEventListener(kind, (event) => {
      event.preventDefault();
      if (kind === "drop") take(event.dataTransfer.files[0]);
    });
  }
}
