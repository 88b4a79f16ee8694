// The mapping table: keys for a row, the number of changes, and the side panel.
import htmx from "htmx.org";

function choose(select, value) {
  if (select.tomselect) select.tomselect.setValue(value);
  else {
    select.value = value;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

const pickerOf = (event) => event.target.closest("[data-mapping] tr")?.querySelector("select[data-search]");

document.addEventListener("row:accept", (event) => {
  const select = pickerOf(event);
  if (select?.dataset.suggested) choose(select, select.dataset.suggested);
});
document.addEventListener("row:ignore", (event) => {
  const select = pickerOf(event);
  if (select) choose(select, "ignore");
});
document.addEventListener("row:open", (event) => {
  const select = pickerOf(event);
  if (select?.tomselect) select.tomselect.focus();
  else if (!event.target.closest("[data-association]")) event.target.querySelector("a[data-open-row]")?.click();
});

// What is chosen and not saved is marked and counted; a page whose save met a conflict comes with some.
function count(form) {
  let n = 0;
  for (const select of form.querySelectorAll("select[data-search]")) {
    const is = select.value !== select.dataset.before;
    select.closest("tr").classList.toggle("changed", is);
    if (is) n++;
  }
  form.toggleAttribute("data-changed", n > 0);
  const said = form.querySelector("[data-changes]");
  if (said) said.textContent = n === 0 ? "" : n === 1 ? "1 change" : `${n} changes`;
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-mapping]");
  if (form) count(form);
});
document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-mapping]").forEach(count));

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-panel]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const panel = document.createElement("dialog");
  panel.className = "panel";
  panel.setAttribute("aria-label", link.textContent.trim());
  panel.innerHTML = '<form method="dialog" class="panel-head"><h2></h2><button class="btn btn-sm">Close</button></form><div class="panel-body"></div>';
  panel.querySelector("h2").textContent = link.textContent.trim();
  panel.addEventListener("close", () => panel.remove());
  const stays = (event) => { // what was chosen and not saved goes with the panel, as with a page
    if (panel.querySelector("form[data-changed]") && !window.confirm("Close without saving your changes?")) event.preventDefault();
  };
  panel.addEventListener("cancel", stays);
  panel.querySelector(".panel-head").addEventListener("submit", stays);
  document.body.append(panel);
  panel.showModal();
  await htmx.ajax("GET", link.href, { target: panel.querySelector(".panel-body"), select: "#mapping", swap: "innerHTML" });
  const back = document.createElement("input");
  back.type = "hidden";
  back.name = "back";
  back.value = location.pathname;
  panel.querySelector("[data-mapping]")?.append(back);
});

// A row opens what its link leads to below itself, once it was asked for.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-expand]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const row = link.closest("tr");
  const open = link.getAttribute("aria-expanded") === "true";
  link.setAttribute("aria-expanded", String(!open));
  const below = row.nextElementSibling;
  if (below?.matches(".row-detail")) {
    below.hidden = open;
    return;
  }
  const detail = document.createElement("tr");
  detail.className = "row-detail";
  const cell = document.createElement("td");
  cell.colSpan = row.cells.length;
  cell.textContent = "…";
  detail.append(cell);
  row.after(detail);
  await htmx.ajax("GET", link.href, { target: cell, select: "#organization", swap: "innerHTML" });
  // several rows may be open: headings keep their words, and give up their ids
  for (const part of cell.querySelectorAll("section")) {
    const heading = part.querySelector("h2");
    part.removeAttribute("aria-labelledby");
    part.setAttribute("aria-label", `${heading.textContent} of ${row.querySelector("bdi").textContent}`);
    heading.removeAttribute("id");
  }
  cell.firstElementChild?.removeAttribute("id");
});
