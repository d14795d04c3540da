// The page viewer: zoom and turn the image, box the hits, keep text and image in step. Without it the page is whole.

const stage = document.querySelector("[data-viewer]");
const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

if (stage && window.OpenSeadragon) open(stage);
// Pages that put in another record without loading anew say when its image is there.
document.addEventListener("viewer:open", (event) => window.OpenSeadragon && open(event.target));
turnPagesByKey();

// OpenSeadragon would write a style element of its own, which our security policy refuses; its one rule is in viewer.css.
// It does not when it finds an element of that name with its mark: one outside HTML styles nothing and is let through.
function keepStyleOut() {
  const mark = document.createElementNS("urn:lantai:none", "style");
  mark.setAttribute("data-openseadragon-mobile-css", "true");
  document.head.append(mark);
}

function open(place) {
  keepStyleOut();
  const canvas = document.createElement("div");
  canvas.className = "canvas";
  place.append(canvas);
  const viewer = window.OpenSeadragon({
    element: canvas,
    tileSources: place.dataset.info,
    drawer: "canvas",
    showNavigationControl: false,
    animationTime: calm ? 0 : 0.15,
    springStiffness: 10,
    visibilityRatio: 0.6,
    maxZoomPixelRatio: 3,
    gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: true },
    gestureSettingsTouch: { pinchRotate: false },
  });
  canvas.querySelector("canvas")?.setAttribute("aria-label", place.dataset.label);
  viewer.addHandler("open", () => {
    place.classList.add("is-live");
    const tools = document.querySelector("[data-tools]");
    if (tools) tools.hidden = false;
    const boxes = addHits(viewer, JSON.parse(place.dataset.hits || "[]"));
    const walk = walkHits(viewer, boxes);
    bindTools(viewer, tools, walk);
    keepInStep(viewer, document.querySelector("[data-lines]"));
    place.dataset.ready = "";
    place.dispatchEvent(new CustomEvent("viewer:ready", { bubbles: true, detail: { viewer, show: (box) => show(viewer, box) } }));
  });
  viewer.addHandler("open-failed", () => {
    viewer.destroy();
    canvas.remove();
  });
}

function rectOf(viewer, [x, y, w, h]) {
  return viewer.viewport.imageToViewportRectangle(x, y, w, h);
}

function overlay(viewer, box, className) {
  const element = document.createElement("div");
  element.className = className;
  viewer.addOverlay({ element, location: rectOf(viewer, box) });
  return element;
}

function addHits(viewer, hits) {
  return hits.map((boxes) => ({ around: around(boxes), parts: rows(boxes).map((box) => overlay(viewer, box, "hit-box")) }));
}

// Neighbouring characters become one box; a hit that goes on in the next line or column keeps two.
function rows(boxes) {
  const found = [];
  for (const [x, y, w, h] of boxes) {
    const last = found.at(-1);
    const sameRow = last && Math.abs(y + h / 2 - (last[1] + last[3] / 2)) < Math.max(h, last[3]) / 2 && x >= last[0];
    const sameColumn = last && Math.abs(x + w / 2 - (last[0] + last[2] / 2)) < Math.max(w, last[2]) / 2 && y >= last[1];
    if (sameRow || sameColumn) found[found.length - 1] = around([last, [x, y, w, h]]);
    else found.push([x, y, w, h]);
  }
  return found;
}

function around(boxes) {
  const left = Math.min(...boxes.map((b) => b[0]));
  const top = Math.min(...boxes.map((b) => b[1]));
  const right = Math.max(...boxes.map((b) => b[0] + b[2]));
  const bottom = Math.max(...boxes.map((b) => b[1] + b[3]));
  return [left, top, right - left, bottom - top];
}

// Bring a box to the middle with some of the page around it, never closer than twice the print.
function show(viewer, [x, y, w, h]) {
  const item = viewer.world.getItemAt(0).getContentSize();
  const wide = Math.max(w * 1.6, item.x * 0.35);
  const high = Math.max(h * 1.6, item.y * 0.12);
  viewer.viewport.fitBoundsWithConstraints(rectOf(viewer, [x + w / 2 - wide / 2, y + h / 2 - high / 2, wide, high]), calm);
}

function walkHits(viewer, hits) {
  const said = document.querySelector("[data-hit-now]");
  let now = -1;
  const go = (number) => {
    hits[now]?.parts.forEach((part) => part.classList.remove("is-now"));
    now = number;
    hits[now].parts.forEach((part) => part.classList.add("is-now"));
    show(viewer, hits[now].around);
    if (said) said.textContent = `${Number(said.dataset.before) + now + 1} / ${said.dataset.total}`;
    document.querySelectorAll("[data-lines] mark")[now]?.scrollIntoView({ block: "nearest" });
  };
  const step = (by) => {
    const next = now + by;
    if (next >= 0 && next < hits.length) return go(next);
    const link = document.querySelector(by > 0 ? "[data-next-hit]" : "[data-previous-hit]");
    if (link) location.assign(by > 0 ? link.href : `${link.href}#last-hit`);
  };
  if (hits.length && location.hash === "#last-hit") go(hits.length - 1);
  return step;
}

function bindTools(viewer, tools, step) {
  const acts = {
    "zoom-in": () => viewer.viewport.zoomBy(1.5).applyConstraints(),
    "zoom-out": () => viewer.viewport.zoomBy(1 / 1.5).applyConstraints(),
    whole: () => viewer.viewport.goHome(),
    turn: () => viewer.viewport.setRotation(viewer.viewport.getRotation() + 90),
    "next-hit": () => step(1),
    "previous-hit": () => step(-1),
  };
  tools?.addEventListener("click", (event) => acts[event.target.closest("[data-do]")?.dataset.do]?.());
  document.addEventListener("keydown", (event) => {
    if (isTyping(event)) return;
    if (event.key === "n") step(1);
    if (event.key === "p") step(-1);
  });
}

function keepInStep(viewer, list) {
  if (!list) return;
  const lines = [...list.querySelectorAll("[data-box]")].map((item) => ({ item, box: item.dataset.box.split(",").map(Number) }));
  if (!lines.length) return;
  const marker = overlay(viewer, lines[0].box, "step-box");
  marker.classList.add("is-off");
  let now = null;
  const mark = (line, scroll) => {
    if (line === now) return;
    now?.item.classList.remove("is-now");
    now = line;
    marker.classList.toggle("is-off", !line);
    if (!line) return;
    line.item.classList.add("is-now");
    viewer.updateOverlay(marker, rectOf(viewer, line.box));
    if (scroll) line.item.scrollIntoView({ block: "nearest" });
  };
  const chosen = lines.find((line) => line.item.hasAttribute("data-chosen"));
  if (chosen) mark(chosen, false);
  for (const line of lines) {
    line.item.addEventListener("mouseenter", () => mark(line, false));
    line.item.addEventListener("click", () => {
      if (String(window.getSelection())) return;
      mark(line, false);
      show(viewer, line.box);
    });
  }
  const under = (x, y) => {
    const point = viewer.viewport.viewerElementToImageCoordinates(new window.OpenSeadragon.Point(x, y));
    return lines.find(({ box: [left, top, w, h] }) => point.x >= left && point.x <= left + w && point.y >= top && point.y <= top + h);
  };
  viewer.addHandler("canvas-click", (event) => event.quick && mark(under(event.position.x, event.position.y) ?? null, true));
  viewer.container.addEventListener("pointermove", (event) => {
    if (event.pointerType !== "mouse" || event.buttons) return;
    const frame = viewer.container.getBoundingClientRect();
    const line = under(event.clientX - frame.left, event.clientY - frame.top);
    if (line) mark(line, true);
  });
}

function isTyping(event) {
  return event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, [contenteditable]");
}

function turnPagesByKey() {
  document.addEventListener("keydown", (event) => {
    if (isTyping(event) || event.target.closest("[data-viewer]")) return;
    document.querySelector(`[data-key="${CSS.escape(event.key)}"]`)?.click();
  });
}
