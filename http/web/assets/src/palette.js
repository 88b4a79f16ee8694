// The command palette (Ctrl K): pages, what the page can do, and whatever a search finds. Built when it is first opened.
import { moment } from "./past.js";

let dialog, input, list, at = 0, asked = 0, views = [];

const paths = {
  asset: (h) => "/assets/" + h.id,
  customer: (h) => "/customers/" + h.id,
  contact: (h) => "/contacts/" + h.id,
  ticket: (h) => "/tickets/" + h.id,
};

function build() {
  dialog = document.createElement("dialog");
  dialog.className = "card palette";
  dialog.setAttribute("aria-label", "Go anywhere, do anything");
  dialog.innerHTML = '<input class="form-control" type="search" role="combobox" aria-expanded="true" aria-controls="palette-list" aria-autocomplete="list" aria-label="Page, action, asset, customer, contact or ticket" placeholder="Page, action, asset, customer, contact, ticket…" autocomplete="off" maxlength="200"><ul id="palette-list" role="listbox" aria-label="Results"></ul>';
  [input, list] = dialog.children;
  document.body.append(dialog);
  input.addEventListener("input", show);
  dialog.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) {
      event.preventDefault();
      mark(at + by);
    } else if (event.key === "Enter") {
      event.preventDefault();
      list.children[at]?.click();
    }
  });
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
}

function mark(to) {
  const all = [...list.children];
  at = Math.max(0, Math.min(to, all.length - 1));
  all.forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
  input.setAttribute("aria-activedescendant", all[at]?.id ?? "");
  all[at]?.scrollIntoView({ block: "nearest" });
}

function add(word, hint, run) {
  const item = document.createElement("li");
  item.id = "palette-" + list.children.length;
  item.setAttribute("role", "option");
  const name = document.createElement("bdi");
  name.textContent = word;
  const kind = document.createElement("span");
  kind.dir = "auto"; // a name in it turns nothing around
  kind.textContent = hint;
  item.append(name, kind);
  item.addEventListener("click", () => {
    dialog.close();
    run();
  });
  list.append(item);
}

// What is on the page already: links of the navigation, and buttons and links of the page's head.
function local() {
  const found = [];
  for (const link of document.querySelectorAll(".app-nav a[data-go]")) found.push([link.textContent.trim(), "page", () => link.click()]);
  for (const action of document.querySelectorAll(".page-actions a, .page-actions button")) found.push([action.textContent.trim(), "here", () => action.click()]);
  found.push(["Duplicates", "page", () => location.assign(moment("/assets/duplicates"))], ["Add an asset", "page", () => location.assign(moment("/assets/new"))], ["Contacts from NinjaOne", "page", () => location.assign(moment("/contacts/offers"))], ["Import a CSV file", "page", () => location.assign(moment("/settings/import"))]);
  for (const view of views) found.push([view.name, view.shared ? "shared view" : "view", () => location.assign(moment(view.page))]);
  return found;
}

// The views that the person may open, asked for each time that the palette opens.
async function saved() {
  const answer = await fetch("/api/v1/views", { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  views = (await answer.json()).items;
  if (views.length) show();
}

async function show() {
  const query = input.value.trim();
  const ask = ++asked;
  list.replaceChildren();
  for (const [word, hint, run] of local()) if (word.toLowerCase().includes(query.toLowerCase())) add(word, hint, run);
  mark(0);
  if (query.length < 2) return;
  const answer = await fetch("/api/v1/search?limit=12&q=" + encodeURIComponent(query), { headers: { Accept: "application/json" } });
  if (!answer.ok || ask !== asked) return; // what was typed since goes first
  const { items } = await answer.json();
  for (const hit of items) if (paths[hit.kind]) add(hit.title, [hit.kind, hit.detail].filter(Boolean).join(" · "), () => location.assign(moment(paths[hit.kind](hit))));
  mark(at);
}

document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || !document.querySelector(".app-bar")) return;
  event.preventDefault();
  if (!dialog) build();
  if (dialog.open) return;
  input.value = "";
  dialog.showModal();
  input.focus();
  show();
  saved();
});
