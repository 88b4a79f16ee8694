// Work on read models that goes on: how far it is comes as server-sent events; at its end the page is loaded anew.
const box = document.querySelector("[data-projections]");
if (box) {
  const source = new EventSource(box.dataset.projections);
  source.addEventListener("progress", (event) => {
    for (const model of JSON.parse(event.data).items) show(model);
  });
  source.addEventListener("end", () => {
    source.close();
    location.reload();
  });
  window.addEventListener("pagehide", () => source.close());
}

function show({ name, work }) {
  const line = box.querySelector(`[data-model="${CSS.escape(name)}"] [data-work]`);
  const bar = line?.querySelector("progress");
  if (!bar || !work) return;
  if (work.total > 0) {
    bar.max = work.total;
    bar.value = work.done;
  }
  const parts = [work.step];
  if (work.total > 0) parts.push(`${work.done.toLocaleString("en")} / ${work.total.toLocaleString("en")}`);
  if (work.eta_seconds > 0) parts.push(`about ${Math.ceil(work.eta_seconds)} s left`);
  line.querySelector("[data-words]").textContent = parts.filter(Boolean).join(" · ") || work.state;
}
