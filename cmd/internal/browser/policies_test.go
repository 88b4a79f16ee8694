package browser

import (
	"testing"

	"coresync/http/api"
	"coresync/http/web"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// Resetting one row of the policies leaves what is typed in others as it is, saves nothing, and
// is saved with the rest; leaving before that asks.
func TestEOL_05_ResettingARowLeavesWhatIsTypedElsewhere(t *testing.T) {
	t.Parallel()
	b := open(t, serve(t))
	setUp(b)
	h := mouse{}
	page := web.ConnectionPath(b.site.Connection) + "/policies"
	field := func(name string) string { return `[name="` + name + `"]` }
	value := func(name string) string { return eval[string](b, `document.querySelector('[name="`+name+`"]').value`) }
	b.visit(page)
	require.Equal(t, "48", value("age:Workstation"))
	h.fill(b, field("age:Workstation"), "40")
	h.fill(b, field("cost:Server"), "7777")
	reset := `button[value="Server"]`
	h.press(b, reset, `.policy-own > .text-secondary`)
	require.Contains(t, b.text(`tr:has([name="by:Server"])`), "cleared when saved")
	require.Equal(t, []string{"40", "", "", ""}, []string{value("age:Workstation"), value("age:Server"), value("cost:Server"), value("by:Server")})
	require.Equal(t, "by:Server", eval[string](b, `document.activeElement.name`), "the focus is in the row")
	require.Equal(t, page, b.location(), "the page's own address")
	b.until(`document.querySelector("#effect li") !== null`)
	now, err := b.site.App.Services().Replacements.Policies(t.Context(), api.Scope{Tenant: b.site.Tenant}, uuid.Nil)
	require.NoError(t, err)
	for _, row := range now.Data.Items {
		require.True(t, row.Category != "Server" || *row.MaxAgeMonths == 60, "nothing is saved by it")
	}
	require.True(t, eval[bool](b, `!window.dispatchEvent(new Event("beforeunload", {cancelable: true}))`), "what is not saved is not left by accident")
	looks(b, "policies-unsaved")

	h.press(b, `.policy-rows .card-footer .btn-primary`, ".alert-success")
	require.Equal(t, []string{"40", ""}, []string{value("age:Workstation"), value("age:Server")})
	require.False(t, eval[bool](b, `!window.dispatchEvent(new Event("beforeunload", {cancelable: true}))`))
	b.click("undo", ".alert-success button", ".alert-success:not(:has(form))")
	b.visit(page)
	require.Equal(t, []string{"48", "60"}, []string{value("age:Workstation"), value("age:Server")})
	b.quiet()
}
