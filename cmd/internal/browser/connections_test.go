package browser

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"coresync/adapters/ninjasim"
	"coresync/cmd/internal/demo"
	"coresync/http/api"
	"coresync/http/web"

	"github.com/chromedp/chromedp"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// Two NinjaOnes in one workspace, one by redirect and one by client credentials: each has
// its own devices, links, schedule and state, and ending one leaves the other alone. What
// each choice of Disconnect leaves is seen on the assets; connected again, the devices are
// the same assets. All of it with keys alone.
func TestREG_06_GAP_01_SCH_03_REC_01_SeveralConnections(t *testing.T) {
	t.Parallel()
	b := open(t, bare(t))
	h := keys{}
	becomeOwner(b, h)
	first := connectFirst(b, h)
	second := connectSecond(b, h)
	sideBySide(b, first, second)
	ownSchedules(b, h, first, second)

	disconnect(b, h, second, "mark")
	require.Equal(b.t, second.devices, assetsUnder(b, "no_longer_synced=true"))
	require.Contains(b.t, b.text("[data-row]"), "No longer synced")
	require.Zero(b.t, assetsUnder(b, "connection="+first.id.String()+"&no_longer_synced=true"), "the other one is left alone")
	require.Positive(b.t, assetsUnder(b, "connection="+first.id.String()+"&connectivity=online"))
	b.visit(web.ConnectionPath(second.id))
	require.Contains(b.t, b.text(".page-head"), "Disconnected")
	require.Contains(b.t, b.text("main"), "The assets are marked as no longer synced. Mappings and history stay; the client secret, the tokens and the schedule are gone.")
	require.Nil(b.t, eval[any](b, `document.querySelector("main form")`), "nothing of it can be changed")
	looks(b, "disconnected")
	reconnected(b, h, first)

	again := *second
	again.add(b, h)
	require.NotEqual(b.t, second.id, again.id, "another connection")
	require.Equal(b.t, first.devices+second.devices, assetsUnder(b, "source=ninjaone"), "the same assets")
	require.Zero(b.t, assetsUnder(b, "no_longer_synced=true"))
	disconnect(b, h, &again, "archive")
	require.Equal(b.t, second.devices, assetsUnder(b, "status=archived"))
	disconnect(b, h, first, "keep")
	require.Zero(b.t, assetsUnder(b, "connection="+first.id.String()+"&no_longer_synced=true"))
	require.Equal(b.t, first.devices, assetsUnder(b, "connection="+first.id.String()+"&connectivity=not_monitored"), "nobody asks any more")
	require.Contains(b.t, b.text("body"), "NinjaOne", "the shell stands")
	b.visit("/settings/integrations")
	require.NotNil(b.t, eval[any](b, `document.querySelector(".empty")`), "there is none to be seen")
	schedules, err := b.site.App.Jobs.Schedules(b.t.Context(), b.site.Tenant)
	require.NoError(b.t, err)
	for _, n := range []*ninja{first, second, &again} {
		require.NotContains(b.t, fmt.Sprint(schedules), n.id.String(), "its schedule went")
	}
	b.quiet()
}

// ninja is a NinjaOne that is connected.
type ninja struct {
	sim          *demo.Simulated
	id           uuid.UUID
	name, domain string
	grant        string
	devices      int
}

// connectFirst connects the site's own by a redirect, and syncs it.
func connectFirst(b *tab, h hand) *ninja {
	n := &ninja{sim: b.site.Sim, name: "Main tenant", domain: "portal.example.com", grant: "authorization_code"}
	n.add(b, h)
	return n
}

// connectSecond connects another simulator by client credentials.
func connectSecond(b *tab, h hand) *ninja {
	sim, err := demo.Simulate(ninjasim.Config{Devices: 12, Orgs: 2, Seed: 7, RealTimeTokens: true})
	require.NoError(b.t, err)
	b.t.Cleanup(func() { require.NoError(b.t, sim.Close()) })
	sim.Advance(b.site.Sim.Now().Sub(sim.Now()))
	serials := make(map[string]bool)
	for _, d := range sim.Devices() { // of others only a person knows which is which (A.2, A.3)
		if serial := d.System.Serial; serial == "" || serials[serial] || d.System.Virtual {
			require.NoError(b.t, sim.DeleteDevice(d.ID))
		}
		serials[d.System.Serial] = true
	}
	n := &ninja{sim: sim, name: "Acquired & Co", domain: "second.example.net", grant: "client_credentials"}
	n.add(b, h)
	return n
}

// add walks through the wizard, and applies the first sync.
func (n *ninja) add(b *tab, h hand) {
	b.t.Helper()
	b.visit("/settings/integrations/new?step=2&region=Simulator")
	h.fill(b, "#field-name", n.name)
	h.fill(b, "#field-base_url", n.sim.URL)
	h.fill(b, "#field-client_id", ninjasim.DefaultClientID)
	h.fill(b, "#field-client_secret", ninjasim.DefaultClientSecret)
	h.fill(b, "#field-dashboard_domain", "HTTPS://"+n.domain+"/x")
	require.Contains(b.t, b.text("[data-dashboard]"), "/#/deviceDashboard/123/overview")
	h.choose(b, "[name=grant][value="+n.grant+"]")
	h.press(b, `[formaction$="/new/try"]`, "#tried > *")
	if n.grant == "authorization_code" {
		require.Contains(b.t, b.text("#tried"), "A person has to sign in")
	} else {
		require.Contains(b.t, b.text("#tried"), "organizations can be read")
	}
	h.press(b, `form[action="/settings/integrations/new"] .card-footer .btn-primary`, "#connect")
	id := regexp.MustCompile(`/ninjaone/([0-9a-f-]{36})/setup$`).FindStringSubmatch(b.location())
	require.NotNil(b.t, id, b.location())
	n.id = uuid.MustParse(id[1])
	if n.grant == "authorization_code" {
		h.press(b, `form[action$="/connect"] button`, "[value=approve]")
		h.press(b, "[value=approve]", "#first-sync")
	} else {
		h.press(b, `form[action$="/setup/test"] button`, "#first-sync")
	}
	h.press(b, "[name=preview]", `form[action$="/release"] button`)
	h.press(b, `form[action$="/release"] button`, "#done")
	require.NoError(b.t, b.site.App.CatchUp(b.t.Context(), b.site.Tenant))
	n.mapAll(b)
	n.devices = assetsUnder(b, "connection="+n.id.String())
	require.Positive(b.t, n.devices)
}

// mapAll maps each organization to the customer of its name, which is made where there is
// none. Until both are one customer's, a device that two connections show is two assets.
func (n *ninja) mapAll(b *tab) {
	b.t.Helper()
	ctx, services := b.t.Context(), b.site.App.Services()
	scope, command := api.Scope{Tenant: b.site.Tenant}, api.Command{Tenant: b.site.Tenant, Actor: "test"}
	customers := make(map[string]uuid.UUID)
	there, err := services.Customers.List(ctx, scope, api.CustomerFilter{}, api.List{Limit: 100, Sort: api.Sort{By: "name"}})
	require.NoError(b.t, err)
	for _, c := range there.Data.Items {
		customers[c.Name] = c.ID
	}
	shown, err := services.Organizations.List(ctx, scope, api.OrganizationFilter{Connection: n.id}, api.List{Limit: 100, Sort: api.Sort{By: "name"}})
	require.NoError(b.t, err)
	require.Len(b.t, shown.Data.Items, len(n.sim.Organizations()))
	var rows []api.Mapping
	for _, o := range shown.Data.Items {
		customer, known := customers[o.Name]
		if !known {
			made, err := services.Customers.Create(ctx, command, api.CustomerDraft{Name: o.Name})
			require.NoError(b.t, err)
			customer = *made.ID
		}
		rows = append(rows, api.Mapping{Connection: n.id, OrganizationID: o.OrganizationID, Action: "map", Customer: &customer, ExpectedVersion: o.Version})
	}
	done, err := services.Organizations.Map(ctx, command, rows)
	require.NoError(b.t, err)
	for _, row := range done.Rows {
		require.Equal(b.t, "saved", row.Outcome, row.Message)
	}
	require.NoError(b.t, b.site.App.CatchUp(ctx, b.site.Tenant))
}

// assetsUnder is how many assets the list shows under a filter.
func assetsUnder(b *tab, filter string) (n int) {
	b.t.Helper()
	b.visit("/assets?" + filter)
	_, err := fmt.Sscan(strings.ReplaceAll(b.text(".chips strong"), ",", ""), &n)
	require.NoError(b.t, err)
	return n
}

// sideBySide sees on one page what is whose, and on the assets where their links lead.
func sideBySide(b *tab, all ...*ninja) {
	b.visit("/settings/integrations")
	for _, n := range all {
		card := b.text(fmt.Sprintf("section[aria-label=%q]", n.name))
		require.Contains(b.t, card, fmt.Sprintf("%d devices", n.devices))
		require.Contains(b.t, card, "Connected")
		require.Contains(b.t, card, "automatic sync off")
	}
	looks(b, "integrations")
	for _, n := range all {
		require.Equal(b.t, n.devices, assetsUnder(b, "connection="+n.id.String()))
		b.click("open one", "[data-open-row]", "#timeline")
		require.Contains(b.t, eval[string](b, `document.querySelector("a[target=_blank]").href`), "https://"+n.domain+"/#/deviceDashboard/")
		b.visit(web.ConnectionPath(n.id))
		require.Contains(b.t, b.text("main"), "links to devices lead to "+n.domain)
	}
	require.Equal(b.t, all[0].devices+all[1].devices, assetsUnder(b, "source=ninjaone"))
}

// ownSchedules gives each a schedule of its own.
func ownSchedules(b *tab, h keys, first, second *ninja) {
	for n, frequency := range map[*ninja]string{first: "daily", second: "weekly"} {
		b.visit(web.ConnectionPath(n.id))
		h.tab(b, "#frequency")
		b.do("type the first letter of "+frequency, chromedp.KeyEvent(frequency[:1]), shown(".alert-success"))
		require.Equal(b.t, frequency, eval[string](b, `document.querySelector("#frequency").value`))
	}
	b.visit("/settings/integrations")
	require.Regexp(b.t, `daily, next (today|tomorrow)`, b.text(fmt.Sprintf("section[aria-label=%q]", first.name)))
	require.Contains(b.t, b.text(fmt.Sprintf("section[aria-label=%q]", second.name)), "weekly, next ")
}

// disconnect types the name wrong once, and is told so where it stands.
func disconnect(b *tab, h keys, n *ninja, assets string) {
	b.t.Helper()
	b.visit(web.ConnectionPath(n.id))
	h.press(b, "#disconnect > summary", "[name=assets][value=keep]")
	h.choose(b, "[name=assets][value="+assets+"]")
	h.fill(b, "#disconnect-name", strings.ToUpper(n.name))
	h.press(b, "#disconnect .btn-danger", "#fault-disconnect")
	require.Contains(b.t, b.text("#fault-disconnect"), n.name)
	require.True(b.t, eval[bool](b, `document.querySelector("[name=assets][value=`+assets+`]").checked`), "the choice is kept")
	looks(b, "disconnect")
	b.forgive()
	h.fill(b, "#disconnect-name", n.name)
	h.press(b, "#disconnect .btn-danger", ".alert-success")
	require.Contains(b.t, b.text(".alert-success"), n.name+" was disconnected. Nothing was deleted. "+map[string]string{
		"keep": "The assets were kept.", "mark": "The assets are marked as no longer synced.", "archive": "The assets that only came from there were archived.",
	}[assets])
	require.NoError(b.t, b.site.App.CatchUp(b.t.Context(), b.site.Tenant))
}

// reconnected authorises the first anew: schedule and mappings stay (REC-01).
func reconnected(b *tab, h hand, n *ninja) {
	b.visit(web.ConnectionPath(n.id))
	h.press(b, `form[action$="/connect"] button`, "[value=approve]")
	asked, err := url.Parse(b.location())
	require.NoError(b.t, err)
	require.Equal(b.t, "S256", asked.Query().Get("code_challenge_method"))
	h.press(b, "[value=approve]", ".alert-success")
	require.Equal(b.t, web.ConnectionPath(n.id), b.location())
	require.Equal(b.t, "daily", eval[string](b, `document.querySelector("#frequency").value`))
	require.Contains(b.t, b.text(".page-head"), "Connected")
}
