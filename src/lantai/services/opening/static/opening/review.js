// The review by keys: one decides and moves on, hints light up on text and image, records change without a new page.
// Without it every button is a plain form or link, and the same is decided.

const MOST_PREPARED = 4;
const ahead = new Map();
let viewer = null;
let spent = 0;
let since = performance.now();
let asked = "";
let current = 0;
let drawing = false;
let lastMarked = null;
let carried = null;
let choosing = false;
let frame = null;

const STRIDE = 0.01;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const root = () => document.querySelector("[data-review]");
const one = (selector) => root()?.querySelector(selector);
const all = (selector) => [...(root()?.querySelectorAll(selector) ?? [])];

document.addEventListener("keydown", onKey);
document.addEventListener("click", onClick);
document.addEventListener("submit", onSubmit);
document.addEventListener("change", (event) => event.target.matches("[name=passage]") && paint());
document.addEventListener("viewer:ready", onViewer);
document.addEventListener("visibilitychange", () => (document.hidden ? rest() : (since = performance.now())));
window.addEventListener("popstate", () => go(location.href, {}, false));
start();

function start() {
  asked = "";
  current = 0;
  drawing = false;
  lastMarked = null;
  choosing = false;
  frame = null;
  spent = 0;
  since = performance.now();
  all("[hidden]").forEach((each) => each.closest("[data-tools]") || (each.hidden = false));
  takeUpCarried();
  paint();
  const wanted = new URL(location.href).hash;
  if (wanted === "#first-hint") show(1);
  else if (wanted === "#last-hint") show(all("[data-hint-row]").length);
  else if (all("[data-hint-row]").length) show(1);
  prepare();
}

// Time in front of the item, without the time its window was hidden.
function rest() {
  spent += performance.now() - since;
  since = performance.now();
}

const isTyping = (event) =>
  event.ctrlKey || event.metaKey || event.altKey || event.isComposing ||
  event.target.closest("textarea, select, [contenteditable], input:not([type=checkbox]), dialog[open]");

function onKey(event) {
  if (!root()) return;
  if (event.key === "Escape" && !event.target.closest("dialog")) {
    if (event.target.matches("input, textarea")) event.target.blur();
    if (choosing) getSelection().removeAllRanges();
    choosing = false;
    return ask("");
  }
  if (isTyping(event)) return;
  if ((drawing && frameBy(event)) || (choosing && chooseBy(event))) {
    event.preventDefault();
    return event.stopPropagation();
  }
  if (event.repeat) return;
  if (event.key === "Enter") {
    if (!asked || event.target.closest("a, button")) return;
    event.preventDefault();
    return decide(asked);
  }
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const target = one(`[data-review-key="${CSS.escape(key)}"]`);
  if (!target || root().classList.contains("is-waiting")) return;
  event.preventDefault();
  event.stopPropagation();
  if (target.matches("[data-reason]")) reason(target);
  else if (target.matches("[data-asks]")) asked === target.value ? decide(asked) : ask(target.value);
  else target.click();
}

// After D or C a number decides with that one reason; after a mark it says why that is withheld; else it ticks.
function reason(box) {
  if (asked === "delayed" || asked === "controlled") {
    all("[data-reason]").forEach((each) => (each.checked = each === box));
    return decide(asked);
  }
  if (asked === "partial" && lastMarked) {
    lastMarked.value = lastMarked.value.replace(/\|[^|]+\|/, `|${box.value}|`);
    const words = lastMarked.closest("li").querySelector("[data-of]");
    if (words) words.textContent = box.value;
    return;
  }
  box.checked = !box.checked;
}

function ask(value, words = "") {
  asked = value;
  const status = one("[data-status]");
  if (!status) return;
  all("[data-decide] [name=value]").forEach((each) => each.classList.toggle("is-asked", each.value === value));
  one("[data-decide]").classList.toggle("is-asking", Boolean(value));
  status.textContent = words || (value === "delayed" || value === "controlled" ? status.dataset.ask : "");
  if (!value) draw(false);
}

function decide(value) {
  const form = one("[data-decide]");
  form.requestSubmit(form.querySelector(`[name=value][value=${value}]`));
}

function onSubmit(event) {
  const form = event.target.closest("[data-decide]");
  if (!form) return;
  event.preventDefault();
  rest();
  one("[data-seconds]").value = Math.round(spent / 1000);
  const body = new FormData(form, event.submitter);
  ahead.clear();
  carried = event.submitter?.name === "value" && { ...kept(form), sent: true };
  go(location.href, { method: "POST", body }, true);
}

// The next screen comes as the page it is, and what differs is put in: the viewer and its libraries stay.
async function go(address, options = {}, remember = true) {
  const place = root();
  const url = new URL(address, location.href);
  place.classList.add("is-waiting");
  try {
    const key = url.pathname + url.search;
    const ready = options.method ? null : ahead.get(key);
    const answer = ready ? await ready : await fetched(url, options);
    if (!answer || answer.status >= 500) throw new Error("no answer"); // busy or broken: nothing was entered
    put(answer, url.hash, remember);
  } catch {
    place.classList.remove("is-waiting");
    const status = one("[data-status]");
    if (status) status.textContent = status.dataset.lost;
  }
}

async function fetched(url, options = {}) {
  const answer = await fetch(url, { credentials: "same-origin", ...options });
  return { url: answer.url, status: answer.status, text: await answer.text() };
}

function put(answer, hash, remember) {
  const found = new DOMParser().parseFromString(answer.text, "text/html");
  const next = found.querySelector("[data-review]");
  const here = new URL(answer.url);
  if (!next) return location.assign(answer.url);
  viewer?.destroy();
  viewer = null;
  root().replaceWith(document.importNode(next, true));
  document.title = found.title;
  if (remember) history.pushState(null, "", here.pathname + here.search + hash);
  start();
  const stage = one("[data-viewer]");
  if (stage) stage.dispatchEvent(new CustomEvent("viewer:open", { bubbles: true }));
}

// The next record's screen and the image of its page: the server has drawn it when it is asked for.
async function prepare() {
  for (const link of all("[data-next], [data-hint-page='1']")) {
    const url = new URL(link.href, location.href);
    const key = url.pathname + url.search;
    if (ahead.has(key)) continue;
    if (ahead.size >= MOST_PREPARED) ahead.delete(ahead.keys().next().value);
    const waiting = fetched(url).catch(() => null);
    ahead.set(key, waiting);
    const answer = await waiting;
    const image = answer && new DOMParser().parseFromString(answer.text, "text/html").querySelector("[data-viewer] img");
    if (image) new Image().src = image.getAttribute("src");
  }
}

function onClick(event) {
  if (!root()) return;
  const link = event.target.closest("a[data-go]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.button) {
    event.preventDefault();
    carry(link);
    return go(link.href);
  }
  const step = event.target.closest("[data-hint-step]");
  if (step) return walk(Number(step.dataset.hintStep));
  const row = event.target.closest("[data-hint-row], [data-hint]");
  if (row && !event.target.closest("label") && !String(getSelection())) {
    if (event.target.closest("a")) event.preventDefault();
    return show(Number(row.dataset.hintRow ?? row.dataset.hint));
  }
  if (event.target.closest("[data-redact]")) return redact();
  if (event.target.closest("[data-choose]")) return choose();
  if (event.target.closest("[data-draw]")) return draw(!drawing);
  if (event.target.closest("[data-help-button]")) return one("[data-help]").showModal();
  const asks = event.target.closest("[data-asks]");
  if (asks && asked !== asks.value && !all("[data-reason]:checked").length) {
    event.preventDefault();
    ask(asks.value);
  }
}

function walk(by) {
  const rows = all("[data-hint-row]").length;
  const next = current + by;
  if (next >= 1 && next <= rows) return show(next);
  const link = one(`[data-hint-page="${by}"]`);
  if (!link) return;
  carry(link);
  go(`${link.href}#${by > 0 ? "first" : "last"}-hint`);
}

function show(number) {
  const row = one(`[data-hint-row="${number}"]`);
  if (!row) return;
  all(".hint-list .is-now, mark.is-now").forEach((each) => each.classList.remove("is-now"));
  current = number;
  row.classList.add("is-now");
  row.scrollIntoView({ block: "nearest" });
  all(`[data-hint="${number}"]`).forEach((each) => each.classList.add("is-now"));
  one(`[data-lines] [data-hint="${number}"]`)?.scrollIntoView({ block: "nearest" });
  paint();
}

// What is withheld: the hint that is lit, the words that are selected, or a box on the image.
function redact() {
  const span = selected();
  if (span) {
    const reason = all("[data-reason]:checked")[0]?.value ?? "R3a";
    getSelection().removeAllRanges();
    choosing = false;
    return mark(`${root().dataset.page}|${reason}|${span.start}-${span.end}|${root().dataset.digest}`, reason, `${root().dataset.selected}: ${span.text.slice(0, 24)}`);
  }
  const box = one(`[data-hint-row="${current}"] [name=passage]`);
  if (!box) return ask("", one("[data-status]").dataset.nothing);
  box.checked = true;
  marked(box);
}

// Words chosen by keys: one character is lit, the arrows move it, and with Shift they choose more.
function choose() {
  const lines = one("[data-lines]");
  if (!lines) return;
  draw(false);
  choosing = true;
  lines.closest("section").focus({ preventScroll: true });
  const lit = one(`[data-lines] [data-hint="${current}"]`);
  getSelection().collapse(lit ?? lines.querySelector("li"), 0);
  getSelection().modify("extend", "forward", "character");
  one("[data-status]").textContent = one("[data-status]").dataset.choose;
}

function chooseBy(event) {
  const step = ARROWS[event.key];
  const chosen = getSelection();
  if (!step || !chosen.rangeCount) return false;
  const before = [chosen.anchorNode, chosen.anchorOffset, chosen.focusNode, chosen.focusOffset];
  const way = [step[0] + step[1] > 0 ? "forward" : "backward", step[0] ? "character" : "line"];
  if (event.shiftKey) chosen.modify("extend", ...way);
  else {
    chosen.collapseToStart();
    chosen.modify("move", ...way);
    chosen.modify("extend", "forward", "character");
  }
  if (!selected()) chosen.setBaseAndExtent(...before); // neither out of the text nor down to nothing
  const place = chosen.focusNode.nodeType === Node.ELEMENT_NODE ? chosen.focusNode : chosen.focusNode.parentElement;
  place.scrollIntoView({ block: "nearest" });
  return true;
}

function mark(value, reason, words) {
  const item = document.createElement("li");
  const label = document.createElement("label");
  label.className = "small";
  const box = Object.assign(document.createElement("input"), { type: "checkbox", name: "passage", value, checked: true, className: "form-check-input" });
  box.setAttribute("form", "decide");
  const of = document.createElement("span");
  of.dataset.of = "";
  of.textContent = reason;
  label.append(box, ` ${root().dataset.pageWord} ${value.split("|")[0]} · `, of, ` ${words}`);
  item.append(label);
  one("[data-withheld-list]").prepend(item);
  marked(box);
}

function marked(box) {
  lastMarked = box;
  const place = one("[data-status]");
  ask("partial", place.dataset.marked);
  paint();
}

// Offsets count characters as the server does: a character outside the basic plane is one.
function selected() {
  const chosen = getSelection();
  const lines = one("[data-lines]");
  if (!chosen.rangeCount || chosen.isCollapsed || !lines?.contains(chosen.anchorNode) || !lines.contains(chosen.focusNode)) return null;
  const range = chosen.getRangeAt(0);
  const start = offsetOf(range.startContainer, range.startOffset);
  const end = offsetOf(range.endContainer, range.endOffset);
  return start === null || end === null || end <= start ? null : { start, end, text: String(chosen) };
}

function offsetOf(node, offset) {
  const holder = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
  const line = holder.closest("[data-start]") ?? (holder.matches("[data-lines]") ? holder.children[Math.min(offset, holder.children.length - 1)] : null);
  if (!line) return null;
  if (!line.contains(node)) return Number(line.dataset.start);
  const before = document.createRange();
  before.setStart(line, 0);
  before.setEnd(node, offset);
  return Number(line.dataset.start) + [...before.toString()].length;
}

// Marks of one page are kept while another page of the same record is looked at, and when a decision was refused.
function carry(link) {
  const form = one("[data-decide]");
  carried = link.pathname === location.pathname && form && kept(form);
}

function kept(form) {
  return {
    item: root().dataset.item,
    asked,
    spent: (rest(), spent),
    passages: all("[name=passage]:checked").map((box) => [box.value, wordsOf(box)]),
    reasons: all("[data-reason]:checked").map((box) => box.value),
    note: form.elements.note.value,
    until: form.elements.review_on.value,
    again: form.elements.again_on.value,
    basis: form.elements.basis.value,
  };
}

function wordsOf(box) {
  const hint = box.closest("[data-hint-row]")?.querySelector("mark");
  const drawn = box.closest("label").querySelector("[data-of]");
  return (hint ?? drawn?.nextSibling ?? box.closest("label")).textContent.trim();
}

function takeUpCarried() {
  const taken = carried;
  carried = null;
  const form = one("[data-decide]");
  if (!taken || !form || taken.item !== root().dataset.item || (taken.sent && !one("[data-refusal]"))) return;
  spent = taken.spent;
  form.elements.note.value = taken.note;
  form.elements.review_on.value = taken.until;
  form.elements.again_on.value = taken.again;
  form.elements.basis.value = taken.basis;
  all("[data-reason]").forEach((box) => (box.checked = taken.reasons.includes(box.value)));
  const passages = taken.passages.filter(([value]) => isOfNow(value));
  const values = passages.map(([value]) => value);
  all("[name=passage]").forEach((box) => (box.checked = values.includes(box.value)));
  const known = new Set(all("[name=passage]").map((box) => box.value));
  passages.filter(([value]) => !known.has(value)).forEach(([value, words]) => mark(value, value.split("|")[1], words));
  lastMarked = null;
  ask(taken.asked, taken.asked === "partial" ? one("[data-status]").dataset.marked : "");
}

// What was marked on this page as it was before is marked anew: it would lie on other words.
function isOfNow(value) {
  const [page, , , digest] = value.split("|");
  return page !== root().dataset.page || !digest || digest === root().dataset.digest;
}

function onViewer(event) {
  if (!root()?.contains(event.target)) return;
  viewer = event.detail.viewer;
  viewer.addHandler("canvas-key", (key) => {
    const pressed = key.originalEvent.key;
    if (/^[a-z]$/i.test(pressed) || (drawing && pressed in ARROWS)) key.preventDefaultAction = true;
  });
  drawOn(viewer);
  paint();
}

// Boxes on the image follow the list: where hints are, which is lit, what is withheld.
function paint() {
  all("[data-hint-row]").forEach((row) => {
    const withheld = Boolean(row.querySelector("[name=passage]:checked"));
    all(`mark[data-hint="${row.dataset.hintRow}"]`).forEach((each) => each.closest("[data-lines]") && each.classList.toggle("is-withheld", withheld));
  });
  if (!viewer?.world?.getItemCount()) return;
  viewer.clearOverlays();
  all("[data-hint-row]").forEach((row) => {
    const isNow = Number(row.dataset.hintRow) === current;
    for (const box of JSON.parse(row.dataset.boxes || "[]")) {
      const names = ["review-box", `ground-${row.dataset.ground || "none"}`, isNow && "is-now", row.querySelector("[name=passage]:checked") && "is-withheld"];
      lay(box, names.filter(Boolean).join(" "));
      if (isNow) look(box);
    }
  });
  const { page, width, height } = root().dataset;
  for (const input of all("[name=passage]:checked")) {
    const [number, , place] = input.value.split("|");
    if (number !== page) continue;
    if (place === "whole") lay([0, 0, Number(width), Number(height)], "drawn-box");
    if (!place.includes(",")) continue;
    for (const box of place.split(";").map((each) => each.split(",").map(Number))) lay([box[0] * width, box[1] * height, box[2] * width, box[3] * height], "drawn-box");
  }
}

function lay(box, className) {
  const element = document.createElement("div");
  element.className = className;
  viewer.addOverlay({ element, location: viewer.viewport.imageToViewportRectangle(...box) });
  return element;
}

// Only when it is out of sight: an image that jumps at every key is not read.
function look(box) {
  const wanted = viewer.viewport.imageToViewportRectangle(...box);
  const seen = viewer.viewport.getBounds(true);
  const inside = wanted.x >= seen.x && wanted.y >= seen.y && wanted.x + wanted.width <= seen.x + seen.width && wanted.y + wanted.height <= seen.y + seen.height;
  if (!inside) viewer.viewport.panTo(wanted.getCenter());
}

function draw(on) {
  const stage = one("[data-viewer]");
  if (!stage || !viewer) return;
  drawing = on;
  if (frame) viewer.removeOverlay(frame.element);
  frame = null;
  if (on) choosing = false;
  stage.classList.toggle("is-drawing", on);
  viewer.setMouseNavEnabled(!on);
  one("[data-draw]")?.setAttribute("aria-pressed", String(on));
  const status = one("[data-status]");
  if (on) status.textContent = status.dataset.draw;
}

function drawOn(now) {
  let from = null;
  const point = (event) => {
    const edge = now.container.getBoundingClientRect();
    return now.viewport.viewerElementToImageCoordinates(new window.OpenSeadragon.Point(event.clientX - edge.left, event.clientY - edge.top));
  };
  now.container.addEventListener("pointerdown", (event) => {
    if (!drawing) return;
    event.preventDefault();
    from = point(event);
  }, true);
  now.container.addEventListener("pointerup", (event) => {
    if (!from) return;
    const to = point(event);
    const { width, height } = root().dataset;
    const held = (value, most) => Math.min(Math.max(value / most, 0), 1);
    const [left, right] = [held(from.x, width), held(to.x, width)].sort((a, b) => a - b);
    const [top, bottom] = [held(from.y, height), held(to.y, height)].sort((a, b) => a - b);
    from = null;
    if (right - left < 0.003 || bottom - top < 0.003) return;
    layBox([left, top, right - left, bottom - top]);
  }, true);
}

// A box by keys: the arrows move it, with Shift they change its size, Enter lays it.
function frameBy(event) {
  if (event.key === "Enter" && frame) {
    layBox(frame.box);
    return true;
  }
  const step = ARROWS[event.key];
  if (!step || !viewer) return false;
  const [across, down] = step.map((each) => each * STRIDE);
  let [x, y, wide, high] = frame?.box ?? [0.4, 0.45, 0.2, 0.03];
  const held = (value, least, most) => Math.min(Math.max(value, least), most);
  if (frame && event.shiftKey) [wide, high] = [held(wide + across, STRIDE, 1 - x), held(high + down, STRIDE, 1 - y)];
  else if (frame) [x, y] = [held(x + across, 0, 1 - wide), held(y + down, 0, 1 - high)];
  if (frame) viewer.removeOverlay(frame.element);
  const { width, height } = root().dataset;
  const place = [x * width, y * height, wide * width, high * height];
  frame = { box: [x, y, wide, high], element: lay(place, "drawn-box") };
  look(place);
  return true;
}

function layBox(box) {
  const reason = all("[data-reason]:checked")[0]?.value ?? "R3a";
  const parts = box.map((part) => part.toFixed(5)).join(",");
  if (frame) viewer.removeOverlay(frame.element);
  frame = null;
  mark(`${root().dataset.page}|${reason}|${parts}|${root().dataset.digest}`, reason, root().dataset.withheld);
}
