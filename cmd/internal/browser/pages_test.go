package browser

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"coresync/cmd/internal/pages"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// violations are what axe finds, one a line.
const violations = `axe.run(document, {resultTypes: ["violations"]}).then(r => r.violations.map(v => v.id + ": " + v.help + " " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + " " + n.any.map(a => a.message).join("; ")).join(" | ")))`

// overflow are the elements that stick out to the right.
const overflow = `document.documentElement.scrollWidth > innerWidth ? [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1).slice(0, 5).map(e => e.outerHTML.slice(0, 160)) : []`

// contrasts are those of them that depend on colours alone, which are all that dark changes.
const contrasts = `axe.run(document, {runOnly: ["color-contrast", "link-in-text-block"], resultTypes: ["violations"]}).then(r => r.violations.map(v => v.id + ": " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + " " + n.any.map(a => a.message).join("; ")).join(" | ")))`

// everyPage walks the table of pages, so that a new one is looked at, too: axe finds
// nothing in light and dark, nothing sticks out at the width of a phone, it is light when
// it is loaded first, and Tab reaches everything. With SCREENSHOTS, each is kept in that
// folder.
func everyPage(b *tab) {
	b.looking("light", 1280)
	for _, path := range b.site.pages(b) {
		b.visit(path)
		if here := b.location(); here != path { // a short way to a page that is walked itself
			require.NotContains(b.t, here, "sign-in")
			continue
		}
		b.isLight(path) // before anything else is loaded
		looks(b, path)
		b.isReached(path)
	}
}

// looks requires that what is on the screen is sound: all of it in light, and in dark on a
// phone; colours in dark, which it follows while it is open.
func looks(b *tab, name string) {
	b.t.Helper()
	_ = eval[any](b, axe(b.t)+";0")
	for _, look := range []struct {
		mode   string
		width  int64
		checks string
	}{{"light", 1280, violations}, {"dark", 1280, contrasts}, {"dark", 390, violations}} {
		b.looking(look.mode, look.width)
		b.until(`document.documentElement.dataset.bsTheme === "` + look.mode + `" && document.getAnimations().every((a) => !(a instanceof CSSTransition))`)
		b.isSound(name, look.mode, look.width, look.checks)
	}
	b.looking("light", 1280)
}

// looking sets what the system says about light and dark, and how wide the window is.
func (b *tab) looking(mode string, width int64) {
	b.t.Helper()
	b.scheme(mode)
	b.do("size", chromedp.EmulateViewport(width, 900))
}

// isSound requires that axe finds nothing on the page as it is now, and that nothing sticks out.
func (b *tab) isSound(path, mode string, width int64, checks string) {
	b.t.Helper()
	assert.Empty(b.t, eval[[]string](b, overflow), "%s at %d", path, width)
	assert.Empty(b.t, eval[[]string](b, tabsOutOfSight), "%s at %d", path, width)
	assert.Empty(b.t, eval[[]string](b, checks), "%s, %s at %d", path, mode, width)
	b.keep(path, mode, width)
}

// tabsOutOfSight are present tabs that one would have to scroll to.
const tabsOutOfSight = `[...document.querySelectorAll('.tabs [aria-current="page"]')].filter((tab) => {
	const at = tab.getBoundingClientRect(), strip = tab.closest(".tabs").getBoundingClientRect();
	return at.left < strip.left - 1 || at.right > strip.right + 1;
}).map((tab) => tab.textContent)`

// pages are the addresses of all GET pages, variables filled with things that are there.
func (s *site) pages(b *tab) []string {
	b.t.Helper()
	if s.paths != nil {
		return s.paths
	}
	services := s.App.Services()
	fill, err := pages.Demo{App: s.App, Tenant: s.Tenant, Connection: s.Connection}.Fill(b.t.Context())
	require.NoError(b.t, err)
	saved, err := services.Views.Create(b.t.Context(), api.Identity{Tenant: s.Tenant, Actor: "test", Permissions: permission.All()},
		api.ViewDraft{List: "assets", Name: "Machines that are online", Query: "connectivity=online", Shared: true})
	require.NoError(b.t, err)
	now, err := services.Assets.List(b.t.Context(), api.Scope{Tenant: s.Tenant}, api.AssetFilter{}, api.List{Limit: 1})
	require.NoError(b.t, err)
	paths, lacking, err := pages.All(services, fill...)
	require.NoError(b.t, err)
	require.Empty(b.t, lacking, "say with what to fill them")
	require.Greater(b.t, len(paths), 15)
	for _, path := range paths {
		if strings.HasPrefix(path, "/sync-runs/") {
			paths = append(paths, path+"?tab=apart", path+"?tab=organizations", path+"?tab=log")
		}
	}
	s.paths = append(paths, saved.Page, "/reports/devices?report=device-age", "/reports/devices?report=warranty-status", "/search?q=a", "/nothing/here", "/admin/connectors/new?kind=ninjaone", "/admin/connectors/"+s.Connection.String()+"?edit=settings", "/assets?as_of="+strconv.FormatInt(now.Position.N, 10))
	return s.paths
}

// keep keeps a picture where somebody wants to look.
func (b *tab) keep(path, mode string, width int64) {
	folder := os.Getenv("SCREENSHOTS")
	if folder == "" {
		return
	}
	picture, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	require.NoError(b.t, err)
	name := strings.Trim(strings.NewReplacer("/", "_", "?", "_", "=", "_").Replace(path), "_")
	size := map[int64]string{1280: "wide", 390: "phone"}[width]
	require.NoError(b.t, os.WriteFile(filepath.Join(folder, name+"-"+size+"-"+mode+".png"), picture, 0o600))
}
