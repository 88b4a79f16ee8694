package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// mostBytes is what a page may weigh when it is loaded first, compressed.
const mostBytes = 200 << 10

// weight is the page with all that it loads, as it comes over the wire to a browser that
// keeps nothing: bodies as they were encoded, and 300 bytes of headers each, which is
// what Resource Timing counts.
const weight = `[...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")].reduce((n, e) => n + e.encodedBodySize + 300, 0)`

func (b *tab) isLight(path string) {
	b.t.Helper()
	n := eval[int](b, weight)
	assert.Less(b.t, n, mostBytes, "%s is heavy", path)
	assert.Greater(b.t, n, mostBytes/20, "%s: the bundle is not counted", path)
}

// stops marks, in their order, the elements that Tab has to stop at: all that can be
// clicked or typed into, but for what a picker stands in for. Those that have taken
// themselves out of the order are named instead. What has the focus is noted from now on.
const stops = `(() => {
  const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary")].filter((e) => !e.matches(":disabled, [type=hidden]") && e.checkVisibility({visibilityProperty: true}) && !e.closest("[inert], [aria-hidden=true]"));
  const first = new Map();
  for (const e of all) if (e.type === "radio" && (e.checked || !first.has(e.name))) first.set(e.name, e);
  const out = all.filter((e) => e.tabIndex < 0 && !e.matches(".tomselected")).map((e) => "out of reach: " + e.outerHTML.slice(0, 160));
  const twisted = [...document.querySelectorAll("[tabindex]")].filter((e) => e.tabIndex > 0).map((e) => "out of order: " + e.outerHTML.slice(0, 160));
  all.filter((e) => e.tabIndex >= 0 && (e.type !== "radio" || first.get(e.name) === e)).forEach((e, i) => { e.dataset.stop = i; });
  document.activeElement?.blur();
  getSelection().removeAllRanges();
  scrollTo(0, 0);
  window.stopped = new Set();
  document.addEventListener("focusin", (event) => { if (event.target.dataset.stop) stopped.add(event.target.dataset.stop); });
  return [...out, ...twisted];
})()`

// missed are the first of them that the focus has not been at.
const missed = `[...document.querySelectorAll("[data-stop]")].slice(0, 40).filter((e) => !stopped.has(e.dataset.stop)).map((e) => e.outerHTML.slice(0, 160))`

// filled is what all forms of the page would send.
const filled = `JSON.stringify([...document.forms].map((f) => [...new FormData(f)]))`

// tabsAtOnce is how often Tab is pressed before somebody looks where that led, and
// tabRounds how often that is done: where the order is the document's, what comes later
// is like the first forty.
const tabsAtOnce, tabRounds = 20, 6

// isReached presses Tab from the top of the page, and wants each thing in turn. Whoever
// passes by changes nothing.
func (b *tab) isReached(path string) {
	b.t.Helper()
	assert.Empty(b.t, eval[[]string](b, stops), path)
	before := eval[string](b, filled)
	for range tabRounds {
		b.do("Tab on "+path, chromedp.KeyEvent(strings.Repeat("\t", tabsAtOnce)))
		if len(eval[[]string](b, missed)) == 0 {
			break
		}
	}
	assert.Empty(b.t, eval[[]string](b, missed), "Tab does not reach it on %s", path)
	require.JSONEq(b.t, before, eval[string](b, filled), "Tab changed something on %s", path)
	require.Equal(b.t, path, b.location())
}

// A picker that is only passed by keeps what it says; what was typed or gone to with the
// arrows is taken. Whoever changed nothing is not asked before the page is left.
func TestTabTakesAnOptionOnlyWhereOneWasLookedFor(t *testing.T) {
	t.Parallel()
	b := open(t, serve(t))
	setUp(b)
	const value = `document.querySelector("[name=timezone]").value`
	b.visit("/settings/profile")
	before := eval[string](b, value)
	enter := func() {
		b.visit("/settings/profile")
		keys{}.tab(b, ".ts-control input")
		b.until(`document.querySelector(".ts-wrapper.dropdown-active .option") !== null`)
	}
	enter()
	b.do("pass by", chromedp.KeyEvent("\t"))
	b.until(`document.querySelector(".dropdown-active") === null`)
	require.Equal(t, before, eval[string](b, value))
	require.Nil(t, eval[any](b, `document.activeElement.closest(".ts-wrapper")`), "the focus has gone on")

	enter()
	b.do("type, think better of it, pass by", chromedp.KeyEvent("osl\b\b\b\t"))
	require.Equal(t, before, eval[string](b, value))

	enter()
	b.do("type", chromedp.KeyEvent("oslo"))
	b.until(`document.querySelector(".option.active")?.dataset.value === "Europe/Oslo"`)
	b.do("take it", chromedp.KeyEvent("\t"))
	require.Equal(t, "Europe/Oslo", eval[string](b, value))
	b.quiet()
}
