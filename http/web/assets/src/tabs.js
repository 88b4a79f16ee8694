// Where tabs don't fit beside one another, the present one is scrolled into sight; the page itself stays where it is.
for (const tab of document.querySelectorAll('.tabs [aria-current="page"]')) {
  const strip = tab.closest(".tabs");
  const from = tab.getBoundingClientRect().left - strip.getBoundingClientRect().left;
  strip.scrollLeft += from - (strip.clientWidth - tab.offsetWidth) / 2;
}
