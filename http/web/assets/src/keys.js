// The keyboard of the list of keys (dialog #keys): single letters, and "g" and a letter.
import { moment } from "./past.js";

const typing = (element) => element.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], .ts-wrapper, dialog[open]:not(.panel)");
let went = 0; // when "g" was pressed

const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.offsetParent !== null);

function step(by) {
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => row.classList.contains("current"));
  const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
  all[at]?.classList.remove("current");
  next.classList.add("current");
  next.scrollIntoView({ block: "nearest" });
  (next.querySelector("a[data-open-row]") ?? next).focus({ preventScroll: true });
}

function go(letter) {
  if (letter === "m") {
    location.assign(moment("/mappings"));
    return true;
  }
  const link = document.querySelector(`a[data-go="${CSS.escape(letter)}"]`);
  link?.click();
  return Boolean(link);
}

const onRow = (name) => document.querySelector(".current")?.dispatchEvent(new CustomEvent("row:" + name, { bubbles: true }));

// A page says what e, u and the like do by data-key.
const press = (key) => document.querySelector(`[data-key="${key}"]`)?.click();

const single = {
  e: () => press("e"),
  u: () => press("u"),
  "[": () => press("["),
  "]": () => press("]"),
  1: () => press("1"),
  2: () => press("2"),
  3: () => press("3"),
  x: () => document.querySelector(".current input[type=checkbox][data-pick]")?.click(),
  "/": () => document.querySelector('[data-key="/"]')?.focus(),
  "?": () => document.getElementById("keys")?.showModal(),
  t: () => document.querySelector('[data-key="t"]')?.click(),
  j: () => step(1),
  k: () => step(-1),
  y: () => onRow("accept"),
  i: () => onRow("ignore"),
  o: () => document.querySelector(".current a[data-expand]")?.click(),
  d: () => document.querySelector(".current [data-done]")?.click(),
  g: () => { went = Date.now(); },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
  if (Date.now() - went < 1500 && event.key !== "g") {
    went = 0;
    if (go(event.key)) event.preventDefault();
    return;
  }
  if (event.key === "Enter" && document.querySelector(".current") && !event.target.closest("a, button, summary")) {
    event.preventDefault(); // a picker that gets the focus now would send its form
    onRow("open");
    return;
  }
  const action = single[event.key];
  if (!action) return;
  event.preventDefault();
  action();
});
