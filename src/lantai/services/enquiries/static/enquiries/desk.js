// Keys of the desk: j and k move among the hits, x puts the one in hand into the basket, Enter opens it.

const isTyping = (event) =>
  event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (isTyping(event)) return;
  if (event.key === "j") move(1);
  if (event.key === "k") move(-1);
  if (event.key === "x") document.activeElement.closest("[data-hit]")?.querySelector("[data-put]")?.click();
});

function move(by) {
  const hits = [...document.querySelectorAll("[data-hit]")];
  if (!hits.length) return;
  const now = hits.findIndex((each) => each.contains(document.activeElement));
  const next = now < 0 ? (by > 0 ? 0 : hits.length - 1) : Math.min(Math.max(now + by, 0), hits.length - 1);
  hits[next].querySelector("[data-open]").focus();
  hits[next].scrollIntoView({ block: "nearest" });
}
