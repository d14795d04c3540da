// Ctrl+S (or ⌘S) saves the form of the page; what is wrong comes into sight; leaving with unsaved words is asked first.

const form = document.querySelector("form[data-save-key]");
let changed = false;

document.addEventListener("keydown", (event) => {
  if (!form || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || event.key.toLowerCase() !== "s") return;
  event.preventDefault();
  form.requestSubmit(form.querySelector(".say-save [type=submit]"));
});

form?.addEventListener("input", () => (changed = true));
form?.addEventListener("submit", () => (changed = false));
window.addEventListener("beforeunload", (event) => {
  if (changed) event.preventDefault();
});

document.querySelector("[data-first]")?.focus();
