// What makes forms quicker: questions before what can't be taken back, selects that send themselves, a warning before
// changes are lost, and the way back for the appearance.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) {
    event.preventDefault();
    return;
  }
  if (form.dataset.once !== undefined) {
    if (form.ariaBusy === "true") {
      event.preventDefault(); // it is on its way
      return;
    }
    form.ariaBusy = "true";
  }
  if (form.matches(".app-theme") && !form.elements.from) {
    const from = document.createElement("input");
    from.type = "hidden";
    from.name = "from";
    from.value = location.pathname + location.search;
    form.append(from);
  }
  if (form.dataset.warn !== undefined) sent = true; // what a picker still tells while it loses the focus is no change
});

window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-once]")) form.ariaBusy = null; // who comes back may send it again
});

document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form?.dataset.submitOnChange !== undefined) form.requestSubmit();
  if (form?.dataset.warn !== undefined && form.dataset.mapping === undefined) changed.add(form); // a mapping counts its own
});

const changed = new Set(); // of those that came changed from the server, the page itself tells
let sent = false;
window.addEventListener("beforeunload", (event) => {
  for (const form of [...changed, ...document.querySelectorAll("form[data-changed]")]) if (!sent && form.isConnected) event.preventDefault();
});

// The link that a dashboard domain makes, as it is typed.
document.addEventListener("input", (event) => {
  const form = event.target.form; // of a field, or of a region
  const sample = form?.querySelector("[data-dashboard]");
  if (!sample) return;
  const typed = form.elements.dashboard_domain.value.trim().replace(/^https?:\/\//i, "").replace(/\/.*$/, "").toLowerCase();
  const host = typed || form.querySelector("[name=region]:checked")?.dataset.host;
  if (host) sample.textContent = `https://${host}/#/deviceDashboard/123/overview`;
});

// A file's text goes into the form's field, where it can be looked at and mended.
document.addEventListener("change", async (event) => {
  const into = event.target.dataset?.into;
  if (!into || !event.target.files?.length) return;
  document.getElementById(into).value = await event.target.files[0].text();
});

// A secret is shown while somebody looks at it.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-reveal]");
  if (!button) return;
  const field = document.getElementById(button.dataset.reveal);
  const shown = field.type === "password";
  field.type = shown ? "text" : "password";
  button.setAttribute("aria-pressed", String(shown));
  button.lastChild.textContent = shown ? " Hide" : " Show";
});
