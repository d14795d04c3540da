// A sheet of cells: arrow keys and Enter move, a block copied from a workbook is pasted from the cell where it begins,
// what differs from what the record says is marked.

const table = document.querySelector("[data-cells]");
const told = document.querySelector("[data-told]");
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

table?.addEventListener("paste", (event) => {
  const text = event.clipboardData.getData("text/plain");
  if (!event.target.matches("td input") || !/[\t\n]/.test(text.trimEnd())) return;
  event.preventDefault();
  const [top, left] = placeOf(event.target);
  let filled = 0;
  cellsOf(text).forEach((cells, down) =>
    cells.forEach((cell, right) => {
      const input = inputAt(top + down, left + right);
      if (!input) return;
      input.value = line(cell);
      input.dispatchEvent(new Event("input", { bubbles: true }));
      filled += 1;
    })
  );
  told.textContent = `${filled} ✓`;
});

table?.addEventListener("input", (event) => mark(event.target));

table?.addEventListener("keydown", (event) => {
  const input = event.target;
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
