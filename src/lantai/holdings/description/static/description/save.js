// Ctrl+S (or ⌘S) saves the form of the page; what is wrong comes into sight, also while it is filled in; leaving with unsaved words is asked first.

const form = document.querySelector("form[data-save-key]");
let changed = false;

document.addEventListener("keydown", (event) => {
  if (!form || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || event.key.toLowerCase() !== "s") return;
  event.preventDefault();
  form.requestSubmit(form.querySelector(".say-save [type=submit]"));
});

// A box that was left is judged at once: what is wrong stands below it, and it is marked.
document.addEventListener("htmx:afterSwap", ({ target }) => {
  if (!target.matches?.("[data-told-of]")) return;
  const isWrong = Boolean(target.querySelector(".state-error"));
  const box = document.getElementById(target.dataset.toldOf);
  if (box && isWrong) box.setAttribute("aria-invalid", "true");
  else box?.removeAttribute("aria-invalid");
  target.closest(".say, .person-row")?.classList.toggle("has-problem", isWrong);
});

form?.addEventListener("input", () => (changed = true));
form?.addEventListener("submit", () => (changed = false));
window.addEventListener("beforeunload", (event) => {
  if (changed) event.preventDefault();
});

document.querySelector("[data-first]")?.focus();
