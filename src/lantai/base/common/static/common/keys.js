// Keys of staff pages: `/` into the search box; on lists `j` and `k` move, Enter follows the focused row's link.

const isTyping = (event) =>
  event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (isTyping(event)) return;
  const box = document.querySelector(`[data-key-focus="${CSS.escape(event.key)}"]`);
  if (box) {
    event.preventDefault();
    box.focus();
    box.select();
  }
  if (event.key === "j") move(1);
  if (event.key === "k") move(-1);
});

function move(by) {
  const links = [...document.querySelectorAll("[data-rows] tr a[data-row]")];
  if (!links.length) return;
  const now = links.indexOf(document.activeElement);
  const next = now < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(Math.max(now + by, 0), links.length - 1);
  links[next].focus();
  links[next].closest("tr").scrollIntoView({ block: "nearest" });
}
