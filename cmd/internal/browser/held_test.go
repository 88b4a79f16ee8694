package browser

import (
	"testing"

	"coresync/http/api"

	"github.com/stretchr/testify/require"
)

// A run that would lose many devices is held; a part of it is released, the rest of the
// next one is discarded, and what was released is undone, with what was edited since.
func TestGAP_05_SYN_09_AHeldRunInTheBrowser(t *testing.T) {
	t.Parallel()
	b := open(t, serve(t))
	setUp(b)
	h := mouse{}
	gone := 0
	for _, d := range b.site.Sim.Devices() {
		if d.Status.String() == "APPROVED" && gone < 30 {
			require.NoError(t, b.site.Sim.DeleteDevice(d.ID))
			gone++
		}
	}
	syncDevices(b, h)
	require.Contains(t, b.text(".page-head"), "Held")
	require.Regexp(t, `devices .*would go missing`, b.text("main"))
	first := b.text("[data-row] .cell-main")
	h.tick(b)
	b.until(`document.querySelector("[data-picked]").textContent === "1 selected"`)
	h.press(b, `[name=part][value=ticked]`, `form[action$="/undo"]`) // the page follows the run, and loads itself anew
	require.Contains(t, b.text(".page-head"), "Completed")
	require.Contains(t, b.text("main"), first)
	released := b.location()

	b.visit(connectionPath(b))
	require.NotContains(t, b.text("main"), "A run is held")
	syncDevices(b, h)
	require.Contains(t, b.text(".page-head"), "Held", "the rest is found again")
	b.visit(connectionPath(b))
	require.Contains(t, b.text("main"), "A run is held and waits for you")
	h.press(b, ".alert-warning a.btn", `form[action$="/discard"]`)
	_ = eval[any](b, `window.confirm = () => true;0`)
	h.press(b, `form[action$="/discard"] button`, ".alert-success")
	require.Contains(t, b.text(".page-head"), "Discarded")
	require.Contains(t, b.text(".alert-success"), "Nothing of it was written.")

	b.visit(released)
	h.press(b, `form[action$="/undo"] button`, "#undo")
	require.Contains(t, b.text("main"), "1 thing becomes what it was before the run.")
	h.press(b, "[name=sure] ~ button", ".alert-success")
	require.Contains(t, b.text(".alert-success"), "The connection's next run is held.")
	require.Contains(t, b.text(".page-head"), "Undone")
	b.quiet()
}

// The schedule says when it is next, and where; to disconnect wants the name typed, says
// what stays, and deletes nothing (GAP-01).
func TestGAP_01_SCH_03_ScheduleAndDisconnectInTheBrowser(t *testing.T) {
	t.Parallel()
	b := open(t, serve(t))
	setUp(b)
	b.visit(connectionPath(b))
	for _, frequency := range []string{"hourly", "daily", "weekly", "manual"} {
		_ = eval[any](b, `document.querySelector("#frequency").value = "`+frequency+`"; document.querySelector("#frequency").dispatchEvent(new Event("change", {bubbles: true}));0`)
		b.do("saved", shown(".alert-success"))
		if frequency == "manual" {
			require.Contains(t, b.text("main"), "Automatic sync off. A sync on demand still works.")
		} else {
			require.Regexp(t, `Next: (today|tomorrow|[A-Z][a-z]+day, \d+ [A-Z][a-z]+ \d{4},) \d\d:\d\d \(UTC\)`, b.text("main"), frequency)
		}
		b.visit(connectionPath(b))
	}
	b.click("unfold", "details.card:has([name=assets]) > summary", "[name=assets][value=keep]")
	for _, way := range []string{"Keep assets and history", "Keep them, marked as no longer synced", "Archive the assets that only came from here"} {
		require.Contains(t, b.text("main"), way)
	}
	require.Contains(t, b.text("main"), "The client secret, the tokens and the schedule go. Assets, mappings and history stay.")
	h := mouse{}
	h.fill(b, "#disconnect-name", "Simulated NinjaOne")
	h.choose(b, "[name=assets][value=mark]")
	h.press(b, "details.card:has([name=assets]) .btn-danger", ".alert-success")
	require.Contains(t, b.text("main"), "Simulated NinjaOne was disconnected. Nothing was deleted. The assets are marked as no longer synced.")
	found, err := b.site.App.Services().Assets.List(t.Context(), api.Scope{Tenant: b.site.Tenant}, api.AssetFilter{Source: "ninjaone"}, api.List{Limit: 200, Sort: api.Sort{By: "name"}})
	require.NoError(t, err)
	require.Len(t, found.Data.Items, 120)
	b.quiet()
}

func syncDevices(b *tab, h hand) {
	b.visit(connectionPath(b))
	h.press(b, `form[action$="/sync"] .btn-primary`, ".tiles") // they stand on a run that has ended
}
