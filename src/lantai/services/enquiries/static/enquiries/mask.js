// Boxes are drawn on the page; what is ticked is shown as it will be painted over. Without it hints are ticked all the same.

const form = document.querySelector("[data-masking]");
const sheet = form?.querySelector("[data-sheet]");
const image = sheet?.querySelector("img");
const list = form?.querySelector("[data-boxes]");
const LEAST = 0.003;
let from = null;
let draft = null;

if (image && list) {
  sheet.classList.add("is-live");
  form.querySelector("[data-drawing]").hidden = false;
  sheet.addEventListener("pointerdown", begin);
  sheet.addEventListener("pointermove", (event) => from && place(draft, boxTo(event)));
  sheet.addEventListener("pointerup", end);
  sheet.addEventListener("pointercancel", drop);
  form.addEventListener("change", paint);
  paint();
}

function point(event) {
  const frame = image.getBoundingClientRect();
  const held = (value) => Math.min(Math.max(value, 0), 1);
  return { x: held((event.clientX - frame.left) / frame.width), y: held((event.clientY - frame.top) / frame.height) };
}

function begin(event) {
  if (event.button) return;
  event.preventDefault();
  sheet.setPointerCapture(event.pointerId);
  from = point(event);
  draft = laid([from.x, from.y, 0, 0], "desk-mark");
}

function boxTo(event) {
  const to = point(event);
  return [Math.min(from.x, to.x), Math.min(from.y, to.y), Math.abs(from.x - to.x), Math.abs(from.y - to.y)];
}

function end(event) {
  if (!from) return;
  const box = boxTo(event);
  drop();
  if (box[2] < LEAST || box[3] < LEAST) return;
  add(box.map((part) => part.toFixed(5)).join(","));
  paint();
}

function drop() {
  draft?.remove();
  from = draft = null;
}

function add(value) {
  const item = document.createElement("li");
  const label = document.createElement("label");
  label.className = "form-check";
  const input = Object.assign(document.createElement("input"), { type: "checkbox", name: "box", value, checked: true, className: "form-check-input" });
  label.append(input, ` ${list.dataset.word} ${list.children.length + 1}`);
  item.append(label);
  list.append(item);
}

function paint() {
  sheet.querySelectorAll(".desk-mark").forEach((each) => each.remove());
  form.querySelectorAll("[name=box]:checked").forEach((each) => laid(each.value.split(",").map(Number), "desk-mark"));
  form.querySelectorAll("[name=span]").forEach((each) => {
    const name = each.checked ? "desk-mark" : "desk-mark is-hint";
    JSON.parse(each.dataset.places || "[]").forEach((box) => laid(box, name));
  });
}

function laid(box, className) {
  const mark = Object.assign(document.createElement("div"), { className });
  place(mark, box);
  sheet.append(mark);
  return mark;
}

function place(mark, [x, y, width, height]) {
  Object.assign(mark.style, { left: `${x * 100}%`, top: `${y * 100}%`, width: `${width * 100}%`, height: `${height * 100}%` });
}
