// Devices and their contacts: keys for a row, ticks that follow a choice, how many are ticked, and a range by shift-click.
const boxes = (form) => [...form.querySelectorAll("[data-pick]")];

function count(form) {
  const all = boxes(form);
  const n = all.filter((box) => box.checked).length;
  const said = form.querySelector("[data-picked]");
  if (said) said.textContent = n === 1 ? "1 selected" : `${n.toLocaleString("en")} selected`;
  const head = form.querySelector("[data-pick-all]");
  if (head) {
    head.checked = n > 0 && n === all.length;
    head.indeterminate = n > 0 && n < all.length;
  }
  for (const part of form.querySelectorAll("[data-when-picked]")) part.hidden = n === 0;
  form.dispatchEvent(new CustomEvent("picks", { detail: { n, all: all.length } }));
}

function tick(row, on = true) {
  const box = row.querySelector("[data-pick]");
  if (!box) return;
  box.checked = on;
  box.dispatchEvent(new Event("change", { bubbles: true }));
}

const formOf = (event) => event.target.closest("[data-association]");
const rowOf = (event) => event.target.closest("[data-association] tr[data-row]");

document.addEventListener("row:accept", (event) => {
  const select = rowOf(event)?.querySelector("[data-choice]");
  if (!select?.dataset.suggested) return;
  select.value = select.dataset.suggested;
  tick(select.closest("tr"));
});
document.addEventListener("row:ignore", (event) => {
  const select = rowOf(event)?.querySelector("[data-choice]");
  if (!select) return;
  select.value = select.dataset.ignored ?? "skip";
  tick(select.closest("tr"));
});
document.addEventListener("row:open", (event) => {
  rowOf(event)?.querySelector("select[data-search]")?.tomselect?.focus();
});

let last;
document.addEventListener("click", (event) => {
  const box = event.target.closest("[data-pick]");
  const form = box?.closest("[data-association], [data-picks]");
  if (!form) return;
  const all = boxes(form);
  if (event.shiftKey && last && all.includes(last)) {
    const [a, b] = [all.indexOf(last), all.indexOf(box)].sort((x, y) => x - y);
    for (const each of all.slice(a, b + 1)) each.checked = box.checked;
  }
  last = box;
});

document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-association], [data-picks]");
  if (!form) return;
  if (event.target.matches("[data-pick-all]")) for (const box of boxes(form)) box.checked = event.target.checked;
  if (formOf(event) && event.target.matches("[data-choice], select[data-search]") && event.target.value) tick(event.target.closest("tr"));
  count(form);
});

export function begin(root) {
  for (const form of root.querySelectorAll("[data-association], [data-picks]")) count(form);
}
