package browser

import (
	"testing"

	"coresync/adapters/ninjasim"
	"coresync/adapters/postgres/pgtest"
	"coresync/cmd/internal/settings"
	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/http/api"
	"coresync/http/web"

	"github.com/stretchr/testify/require"
)

// What somebody types while the database is down is not lost: the page keeps it, one button
// sends it again, and what had been saved is not done twice.
func TestWhatIsTypedWhileTheDatabaseIsDownIsNotLost(t *testing.T) {
	t.Parallel()
	server := pgtest.Server(t)
	db := pgtest.New(t, pgtest.On(server))
	b := open(t, serve(t, func(s *settings.Settings) { s.DatabaseURL = db.URL }))
	setUp(b)
	down := outage{b, mouse{}, server}
	t.Run("settings", func(t *testing.T) { settingsUnsent(b.in(t), down) })
	t.Run("mapping", func(t *testing.T) { mappingUnsent(b.in(t), down) })
	t.Run("assignment", func(t *testing.T) { assignmentUnsent(b.in(t), down) })
	t.Run("asset", func(t *testing.T) { assetUnsent(b.in(t), down) })
	t.Run("wizard", func(t *testing.T) { wizardUnsent(b.in(t), down) })
}

// outage takes the database away while a form is sent.
type outage struct {
	b      *tab
	h      hand
	server *pgtest.Instance
}

// during presses the button of a form while the database is down, and waits until the page
// that keeps it says that it works again.
func (o outage) during(button string) {
	o.b.t.Helper()
	o.server.Stop(o.b.t)
	o.h.press(o.b, button, ".unsent")
	require.Equal(o.b.t, "The database does not answer", o.b.text("h1"))
	require.Contains(o.b.t, o.b.text("main"), "What you typed is kept on this page.")
	o.b.forgive()
	o.server.Start(o.b.t)
	o.b.until(`document.querySelector("[data-ready]").textContent.startsWith("It works again")`)
	o.b.forgive() // Chromium tells of each look that found nothing
}

// again sends the form that was kept.
func (o outage) again(then string) {
	o.b.t.Helper()
	o.h.press(o.b, ".unsent .btn-primary", then)
}

func settingsUnsent(b *tab, o outage) {
	b.visit("/settings/workspace")
	o.h.fill(b, "#field-name", "Kept & Sons")
	o.during(`form:has(#field-name) .btn-primary`)
	require.Contains(b.t, b.text(".unsent"), "Kept & Sons")
	looks(b, "unsent")
	o.again(".alert-success")
	require.Equal(b.t, "Kept & Sons", eval[string](b, `document.querySelector("#field-name").value`))
	b.quiet()
}

func mappingUnsent(b *tab, o outage) {
	b.visit(web.ConnectionPath(b.site.Connection) + "/mappings?status=unmatched")
	o.h.pick(b, "[data-row]:first-of-type", "Ignore", `[data-value="ignore"]`)
	b.until(`document.querySelector("[data-changes]").textContent === "1 change"`)
	before := b.count("mapping/")
	o.during(".sticky-foot .btn-primary")
	o.again(".alert-success")
	require.Contains(b.t, b.text(".alert-success"), "1 mapping was saved")
	require.Equal(b.t, before+1, b.count("mapping/"))
	b.quiet()
}

func assignmentUnsent(b *tab, o outage) {
	scope := api.Scope{Tenant: b.site.Tenant}
	contacts, err := b.site.App.Services().Contacts.List(b.t.Context(), scope, api.ContactFilter{}, api.List{Limit: 200, Sort: api.Sort{By: "customer"}})
	require.NoError(b.t, err)
	for _, c := range contacts.Data.Items {
		b.visit("/customers/" + c.Customer.ID.String())
		if !eval[bool](b, `document.querySelector("a[href$='/assign']") !== null`) {
			continue
		}
		b.visit("/customers/" + c.Customer.ID.String() + "/assign")
		o.h.pick(b, ".tools", c.Name[:4], `[data-value="`+c.ID.String()+`"]`)
		if eval[int](b, `document.querySelectorAll("[data-pick]:checked").length`) == 0 {
			o.h.tick(b)
		}
		chosen := eval[int](b, `document.querySelectorAll("[data-pick]:checked").length`)
		before := b.count("assignment/")
		o.during("#assign .btn-primary")
		o.again(".alert-success")
		require.Contains(b.t, b.text(".alert-success"), "decided about")
		require.Equal(b.t, before+chosen, b.count("assignment/"))
		b.quiet()
		return
	}
	require.FailNow(b.t, "nobody has a device to assign")
}

// assetUnsent sends what was kept twice, as somebody does whose first answer was lost.
func assetUnsent(b *tab, o outage) {
	b.visit("/assets/new")
	o.h.fill(b, "#field-name", "Projector of the outage")
	o.during(`main form .btn-primary`)
	require.True(b.t, eval[bool](b, `fetch(document.querySelector("form.unsent").action, {method: "POST", body: new URLSearchParams(new FormData(document.querySelector("form.unsent")))}).then((answer) => answer.ok)`), "as if its answer had been lost")
	o.again("#timeline")
	require.Contains(b.t, b.text("h1"), "Projector of the outage")
	require.NoError(b.t, b.site.App.CatchUp(b.t.Context(), b.site.Tenant))
	require.Equal(b.t, 1, assetsUnder(b, "q=Projector+of+the+outage"), "it was made once")
	b.forgive()
}

// wizardUnsent keeps all but the secret.
func wizardUnsent(b *tab, o outage) {
	b.visit("/settings/integrations/new?step=2&region=Simulator")
	o.h.fill(b, "#field-name", "Second tenant")
	o.h.fill(b, "#field-base_url", b.site.Sim.URL)
	o.h.fill(b, "#field-client_id", ninjasim.DefaultClientID)
	o.h.fill(b, "#field-client_secret", ninjasim.DefaultClientSecret)
	o.h.choose(b, "[name=grant][value=client_credentials]")
	o.during(`form[action="/settings/integrations/new"] .card-footer .btn-primary`)
	require.Contains(b.t, b.text(".unsent"), "Passwords and secrets are not kept")
	require.NotContains(b.t, eval[string](b, `document.documentElement.outerHTML`), ninjasim.DefaultClientSecret)
	o.again("#fault-client_secret")
	b.forgive()
	require.Equal(b.t, "Second tenant", eval[string](b, `document.querySelector("#field-name").value`))
	o.h.fill(b, "#field-client_secret", ninjasim.DefaultClientSecret)
	o.h.press(b, `form[action="/settings/integrations/new"] .card-footer .btn-primary`, "#connect")
	found, err := b.site.App.Services().Connections.List(b.t.Context(), api.Scope{Tenant: b.site.Tenant}, api.List{Limit: 10, Sort: api.Sort{By: "name"}})
	require.NoError(b.t, err)
	require.Len(b.t, found.Data.Items, 2)
	b.quiet()
}

// count counts the events of the streams that begin so.
func (b *tab) count(prefix string) (n int) {
	b.t.Helper()
	err := b.site.App.Store.Read(b.t.Context(), b.site.Tenant, eventstore.Query{StreamPrefix: prefix}, func(event.Recorded) error {
		n++
		return nil
	})
	require.NoError(b.t, err)
	return n
}
