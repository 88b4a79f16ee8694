package browser

import (
	"fmt"
	"testing"

	"coresync/http/api"
	"coresync/http/web"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// The side panel of the mapping: what is chosen and not saved is not lost by closing it, somebody
// else's decision is a row's conflict, and what was saved beside it is taken back in one click.
func TestMAP_02_11_TheSidePanelInTheBrowser(t *testing.T) {
	t.Parallel()
	s := serve(t)
	b := open(t, s)
	setUp(b)
	openPanel(b)
	b.do("first row", chromedp.KeyEvent("j"))
	b.do("ignore it", chromedp.KeyEvent("i"))
	b.until(`document.querySelector(".panel [data-changes]").textContent === "1 change"`)
	b.answer(false)
	b.do("close it", clicked(".panel-head .btn"))
	b.until(`asked.length === 1`)
	require.True(t, eval[bool](b, `document.querySelector("dialog.panel").open`), "the person said no")
	b.answer(false)
	b.do("close it by Esc", chromedp.KeyEvent("\x1b"))
	b.until(`asked.length === 1`)
	require.True(t, eval[bool](b, `document.querySelector("dialog.panel").open`))
	b.answer(true)
	b.do("close it after all", clicked(".panel-head .btn"))
	b.until(`!document.querySelector("dialog.panel")`)

	openPanel(b)
	b.answer(false)
	b.do("close it as it came", clicked(".panel-head .btn"))
	b.until(`!document.querySelector("dialog.panel")`)
	require.EqualValues(t, 0, eval[float64](b, `asked.length`), "nothing would be lost")
	panelConflict(b)
	b.forgive() // the 409
	b.quiet()
}

func openPanel(b *tab) {
	b.visit(web.ConnectionPath(b.site.Connection))
	b.click("open the panel", "a[data-panel]", "dialog.panel [data-row] .ts-control")
}

// panelConflict decides two rows in the panel, of which somebody else decides the first meanwhile.
func panelConflict(b *tab) {
	openPanel(b)
	b.do("first row", chromedp.KeyEvent("j"), chromedp.KeyEvent("i"), chromedp.KeyEvent("j"), chromedp.KeyEvent("i"))
	b.until(`document.querySelector(".panel [data-changes]").textContent === "2 changes"`)
	customers, err := b.site.App.Services().Customers.List(b.t.Context(), api.Scope{Tenant: b.site.Tenant}, api.CustomerFilter{}, api.List{Limit: 1, Sort: api.Sort{By: "name"}})
	require.NoError(b.t, err)
	id := eval[int64](b, `Number(document.querySelector(".panel [data-row] select").name.replace("choice.", ""))`)
	_, err = b.site.App.Services().Organizations.Map(b.t.Context(), api.Command{Tenant: b.site.Tenant, Actor: "somebody else"}, []api.Mapping{
		{Connection: b.site.Connection, OrganizationID: id, Action: "map", Customer: &customers.Data.Items[0].ID},
	})
	require.NoError(b.t, err)
	b.click("save", ".panel .sticky-foot .btn-primary", ".alert-warning")
	require.Contains(b.t, b.text(".alert-warning"), "1 mapping was saved.")
	require.Contains(b.t, b.text("[data-row] [role=alert]"), "Somebody else decided about it in between")
	b.until(`document.querySelector("[data-changes]").textContent === "1 change"`)
	_ = eval[any](b, `(() => { const s = document.querySelector("tr.changed select"); s.tomselect.setValue(s.dataset.before); return 0 })()`)
	b.until(`document.querySelector("[data-changes]").textContent === "" && !document.querySelector("form[data-changed]")`)
	b.click("take what was saved back", ".alert-warning button", ".alert-success")
	require.Contains(b.t, b.text(".alert-success"), "1 thing is as before")
}

// answer answers all further questions of the page, and counts them anew.
func (b *tab) answer(yes bool) {
	b.t.Helper()
	_ = eval[any](b, fmt.Sprintf(`(window.asked = [], window.confirm = (q) => (asked.push(q), %t), 0)`, yes))
}
