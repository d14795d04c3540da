// A sheet of cells: arrow keys and Enter move; a block copied from a workbook is pasted from the cell where it begins, or
// by its headers and reference codes where it has them; what found no place is told, and a paste can be taken back;
// what differs from what the record says is marked.

const table = document.querySelector("[data-cells]");
const told = document.querySelector("[data-told]");
const frame = document.querySelector("[data-told-frame]");
const back = document.querySelector("[data-take-back]");
const line = (text) => text.trim().replace(/\s+/g, " ");

const rows = () => [...table.tBodies[0].rows];
const inputAt = (row, column) => rows()[row]?.cells[column]?.querySelector("input:not([type=hidden])");
const placeOf = (input) => [rows().indexOf(input.closest("tr")), input.closest("td").cellIndex];

function mark(input) {
  input.classList.toggle("is-changed", line(input.value) !== line(input.dataset.was));
}

function go(input, down, right) {
  let [row, column] = placeOf(input);
  for (let next; ; ) {
    row += down;
    column += right;
    if (row < 0 || column < 1 || row >= rows().length || column >= rows()[row].cells.length) return false;
    if ((next = inputAt(row, column))) {
      next.focus();
      next.select();
      return true;
    }
  }
}

// Tab-separated, a cell that holds a tab, a line break or a quotation mark is quoted: as Excel and WPS write it.
export function cellsOf(text) {
  const found = [[""]];
  let quoted = false;
  for (let n = 0; n < text.length; n += 1) {
    const row = found[found.length - 1];
    const last = row.length - 1;
    const sign = text[n];
    if (quoted) {
      if (sign === '"' && text[n + 1] === '"') (row[last] += '"'), (n += 1);
      else if (sign === '"') quoted = false;
      else row[last] += sign;
    } else if (sign === '"' && row[last] === "") quoted = true;
    else if (sign === "\t") row.push("");
    else if (sign === "\n") found.push([""]);
    else if (sign !== "\r") row[last] += sign;
  }
  if (found.length > 1 && found[found.length - 1].join("") === "") found.pop();
  return found;
}

// A header as the sheet compares it, and a reference code as the catalogue does.
const plain = (text) => text.normalize("NFKC").replace(/[\s*:：_]+/g, "").toUpperCase();
const codeOf = (text) =>
  text
    .replace(/[．・•‧∙●﹒]/g, "·")
    .normalize("NFKC")
    .replace(/[－–—‐‑−﹣―ー]/g, "-")
    .replace(/\s+/g, "")
    .toUpperCase();
const CODE = 0;

// Where each column of a block belongs by its first row, when that row heads columns of this sheet; null otherwise.
function headed(block) {
  const heads = [...table.tHead.rows[0].cells].map((cell) => cell.dataset.heads?.split("|") ?? []);
  const places = block[0].map((cell) => heads.findIndex((words) => cell.trim() && words.includes(plain(cell))));
  const known = places.filter((place) => place >= 0).length;
  const said = block[0].filter((cell) => cell.trim()).length;
  return block.length > 1 && known >= Math.min(2, said) && known ? places : null;
}

// Without headers: the column of a block that holds reference codes of this sheet, or none.
function columnOfCodes(block, codes) {
  return block[0].findIndex((_, column) => {
    const said = block.map((cells) => codeOf(cells[column] ?? "")).filter(Boolean);
    return said.length > 0 && said.filter((code) => codes.has(code)).length * 2 > said.length;
  });
}

function targetsOf(block, top, left) {
  const codes = new Map(rows().map((row, number) => [row.dataset.code, number]));
  const places = headed(block) ?? [];
  const body = places.length ? block.slice(1) : block;
  const coded = places.length ? places.indexOf(CODE) : columnOfCodes(body, codes);
  const columnAt = (column) => {
    if (places.length) return places[column] ?? -1;
    return left + column - (coded >= 0 && column > coded ? 1 : 0);
  };
  const rowAt = (cells, down) => (coded >= 0 ? codes.get(codeOf(cells[coded] ?? "")) : top + down);
  return { body, coded, columnAt, rowAt, names: places.length ? block[0] : null };
}

let taken = []; // what a paste wrote, and what stood there: the newest paste last
let isTyping = false;

function put(input, text) {
  input.value = text;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

function fill(block, top, left) {
  const { body, coded, columnAt, rowAt, names } = targetsOf(block, top, left);
  const lost = { rows: [], codes: [], columns: new Set(), levels: 0 };
  const written = [];
  body.forEach((cells, down) => {
    const row = rowAt(cells, down);
    if (!rows()[row]) {
      if (cells.some((cell) => cell.trim())) lost[coded >= 0 ? "codes" : "rows"].push(cells[Math.max(coded, 0)].trim());
      return;
    }
    cells.forEach((cell, column) => {
      if (column === coded) return;
      const place = columnAt(column);
      const input = place > CODE ? inputAt(row, place) : null;
      if (input) {
        written.push([input, input.value, line(cell)]);
        put(input, line(cell));
      } else if (line(cell)) {
        if (place > CODE && rows()[row].cells[place]) lost.levels += 1;
        else lost.columns.add(names ? names[column].trim() : String(column + 1));
      }
    });
  });
  return { written, lost };
}

const said = (words, number, what = []) =>
  words.replace("{number}", number).replace("{what}", what.slice(0, 5).join("，") + (what.length > 5 ? " …" : ""));

function tell({ written, lost }) {
  const words = told.dataset;
  const columns = [...lost.columns];
  const lines = [said(words.filled, written.length)];
  if (lost.rows.length) lines.push(said(words.rows, lost.rows.length, lost.rows));
  if (lost.codes.length) lines.push(said(words.codes, lost.codes.length, lost.codes));
  if (columns.length) lines.push(said(words.columns, columns.length, columns));
  if (lost.levels) lines.push(said(words.levels, lost.levels));
  show(lines, lines.length > 1);
}

function show(lines, isWarning) {
  told.replaceChildren(...lines.map((text) => Object.assign(document.createElement("p"), { textContent: text })));
  frame.hidden = false;
  frame.classList.toggle("is-warning", isWarning);
  back.hidden = !taken.length;
}

// Cells that were typed in since keep what was typed.
function takeBack() {
  const last = taken.pop();
  if (!last) return;
  for (const [input, before, after] of [...last].reverse()) if (input.value === after) put(input, before);
  isTyping = false;
  show([told.dataset.undone], false);
  last[0]?.[0].focus();
}

table?.addEventListener("paste", (event) => {
  const text = event.clipboardData.getData("text/plain");
  if (!event.target.matches("td input") || !/[\t\n]/.test(text.trimEnd())) return;
  event.preventDefault();
  const filled = fill(cellsOf(text), ...placeOf(event.target));
  if (filled.written.length) taken.push(filled.written);
  isTyping = false;
  tell(filled);
});

back?.addEventListener("click", takeBack);

// To a wrong cell, without leaving its name in the address: the answer to the next save would scroll there.
document.querySelector(".cells-wrong")?.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  const input = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!input) return;
  event.preventDefault();
  input.focus();
});

table?.addEventListener("input", (event) => {
  if (event.isTrusted) isTyping = true; // what was typed since is taken back by the browser, one cell at a time
  mark(event.target);
});

table?.addEventListener("keydown", (event) => {
  const input = event.target;
  if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z" && taken.length && !isTyping) {
    event.preventDefault();
    takeBack();
    return;
  }
  if (!input.matches("td input") || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const whole = input.selectionStart === 0 && input.selectionEnd === input.value.length;
  const atStart = input.selectionEnd === 0 || whole;
  const atEnd = input.selectionStart === input.value.length || whole;
  const moves = {
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    Enter: [event.shiftKey ? -1 : 1, 0],
    ArrowLeft: atStart && [0, -1],
    ArrowRight: atEnd && [0, 1],
  };
  const move = moves[event.key];
  if (!move) return;
  if (go(input, ...move) || event.key === "Enter") event.preventDefault();
});
