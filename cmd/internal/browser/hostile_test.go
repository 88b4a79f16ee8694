package browser

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"

	"coresync/cmd/internal/app"
	"coresync/cmd/internal/demo"
	"coresync/cmd/internal/hostile"
	"coresync/domain/directory"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Hostile names in devices, organizations, locations, last users, NinjaOne's accounts, people of
// ours, CSV files and all that people here name do no harm on any page, in the palette or in answers; none is a formula in an
// export.
func TestHostileNamesDoNoHarmInTheBrowser(t *testing.T) {
	t.Parallel()
	s := launch(t, func(a *app.App) *demo.Demo {
		d, err := demo.Start(t.Context(), a, demo.Options{Devices: 40, Orgs: 8, Seed: 1})
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, d.Close()) })
		require.NoError(t, hostile.Spoil(d.Sim.Sim))
		_, err = d.Sync(t.Context())
		require.NoError(t, err)
		return d
	})
	b := open(t, s)
	setUp(b)
	nameUsers(s)
	importHostile(b)
	nameTheRest(s, t)
	for _, path := range s.pages(b) {
		b.visit(path)
		for _, width := range []int64{1280, 390} {
			b.do("size", chromedp.EmulateViewport(width, 900))
			assert.Empty(t, eval[[]string](b, overflow), "%s at %d", path, width)
			assert.Empty(t, eval[[]string](b, harm), "%s", path)
		}
	}
	for _, path := range []string{"/assets/export?format=csv", "/reports/devices/export?report=devices-by-company&format=csv"} {
		rows := eval[string](b, `fetch("`+path+`").then(r => r.ok ? r.text() : Promise.reject(r.status + " " + r.url))`)
		cells := 0
		table, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(rows, "\ufeff"))).ReadAll()
		require.NoError(t, err)
		for _, row := range table {
			for _, cell := range row {
				cells++
				assert.False(t, cell != "" && strings.ContainsAny(cell[:1], "=+@\t\r"), "%s: %s", path, cell)
				assert.False(t, strings.HasPrefix(cell, "-2"), "%s: %s", path, cell)
			}
		}
		require.Greater(t, cells, 20, path)
	}
	b.forgive() // the page that is not there
	inThePalette(b)
	inAnswers(b)
}

// inThePalette looks for hostile names in the palette: they are found, and shown as they are.
func inThePalette(b *tab) {
	b.do("size", chromedp.EmulateViewport(1280, 900))
	b.visit("/assets")
	b.do("open the palette", chromedp.KeyEvent("k", chromedp.KeyModifiers(2)), shown("dialog.palette"))
	for query, text := range map[string]string{"gnp.exe": "gnp.exe", "document.title": "<script>", "HYPERLINK": "=HYPERLINK"} {
		_ = eval[any](b, fmt.Sprintf(`(() => { const box = document.querySelector("dialog.palette input"); box.value = %q; box.dispatchEvent(new Event("input")) })()`, query))
		b.until(fmt.Sprintf(`[...document.querySelectorAll("dialog.palette li bdi")].some((e) => e.textContent.includes(%q))`, text))
		assert.Empty(b.t, eval[[]string](b, harm), query)
	}
}

// inAnswers asks the API: answers are JSON and nothing else, and hold the names as they are.
func inAnswers(b *tab) {
	for _, list := range []string{"assets", "customers", "contacts", "tickets", "contracts", "organizations", "locations", "warranties", "users"} {
		kind := eval[string](b, `fetch("/api/v1/`+list+`").then(r => r.ok ? r.headers.get("Content-Type") + " " + r.headers.get("X-Content-Type-Options") : Promise.reject(r.status + " " + r.url))`)
		assert.Equal(b.t, "application/json nosniff", kind, list)
	}
	names := eval[[]string](b, `fetch("/api/v1/customers?limit=500").then(r => r.json()).then(found => found.items.map(c => c.name))`)
	for _, name := range hostile.Names() {
		assert.Contains(b.t, names, oneLine(name))
	}
}

// harm is what must not be in a page: markup out of a name, and text that turns its
// surroundings around since nothing isolates it.
const harm = `(() => {
  const bad = [...document.querySelectorAll("img[src=x], svg[onload], script:not([src]), b > i, [onerror]")].map((e) => e.outerHTML.slice(0, 160));
  if (document.title.includes("pwned") && !document.title.includes("<script>")) bad.push("a script ran");
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const alone = (n) => { // a block of its own ends what a text turns around
    let e = n.parentElement;
    while (getComputedStyle(e).display === "inline") e = e.parentElement;
    return e.textContent.trim() === n.data.trim();
  };
  for (let n; (n = walk.nextNode()); ) if (/[\u202a-\u202e]/.test(n.data) && !n.parentElement.closest("bdi, [dir=auto], option, textarea, code, pre, title, .ts-wrapper, .visually-hidden") && !alone(n)) bad.push("not isolated: " + n.parentElement.outerHTML.slice(0, 200));
  return bad;
})()`

// importHostile brings everything that is imported in by the page.
func importHostile(b *tab) {
	files, err := hostile.Files()
	require.NoError(b.t, err)
	h := mouse{}
	for _, kind := range directory.Kinds() {
		if kind == directory.Apps { // have no form
			_, err := b.site.App.Services().Imports.Import(b.t.Context(), api.Command{Tenant: b.site.Tenant, Actor: "test"}, api.Import{Kind: string(kind), File: bytes.NewReader(files[kind])})
			require.NoError(b.t, err)
			continue
		}
		b.visit("/settings/import")
		h.choose(b, "[name=kind][value="+string(kind)+"]")
		h.fill(b, "#text", oneLine(string(files[kind])))
		h.press(b, `form[action="/settings/import"] .btn-primary`, "[name=import]")
		h.press(b, "[name=import]", ".alert-success")
	}
}

// nameUsers adds people of ours, who may be called anything that stands on a line, too.
func nameUsers(s *site) {
	for i, name := range hostile.Names() {
		draft := api.UserDraft{Email: fmt.Sprintf("evil-%d@example.com", i), Name: name, Role: permission.Technician}
		if _, err := s.App.Services().Users.Add(context.Background(), s.Tenant, "test", draft); err != nil {
			continue // too long, or of several lines
		}
	}
}

// oneLine is a text as a form sends it that a browser was given.
func oneLine(text string) string { return strings.ReplaceAll(text, "\r", "") }
