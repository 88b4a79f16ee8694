// A run that goes on: its progress comes as server-sent events; at its end the page is loaded anew.
const box = document.querySelector("[data-progress]");
if (box) {
  const source = new EventSource(box.dataset.progress);
  const bar = box.querySelector("progress");
  const words = box.querySelector("[data-words]");
  const waiting = box.querySelector("[data-waiting]");
  const phases = [...box.querySelectorAll("[data-phase]")];
  source.addEventListener("progress", (event) => {
    const p = JSON.parse(event.data);
    if (p.total > 0) {
      bar.max = p.total;
      bar.value = p.done;
    } else {
      bar.removeAttribute("value");
    }
    const pause = p.waiting ? p.waiting.message : "";
    waiting.hidden = !pause;
    if (waiting.textContent.trim() !== pause) waiting.textContent = pause;
    const at = phases.findIndex((phase) => phase.dataset.phase.split(" ").includes(p.step));
    phases.forEach((phase, i) => {
      phase.classList.toggle("done", i < at);
      if (i === at) phase.setAttribute("aria-current", "step");
      else phase.removeAttribute("aria-current");
    });
    const count = p.total > 0 ? `${p.done.toLocaleString("en")} / ${p.total.toLocaleString("en")}` : p.done.toLocaleString("en");
    if (at >= 0 && p.done > 0 && p.step !== "last_users") phases[at].querySelector("[data-count]").textContent = count;
    const said = at < 0 ? p.state : phases[at].children[1].textContent;
    if (words.textContent !== said) words.textContent = said; // told once a phase, not with each page
  });
  source.addEventListener("end", () => {
    source.close();
    location.reload();
  });
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) setTimeout(() => location.reload(), 5000); // refused, not broken off
  });
  window.addEventListener("pagehide", () => source.close());
  follow(source);
}

// What is known so far is asked for anew as the run goes on, the more seldom the longer an answer takes. Where somebody
// is in the midst of it, it stays.
function follow(source) {
  const part = document.querySelector("[data-so-far]");
  if (!part) return;
  let next = Date.now() + 2000;
  source.addEventListener("progress", async () => {
    const began = Date.now();
    if (began < next || part.contains(document.activeElement)) return;
    next = Infinity;
    try {
      const answer = await fetch(location.href);
      const text = answer.ok ? await answer.text() : "";
      const fresh = new DOMParser().parseFromString(text, "text/html").querySelector("[data-so-far]"); // none: the run is over
      if (fresh && !part.contains(document.activeElement)) part.replaceChildren(...fresh.childNodes);
    } catch {
      // what is shown stays; the stream tells when the run is over
    }
    next = Date.now() + Math.max(2000, 10 * (Date.now() - began));
  });
}
