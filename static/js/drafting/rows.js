// Adds and removes rows of partners, activities and co-funding without asking the server.

const form = document.querySelector("form[data-draft]");

// Whoever counts or saves listens to the form.
const tell = () => form.dispatchEvent(new Event("input", { bubbles: true }));

function numberRows() {
  form.querySelectorAll("[data-rows] [data-row]").forEach((row, index) => {
    row.querySelectorAll("[data-row-number]").forEach((number) => { number.textContent = index + 1; });
  });
}

const newId = () => [...crypto.getRandomValues(new Uint8Array(4))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

const rowOf = (id) => form.querySelector(`[data-rows] [data-row="${id}"]`);

/** The ids of the rows on the page. */
export const rowsOnPage = () => [...form.querySelectorAll("[data-rows] [data-row]")].map((row) => row.dataset.row);

/** Put a row on the page, last, if it is not there. */
export function addRow(id) {
  if (rowOf(id)) return;
  const copy = form.querySelector("[data-row-template]").content.cloneNode(true);
  for (const element of copy.querySelectorAll("*")) {
    for (const attribute of element.attributes) {
      if (attribute.value.includes("blankrow")) attribute.value = attribute.value.replaceAll("blankrow", id);
    }
  }
  copy.querySelector("[data-row]").removeAttribute("id");
  const rows = form.querySelector("[data-rows]");
  rows.insertBefore(copy, rows.querySelector(":scope > tfoot"));
  numberRows();
}

/** Take a row off the page. */
export function takeRow(id) {
  rowOf(id)?.remove();
  numberRows();
  tell();
}

function addEmptyRow() {
  const id = newId();
  addRow(id);
  rowOf(id).querySelector("input, textarea, select").focus();
}

function removeRow(button) {
  const removed = document.createElement("input");
  removed.type = "hidden";
  removed.name = "_removed";
  removed.value = button.value;
  form.append(removed);
  takeRow(button.value);
  form.querySelector("[data-add-row]").focus();
}

form?.addEventListener("click", (event) => {
  const button = event.target.closest("[data-add-row], [data-remove-row]");
  if (!button) return;
  event.preventDefault();
  if (button.matches("[data-add-row]")) addEmptyRow();
  else removeRow(button);
});
