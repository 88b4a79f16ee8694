// Menus that are <details>: Esc and a click beside close them; dialogs open by data-open; texts are copied.
const menus = ".app-user[open], .app-drawer[open], details.menu[open]";

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(menus)) if (!menu.contains(event.target)) menu.open = false;
  const opener = event.target.closest("[data-open]");
  if (opener) document.getElementById(opener.dataset.open)?.showModal();
  const copier = event.target.closest("[data-copy]");
  if (copier) copy(copier);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll(menus)) {
    menu.open = false;
    menu.querySelector("summary")?.focus();
  }
});

async function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  const text = source.value ?? source.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } catch {
    source.select?.(); // without a secure context the person copies himself
  }
}

// Filters are open beside a list and folded above one.
const wide = matchMedia("(min-width: 1100px)");
const fold = () => {
  for (const details of document.querySelectorAll("[data-open-when-wide]")) details.open = wide.matches;
};
wide.addEventListener("change", fold);
document.addEventListener("htmx:afterSettle", fold);
fold();
