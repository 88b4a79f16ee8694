package browser

import (
	"strconv"
	"strings"

	"coresync/http/api"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// changes are the forms, links and controls of a page of the past that would lead out
// of it or change something. The page is fetched, since this asks for the markup alone.
const changes = `fetch(%PATH%, {headers: {Accept: "text/html"}}).then(r => r.text()).then(text => {
	const page = new DOMParser().parseFromString(text, "text/html"), out = [];
	for (const f of page.querySelectorAll('form[method="post"]')) if (!f.matches('.app-theme, [action="/sign-out"]')) out.push(f.outerHTML.slice(0, 120));
	for (const a of page.querySelectorAll('a[href^="/"], a[href^="?"]')) if (!a.closest(".past-slider") && !/^\/now|^\/compare|[?&]as_of=/.test(a.getAttribute("href"))) out.push(a.outerHTML.slice(0, 120));
	if (!page.querySelector(".past-banner")) out.push("no banner");
	return out;
})`

// pastPages walks all pages as of a moment by links, keys and the palette, and looks
// that none of them offers to change anything.
func pastPages(b *tab) {
	found, err := b.site.App.Services().Assets.List(b.t.Context(), api.Scope{Tenant: b.site.Tenant}, api.AssetFilter{}, api.List{Limit: 1, Sort: api.Sort{By: "name"}})
	require.NoError(b.t, err)
	at := "as_of=" + strconv.FormatInt(found.Position.N, 10)
	b.visit("/assets?" + at)
	require.Contains(b.t, b.text(".past-banner"), "Nothing can be changed here.")
	arrived := func(path string) {
		b.t.Helper()
		require.True(b.t, strings.HasPrefix(b.location(), path+"?"), b.location())
		require.Contains(b.t, b.location(), at)
	}
	b.do("go to the customers", chromedp.KeyEvent("g"), chromedp.KeyEvent("c"), shown(`nav.app-nav .app-nav-link.active[href^="/customers"]`))
	arrived("/customers")
	b.do("by the palette", chromedp.KeyEvent("k", chromedp.KeyModifiers(2)), shown("dialog.palette"))
	b.do("to the duplicates", chromedp.KeyEvent("duplicates"), chromedp.KeyEvent(kb.Enter), shown(".crumbs"))
	arrived("/assets/duplicates")
	b.visit("/assets?" + at)
	require.Equal(b.t, at, "as_of="+eval[string](b, `document.querySelector(".app-search [name=as_of]").value`), "a search stays there, too")

	for _, path := range b.site.pages(b) {
		if strings.Contains(path, "as_of") || path == "/as-of" || path == "/now" || strings.HasPrefix(path, "/sign-in") || path == "/forgot" || path == "/auditor" || path == "/nothing/here" {
			continue
		}
		join := "?"
		if strings.Contains(path, "?") {
			join = "&"
		}
		out := eval[[]string](b, strings.Replace(changes, "%PATH%", strconv.Quote(path+join+at), 1))
		assert.Empty(b.t, out, path)
	}
	b.mu.Lock()
	b.messages = nil // Chromium tells of pages that say that they can't be shown of the past
	b.mu.Unlock()
	b.click("back to now", `.past-banner a[href^="/now"]`, "body:not(:has(.past-banner))")
	require.NotContains(b.t, b.location(), "as_of")
	b.quiet()
}
