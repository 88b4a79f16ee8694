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

document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-mapping]");
  if (!form) return;
  let n = 0;
  for (const select of form.querySelectorAll("select[data-search]")) {
    const is = select.value !== select.dataset.before;
    select.closest("tr").classList.toggle("changed", is);
    if (is) n++;
  }
  form.querySelector("[data-changes]").textContent = n === 0 ? "" : n === 1 ? "1 change" : `${n} changes`;
});

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
  document.body.append(panel);
  panel.showModal();
  await htmx.ajax("GET", link.href, { target: panel.querySelector(".panel-body"), select: "#mapping", swap: "innerHTML" });
  const back = document.createElement("input");
  back.type = "hidden";
  back.name = "back";
  back.value = location.pathname;
  panel.querySelector("[data-mapping]")?.append(back);
});
