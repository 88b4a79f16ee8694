package browser

import (
	"strconv"
	"testing"

	"coresync/http/api"
	"coresync/http/web"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// assetByHand changes a synced asset's name by keys alone, and takes it back.
func assetByHand(b *tab) {
	b.visit("/assets?source=ninjaone&category=Workstation")
	b.do("open the first", chromedp.KeyEvent("j"), chromedp.KeyEvent("\r"), shown("#fields"))
	before := b.text("h1")
	b.do("edit it", chromedp.KeyEvent("e"), shown("#field-name"))
	_ = eval[string](b, `document.querySelector("#field-name").value = ""`)
	b.do("another name", typed("#field-name", "Desk <7>\r"), shown(".alert-success"))
	require.Equal(b.t, "Desk <7>", b.text("h1"), "what is typed is shown as it was typed")
	require.Contains(b.t, b.text("main"), "NinjaOne says "+before)
	require.Contains(b.t, b.text("main"), "Set by hand")
	b.do("undo", chromedp.KeyEvent("u"), shown(".alert-success:not(:has(form))"))
	require.Contains(b.t, b.text(".alert-success"), "1 thing is as before")
	require.Equal(b.t, before, b.text("h1"))
	require.NotContains(b.t, b.text("dl.facts"), "Set by hand")
	b.quiet()
}

// Devices get their contacts by keys, on a site of its own: the day goes on elsewhere.
func TestCON_13_ContactsAreFoundAsOneTypes(t *testing.T) {
	t.Parallel()
	b := open(t, serve(t))
	setUp(b)
	association(b)
}

// association gives devices their contacts by keys: the suggestion of one row, another
// contact for the next, found by a few letters (CON-13).
func association(b *tab) {
	b.visit(web.ConnectionPath(b.site.Connection) + "/contacts?state=high")
	high := eval[int](b, `document.querySelectorAll("[data-pick]").length`)
	require.Greater(b.t, high, 1)
	require.Equal(b.t, high, eval[int](b, `document.querySelectorAll("[data-pick]:checked").length`), "high confidence is ticked")
	b.do("tick none", clicked("[data-pick-all]"))
	b.until(`document.querySelector("[data-picked]").textContent === "0 selected"`)
	b.do("take the first suggestion", chromedp.KeyEvent("j"), chromedp.KeyEvent("y"))
	b.until(`document.querySelector("[data-picked]").textContent === "1 selected"`)
	b.do("the override of the second", chromedp.KeyEvent("j"), chromedp.KeyEvent("\r"))
	b.until(`document.querySelector(".current .ts-wrapper.dropdown-active:not(.loading) .option[data-value^='own:'] .hint") !== null`)
	all := eval[int](b, `document.querySelectorAll(".current .ts-dropdown .option[data-value^='own:']").length`)
	letters := eval[string](b, `[...document.querySelectorAll(".current .ts-dropdown .option[data-value^='own:'] .hint")].at(-1)?.textContent ?? "nobody"`)
	b.do("a few letters", chromedp.KeyEvent(letters[:5]))
	b.until(`document.querySelectorAll(".current .ts-dropdown .option[data-value^='own:']").length < ` + number(all))
	b.do("take it", chromedp.KeyEvent("\r"))
	b.until(`document.querySelector("[data-picked]").textContent === "2 selected"`)
	b.click("apply", ".sticky-foot .btn-primary", ".alert-success")
	require.Contains(b.t, b.text(".alert-success"), "2 devices were decided about")
	require.Equal(b.t, high-2, eval[int](b, `document.querySelectorAll("[data-pick]").length`))
	require.Len(b.t, assigned(b), 2)
	b.click("undo", ".alert-success button", ".alert-success:not(:has(form))")
	require.Contains(b.t, b.text(".alert-success"), "2 things are as before")
	require.Empty(b.t, assigned(b))
	b.click("all of them", `form[action$="/high"] button`, ".alert-success:has(form)")
	require.Contains(b.t, b.text(".alert-success"), "assigned")
	require.GreaterOrEqual(b.t, len(assigned(b)), high)
	b.quiet()
}

func assigned(b *tab) []api.ContactSuggestion {
	b.t.Helper()
	found, err := b.site.App.Services().Associations.List(b.t.Context(), api.Scope{Tenant: b.site.Tenant},
		api.AssociationFilter{States: []string{"assigned", "differs"}}, api.List{Limit: 500, Sort: api.Sort{By: "name"}})
	require.NoError(b.t, err)
	return found.Data.Items
}

func number(n int) string { return strconv.Itoa(n) }
