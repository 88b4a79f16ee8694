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

// paper is the width of A4 between its margins, in pixels of CSS.
const paper = 700

// cut are the parts of tables that paper would not show.
const cut = `[...document.querySelectorAll("main table")].filter(t => t.getBoundingClientRect().right > innerWidth + 1).map(t => t.outerHTML.slice(0, 160))`

// Lists, reports and the mapping can be printed: without navigation and buttons, on white
// whatever the theme, and with whole tables. With SCREENSHOTS, each is kept as a PDF.
func TestPagesArePrintedWholeOnWhitePaper(t *testing.T) {
	t.Parallel()
	b := open(t, serve(t))
	setUp(b)
	b.scheme("dark")
	for _, path := range []string{"/assets", "/reports/devices", "/reports/devices?report=warranty-status", "/settings/integrations/ninjaone/" + b.site.Connection.String() + "/mappings", b.site.firstAsset(b)} {
		b.do("size", chromedp.EmulateViewport(1280, 900))
		b.visit(path)
		b.toPDF(path)
		require.Equal(t, "dark", eval[string](b, "document.documentElement.dataset.bsTheme"), "afterwards it is as it was")
		_ = eval[any](b, `dispatchEvent(new Event("beforeprint"));0`)
		b.do("size", chromedp.EmulateViewport(paper, 1000))
		b.media("print")
		require.Equal(t, "light", eval[string](b, "document.documentElement.dataset.bsTheme"), path)
		for _, sheet := range []string{"document.documentElement", "document.body"} {
			require.Contains(t, []string{"rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"}, eval[string](b, "getComputedStyle("+sheet+").backgroundColor"), path)
		}
		for _, gone := range []string{".app-nav", ".app-bar", "main .btn"} {
			require.True(t, eval[bool](b, `[...document.querySelectorAll("`+gone+`")].every(e => e.getClientRects().length === 0)`), "%s on %s", gone, path)
		}
		assert.Empty(t, eval[[]string](b, overflow), path)
		assert.Empty(t, eval[[]string](b, cut), path)
		b.media("")
	}
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
