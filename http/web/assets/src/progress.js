// A run that goes on: its progress comes as server-sent events; at its end the page is loaded anew.
const box = document.querySelector("[data-progress]");
if (box) {
  const source = new EventSource(box.dataset.progress);
  const bar = box.querySelector("progress");
  const words = box.querySelector("[data-words]");
  source.addEventListener("progress", (event) => {
    const p = JSON.parse(event.data);
    if (p.total > 0) {
      bar.max = p.total;
      bar.value = p.done;
    } else {
      bar.removeAttribute("value");
    }
    const count = p.total > 0 ? `${p.done.toLocaleString("en")} / ${p.total.toLocaleString("en")}` : p.done.toLocaleString("en");
    words.textContent = [p.step, p.step && count, p.message].filter(Boolean).join(" · ") || p.state;
  });
  source.addEventListener("end", () => {
    source.close();
    location.reload();
  });
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) setTimeout(() => location.reload(), 5000); // refused, not broken off
  });
  window.addEventListener("pagehide", () => source.close());
}
