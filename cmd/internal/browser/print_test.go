package browser

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// paper is the width of A4 between its margins, in pixels of CSS; across is that of A3 laid across.
const (
	paper  = 700
	across = 1500
)

// cut are the parts of tables that paper would not show: what sticks out, and names whose end is left to be asked for.
const cut = `[
  ...[...document.querySelectorAll("main table")].filter(t => t.getBoundingClientRect().right > innerWidth + 1),
  ...[...document.querySelectorAll("main td, main td *")].filter(e => getComputedStyle(e).textOverflow === "ellipsis" && getComputedStyle(e).overflow !== "visible" && e.scrollWidth > e.clientWidth),
].map(e => e.outerHTML.slice(0, 160))`

// beside are tables that leave room to what is not printed, on paper that is laid across.
const beside = `[...document.querySelectorAll(".with-facets .card:not(.app-menu)")].filter(e => e.clientWidth < 0.9 * document.querySelector("main").clientWidth).map(e => e.outerHTML.slice(0, 160))`

// printed are what would be wrong on paper, in the form of the screen that is narrow as
// paper: a theme that isn't light, a sheet that isn't white, what is only to be clicked,
// what sticks out.
const printed = `(() => {
  const bad = [];
  if (document.documentElement.dataset.bsTheme !== "light") bad.push("the theme is " + document.documentElement.dataset.bsTheme);
  for (const e of [document.documentElement, document.body]) {
    const ground = getComputedStyle(e).backgroundColor;
    if (!["rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"].includes(ground)) bad.push(e.tagName + " is " + ground);
  }
  for (const e of document.querySelectorAll(".app-nav, .app-bar, main .btn, main [data-pick], main [data-pick-all]")) if (e.getClientRects().length) bad.push("shown: " + e.outerHTML.slice(0, 160));
  return bad;
})()`

// Every page can be printed: without navigation and buttons, on white whatever the theme,
// and with whole tables. With SCREENSHOTS, each is kept as a PDF.
func TestPagesArePrintedWholeOnWhitePaper(t *testing.T) {
	t.Parallel()
	b := open(t, serve(t))
	setUp(b)
	b.scheme("dark")
	for i, path := range b.site.pages(b) {
		b.do("size", chromedp.EmulateViewport(paper, 1000))
		b.visit(path)
		if b.location() != path {
			continue // a short way to a page that is walked itself
		}
		if i == 0 || os.Getenv("SCREENSHOTS") != "" {
			b.toPDF(path)
			require.Equal(t, "dark", eval[string](b, "document.documentElement.dataset.bsTheme"), "afterwards it is as it was")
		}
		_ = eval[any](b, `dispatchEvent(new Event("beforeprint"));0`)
		b.media("print")
		assert.Empty(t, eval[[]string](b, printed), path)
		assert.Empty(t, eval[[]string](b, overflow), path)
		assert.Empty(t, eval[[]string](b, cut), path)
		b.do("lay it across", chromedp.EmulateViewport(across, 1000))
		assert.Empty(t, eval[[]string](b, beside), path)
		b.media("")
	}
	b.forgive() // the page that is not there
}

func (b *tab) media(kind string) {
	b.t.Helper()
	b.do("media "+kind, chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Media: kind, Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}},
		})
		return err
	}))
}

// toPDF prints the page, and keeps it where somebody wants to look.
func (b *tab) toPDF(path string) {
	b.t.Helper()
	var printed []byte
	b.do("print "+path, chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		done, err := chromedp.Call(ctx, page.PrintToPDF, page.PrintToPDFParams{PrintBackground: new(true), PreferCSSPageSize: new(true), PaperWidth: 8.27, PaperHeight: 11.69})
		printed = done.Data
		return err
	}))
	require.NotEmpty(b.t, printed)
	if folder := os.Getenv("SCREENSHOTS"); folder != "" {
		name := strings.Trim(strings.NewReplacer("/", "_", "?", "_", "=", "_").Replace(path), "_")
		require.NoError(b.t, os.WriteFile(filepath.Join(folder, name+".pdf"), printed, 0o600))
	}
}
