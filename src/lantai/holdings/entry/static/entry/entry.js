// Entry by hand: keys, what a value is read as, and the box a proposal came from. Without it the form does all the same.

const form = document.querySelector("[data-entry]");
const WAIT = 250;

if (form) {
  const places = () => [...form.querySelectorAll("[data-place]")];
  let stage = null;
  document.addEventListener("viewer:ready", (event) => {
    stage = viewerOf(event.detail.viewer);
    stage.mark(boxesOf(document.activeElement));
  }, { once: true });
  form.addEventListener("keydown", (event) => onKey(event, places));
  form.addEventListener("focusin", (event) => stage?.mark(boxesOf(event.target)));
  form.addEventListener("input", (event) => readSoon(event.target));
  form.addEventListener("click", (event) => onClick(event, () => stage));
  begin(places());
}

// What was refused comes first, then what is still empty. Tab goes from field to field: what stands beside them has keys.
function begin(fields) {
  for (const beside of form.querySelectorAll("[data-accept], [data-keep]")) beside.tabIndex = -1;
  const wrong = form.querySelector(".state-error")?.closest(".entry-line").querySelector("[data-place]");
  const start = wrong ?? form.querySelector(".doubt input") ?? fields.find((field) => !field.value) ?? fields[0];
  start?.focus();
}

function onKey(event, places) {
  if (event.isComposing) return;
  const field = event.target.closest("[data-place]");
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.querySelector("[data-save-next]").click();
  } else if (event.key === "Enter" && field && field.tagName !== "TEXTAREA") {
    event.preventDefault();
    const all = places();
    const next = all[all.indexOf(field) + (event.shiftKey ? -1 : 1)] ?? form.querySelector("[data-save-next]");
    next.focus();
    next.select?.();
  } else if (event.key === "F2" && field) {
    event.preventDefault();
    put(field, field.closest("[data-last]").dataset.last);
  } else if (event.key === "F4" && field) {
    event.preventDefault();
    accept(field);
  } else if (event.key === "F9" && field) {
    event.preventDefault();
    field.closest(".entry-line").querySelector("[data-keep]")?.click();
  } else if (event.key === "F8") {
    event.preventDefault();
    acceptSure();
  }
}

function onClick(event, stage) {
  const leaf = event.target.closest("[data-leaf]");
  if (leaf && stage()) {
    event.preventDefault();
    stage().turn(leaf);
  }
  const proposed = event.target.closest("[data-accept]");
  if (proposed) {
    event.preventDefault();
    const field = proposed.closest(".entry-field").querySelector("[data-place]");
    accept(field);
    field.focus();
  }
  if (event.target.closest("[data-sure]")) {
    event.preventDefault();
    acceptSure();
  }
}

function put(field, value) {
  if (!value) return;
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

// What is taken over is told to the server by place; it compares the value with what it had proposed.
function accept(field) {
  const around = field.closest(".entry-field");
  const button = around.querySelector("[data-accept]");
  if (!button) return;
  put(field, around.dataset.proposed);
  const told = document.createElement("input");
  Object.assign(told, { type: "hidden", name: "accepted", value: field.dataset.place });
  form.append(told);
  button.hidden = true;
}

function acceptSure() {
  for (const button of form.querySelectorAll("[data-accept][data-is-sure]")) {
    const field = button.closest(".entry-field").querySelector("[data-place]");
    if (!field.value) accept(field);
  }
}

function boxesOf(target) {
  const around = target.closest?.(".entry-field");
  if (!around?.dataset.boxes || !target.matches("[data-place]")) return null;
  const [page, ...boxes] = around.dataset.boxes.split(";");
  return { page, boxes: boxes.map((box) => box.split(",").map(Number)) };
}

// The image: its boxes, and another page of the record in its place, so that nothing typed is lost.
function viewerOf(viewer) {
  let marks = [];
  const clear = () => {
    marks.forEach((element) => viewer.removeOverlay(element));
    marks = [];
  };
  const draw = (found) => {
    const image = viewer.world.getItemAt(0);
    if (!image) return;
    for (const [x, y, w, h] of found.boxes) {
      const element = document.createElement("div");
      element.className = "from-box";
      viewer.addOverlay({ element, location: image.imageToViewportRectangle(x, y, w, h) });
      marks.push(element);
    }
    const size = image.getContentSize();
    const [x, y, w, h] = found.boxes[0];
    const wide = Math.max(w * 1.6, size.x * 0.5);
    const high = Math.max(h * 1.6, size.y * 0.2);
    viewer.viewport.fitBoundsWithConstraints(image.imageToViewportRectangle(x + w / 2 - wide / 2, y + h / 2 - high / 2, wide, high));
  };
  const turn = (leaf, then) => {
    clear();
    viewer.addTiledImage({ tileSource: leaf.dataset.info, index: 0, replace: true, success: () => then?.() });
    form.querySelectorAll("[data-leaf]").forEach((each) => each.removeAttribute("aria-current"));
    leaf.setAttribute("aria-current", "true");
    form.querySelector("[data-page-now]").value = leaf.dataset.leaf;
  };
  const mark = (found) => {
    clear();
    if (!found?.boxes.length) return;
    const now = form.querySelector("[data-page-now]").value;
    const leaf = form.querySelector(`[data-leaf="${CSS.escape(found.page)}"]`);
    if (now !== found.page && leaf) turn(leaf, () => draw(found));
    else if (now === found.page) draw(found);
  };
  return { mark, turn };
}

// How the server reads a date or an ID number, below its field, a moment after the last key.
const waiting = new Map();

function readSoon(field) {
  if (!["date", "id_number"].includes(field.dataset?.kind)) return;
  clearTimeout(waiting.get(field));
  waiting.set(field, setTimeout(() => read(field), WAIT));
}

async function read(field) {
  const told = field.closest(".entry-field").querySelector("[data-reading-of]");
  if (!field.value.trim()) {
    told.textContent = "";
    return;
  }
  const person = field.closest("[data-person]");
  const of = (name) => person?.querySelector(`[data-place$=".${name}"]`)?.value ?? "";
  const body = new FormData();
  body.set("kind", field.dataset.kind);
  body.set("value", field.value);
  for (const name of ["name", "birth", "sex"]) body.set(name, of(name));
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const answer = await fetch(form.dataset.reading, { method: "POST", body, headers: { "X-CSRFToken": token } });
  if (!answer.ok) return;
  const { text, doubts } = await answer.json();
  told.textContent = [text, ...doubts].filter(Boolean).join(" · ");
  told.classList.toggle("is-doubtful", doubts.length > 0);
}
