// Proof-reading: when the image is there, bring the line under correction to the middle; the cursor is in its field.

const chosen = document.querySelector("[data-chosen]");

if (chosen) {
  chosen.querySelector("input[name=text]")?.focus({ preventScroll: true });
  chosen.scrollIntoView({ block: "center" });
  const box = chosen.dataset.box?.split(",").map(Number);
  if (box) document.addEventListener("viewer:ready", (event) => event.detail.show(box), { once: true });
}
