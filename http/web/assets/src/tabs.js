// The present tab of a strip that scrolls stands in sight, in its midst, also once the window is narrower.
const show = () => {
  for (const tab of document.querySelectorAll('.tabs [aria-current="page"]')) {
    const strip = tab.closest(".tabs");
    const from = tab.getBoundingClientRect().left - strip.getBoundingClientRect().left;
    strip.scrollLeft += from - (strip.clientWidth - tab.offsetWidth) / 2;
  }
};
show();
addEventListener("resize", show);
