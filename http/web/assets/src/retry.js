// A page that tells of something that passes looks every few seconds whether it did, and loads itself anew then.
const waiting = document.querySelector("[data-retry]");
if (waiting) {
  const look = async () => {
    try {
      const answer = await fetch(location.href, { method: "HEAD", headers: { Accept: "text/html" }, cache: "no-store", redirect: "manual" });
      if (answer.status < 500) return location.reload();
    } catch {
      // The program itself does not answer: so much the longer.
    }
    setTimeout(look, waiting.dataset.retry * 1000);
  };
  setTimeout(look, waiting.dataset.retry * 1000);
}

// A page that keeps what somebody typed says when it can be sent again, and leaves that to the person.
const ready = document.querySelector("[data-ready]");
if (ready) {
  const look = async () => {
    try {
      const answer = await fetch("/readyz", { cache: "no-store" });
      if (answer.ok) {
        ready.textContent = "It works again: send it now.";
        return;
      }
    } catch {
      // The program itself does not answer: so much the longer.
    }
    setTimeout(look, ready.dataset.ready * 1000);
  };
  setTimeout(look, ready.dataset.ready * 1000);
}
