package browser

import (
	"encoding/csv"
	"fmt"
	"strings"
	"testing"

	"coresync/adapters/ninjasim"
	"coresync/cmd/internal/app"
	"coresync/cmd/internal/demo"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// hostile are names that want to be markup, formulas, or to turn texts around. All sort
// before harmless ones, so that pages of one thing are theirs.
func hostile() []string {
	return []string{
		`!<script>document.title="pwned"</script><img src=x onerror="document.title='pwned'">`,
		`!"'><svg onload=alert(1)>&lt;b&gt;` + "`${1}`",
		"!\u202egnp.exe\u2066\u2069\u200f",
		"=HYPERLINK(\"http://127.0.0.1:1/\"&A1,\"x\")",
		"@SUM(1+1)*cmd|' /C calc'!A0", "+1+1", "-2+3", "!" + strings.Repeat("W", 499),
	}
}

// Hostile names in devices, organizations, last users, NinjaOne's accounts and CSV files
// do no harm on any page, and none is a formula in an export.
func TestHostileNamesDoNoHarmInTheBrowser(t *testing.T) {
	t.Parallel()
	s := launch(t, func(a *app.App) *demo.Demo {
		d, err := demo.Start(t.Context(), a, demo.Options{Devices: 40, Orgs: 8, Seed: 1})
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, d.Close()) })
		spoil(t, d)
		_, err = d.Sync(t.Context())
		require.NoError(t, err)
		return d
	})
	b := open(t, s)
	setUp(b)
	importHostile(b)
	for _, path := range s.pages(b) {
		for _, width := range []int64{1280, 390} {
			b.do("size", chromedp.EmulateViewport(width, 900))
			b.visit(path)
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
}

// harm is what must not be in a page: markup out of a name, and text that turns its
// surroundings around since nothing isolates it.
const harm = `(() => {
  const bad = [...document.querySelectorAll("img[src=x], svg[onload], script:not([src]), b > i, [onerror]")].map((e) => e.outerHTML.slice(0, 160));
  if (document.title.includes("pwned") && !document.title.includes("<script>")) bad.push("a script ran");
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let n; (n = walk.nextNode()); ) if (/[\u202a-\u202e]/.test(n.data) && !n.parentElement.closest("bdi, [dir=auto], option, textarea, code, pre, .ts-wrapper, .visually-hidden")) bad.push("not isolated: " + n.parentElement.outerHTML.slice(0, 200));
  return bad;
})()`

// spoil gives things in NinjaOne hostile names.
func spoil(t *testing.T, d *demo.Demo) {
	t.Helper()
	devices, orgs := d.Sim.Devices(), d.Sim.Organizations()
	for i, name := range hostile() {
		require.NoError(t, d.Sim.SetDisplayName(devices[i].ID, name))
		require.NoError(t, d.Sim.SetLastUser(devices[i].ID, `EVIL\`+name))
		require.NoError(t, d.Sim.RenameOrg(orgs[i%len(orgs)].ID, name))
	}
	_, err := d.Sim.AddUser(ninjasim.NewUser{FirstName: hostile()[0], LastName: hostile()[2], Email: "evil@example.com"})
	require.NoError(t, err)
}

// importHostile brings customers, contacts and tickets of such names in by the page.
func importHostile(b *tab) {
	files := map[string][][]string{
		"customers": {{"external_id", "name", "number", "domains", "city"}},
		"contacts":  {{"external_id", "customer_external_id", "name", "email", "phone"}},
		"tickets":   {{"external_id", "customer_external_id", "contact_external_id", "number", "subject", "status"}},
	}
	for i, name := range hostile() {
		id := fmt.Sprintf("evil-%d", i)
		name = name[:min(len(name), 190)]
		files["customers"] = append(files["customers"], []string{id, name, name[:min(len(name), 30)], "", name[:min(len(name), 60)]})
		files["contacts"] = append(files["contacts"], []string{id, id, name, "", ""})
		files["tickets"] = append(files["tickets"], []string{id, id, id, "!" + id, name, "open"})
	}
	h := mouse{}
	for _, kind := range []string{"customers", "contacts", "tickets"} {
		var text strings.Builder
		require.NoError(b.t, csv.NewWriter(&text).WriteAll(files[kind]))
		b.visit("/settings/import")
		h.choose(b, "[name=kind][value="+kind+"]")
		h.fill(b, "#text", text.String())
		h.press(b, `form[action="/settings/import"] .btn-primary`, "[name=import]")
		h.press(b, "[name=import]", ".alert-success")
	}
}
