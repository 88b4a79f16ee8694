package browser

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"coresync/adapters/ninjasim"
	"coresync/cmd/internal/demo"
	"coresync/domain/directory"
	"coresync/http/api"

	"github.com/chromedp/chromedp"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// From an empty data folder to the link on a ticket: the owner, the customers, the
// connection by NinjaOne's own consent, the first sync as a preview, the mapping, the
// contacts and the assignment. Once with the mouse, once with keys alone.
func TestPRE_01_02_SET_05_SET_12_TIC_04_TheWholeDay(t *testing.T) {
	t.Parallel()
	for name, h := range map[string]hand{"mouse": mouse{}, "keys": keys{}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := open(t, bare(t))
			becomeOwner(b, h)
			importPSA(b, h)
			addNinjaOne(b, h, "authorization_code")
			consent(b, h)
			firstSync(b, h)
			mapAll(b, h)
			associateAll(b, h)
			ticket := assignOne(b, h)
			seeTicket(b, h, ticket)
			b.quiet()
		})
	}
}

// The other way to connect takes no redirect (SET-05).
func TestSET_05_SET_10_SET_13_ConnectedByClientCredentials(t *testing.T) {
	t.Parallel()
	b := open(t, bare(t))
	h := mouse{}
	becomeOwner(b, h)
	addNinjaOne(b, h, "client_credentials")
	h.press(b, `form[action$="/setup/test"] button`, "#first-sync")
	require.Contains(b.t, b.text("main"), "Connected. This connection connects by client credentials")
	for _, line := range []string{"Token", "Scope", "Organizations"} {
		require.Contains(b.t, b.text("main"), line)
	}
	require.Regexp(t, `8 organizations can be read`, b.text("main"))
	firstSync(b, h)
	b.quiet()
}

func becomeOwner(b *tab, h hand) {
	b.do("open the link", chromedp.Navigate(b.site.setup))
	h.fill(b, "#field-name", "Jane Doe")
	h.fill(b, "#field-email", "jane@example.com")
	h.fill(b, "#field-password", password)
	h.fill(b, "#field-workspace", "My MSP")
	h.press(b, ".door-card .btn-primary", ".app-bar")
	require.Equal(b.t, "/settings/integrations", b.location())
	require.Contains(b.t, b.text("main"), "You need a NinjaOne account with API access and admin permissions.") // PRE-04, PRE-05
}

// importPSA brings customers, contacts and tickets in, from the page.
func importPSA(b *tab, h hand) {
	files, err := demo.Files(b.site.Sim.Customers())
	require.NoError(b.t, err)
	h.press(b, `.app-nav a[data-go="s"]`, `.app-nav a.active[data-go="s"]`)
	for _, kind := range []directory.Kind{directory.Customers, directory.Contacts, directory.Tickets} {
		h.press(b, `a[href="/settings/import"]`, "body:not(:has(.alert-success)) #text")
		h.choose(b, `[name=kind][value=`+string(kind)+`]`)
		h.fill(b, "#text", string(files[kind]))
		h.press(b, `form[action="/settings/import"] .btn-primary`, "[name=import]")
		require.Contains(b.t, b.text("main"), "Nothing is written yet.")
		h.press(b, "[name=import]", ".alert-success")
	}
}

// addNinjaOne are the first two steps of the wizard. The simulator's region is reached
// by its address alone.
func addNinjaOne(b *tab, h hand, grant string) {
	if b.location() != "/settings/integrations" {
		h.press(b, `.app-nav a[data-go="n"]`, `.app-nav a.active[data-go="n"]`)
	}
	h.press(b, `a[href="/settings/integrations/new"]`, ".rail")
	h.press(b, `a.choice[href$="region=EU"]`, `a[href^="https://eu.ninjarmm.com/"]`)
	b.visit("/settings/integrations/new?region=Simulator")
	require.Equal(b.t, b.site.address+"/api/integrations/ninja/callback", eval[string](b, `document.querySelector("#callback").value`)) // SET-03
	h.press(b, ".card-footer .btn-primary", "#field-client_id")
	h.fill(b, "#field-base_url", b.site.Sim.URL)
	h.fill(b, "#field-client_id", ninjasim.DefaultClientID)
	h.fill(b, "#field-client_secret", ninjasim.DefaultClientSecret)
	require.Equal(b.t, "password", eval[string](b, `document.querySelector("#field-client_secret").type`))
	h.press(b, "[data-reveal]", "#field-client_secret[type=text]")
	h.press(b, "[data-reveal]", "#field-client_secret[type=password]")
	h.fill(b, "#field-dashboard_domain", "https://portal.example.com/some/path")
	require.Contains(b.t, b.text("[data-dashboard]"), "https://portal.example.com/#/deviceDashboard/123/overview") // SET-09
	h.choose(b, "[name=grant][value="+grant+"]")
	h.press(b, `form[action="/settings/integrations/new"] .card-footer .btn-primary`, "#connect")
	id := regexp.MustCompile(`/ninjaone/([0-9a-f-]{36})/setup$`).FindStringSubmatch(b.location())
	require.NotNil(b.t, id, b.location())
	b.site.Connection = uuid.MustParse(id[1])
	require.Contains(b.t, b.text(".page-head"), "Not connected")
}

// consent refuses once, and approves.
func consent(b *tab, h hand) {
	const connect = `form[action$="/connect"] button`
	h.press(b, connect, "[value=refuse]")
	require.Contains(b.t, b.text("body"), "monitoring")
	require.Contains(b.t, b.text("body"), "offline_access")
	h.press(b, "[value=refuse]", ".empty-title")
	require.Contains(b.t, b.text("main"), "the request was refused there. Nothing was changed.")
	h.press(b, ".empty-action a", "#connect")
	require.Contains(b.t, b.text(".page-head"), "Not connected", "nothing is half connected")

	h.press(b, connect, "[value=approve]")
	asked, err := url.Parse(b.location())
	require.NoError(b.t, err)
	require.Equal(b.t, "S256", asked.Query().Get("code_challenge_method"))
	h.press(b, "[value=approve]", "#first-sync")
	require.Contains(b.t, b.text(".page-head"), "Connected") // SET-13
	require.NotNil(b.t, eval[any](b, `document.querySelector(".page-head .badge.bg-green-lt")`))
	replayed(b, h)
}

// replayed sends what NinjaOne answered to another sign-in a second time.
func replayed(b *tab, h hand) {
	const connect = `form[action$="/connect"] button`
	b.visit(connectionPath(b))
	h.press(b, connect, "[value=approve]")
	back := approve(b, eval[string](b, "location.href"))
	b.do("come back", chromedp.Navigate(back), shown("#first-sync"))
	b.do("come back again", chromedp.Navigate(back), shown(".empty-title"))
	require.Contains(b.t, b.text("main"), "This sign-in is not known", "a state is good once")

	b.visit(connectionPath(b))
	h.press(b, connect, "[value=approve]")
	again, err := url.Parse(b.location())
	require.NoError(b.t, err)
	used, err := url.Parse(back)
	require.NoError(b.t, err)
	b.visit("/api/integrations/ninja/callback?" + url.Values{"state": {again.Query().Get("state")}, "code": {used.Query().Get("code")}}.Encode())
	require.Contains(b.t, b.text("main"), "The sign-in at NinjaOne did not lead to a connection", "a code is good once")
	h.press(b, ".empty-action a", "#first-sync")
	require.Contains(b.t, b.text(".page-head"), "Connected", "what was connected still is")
	b.forgive()
}

// approve does what the button of the consent page does, and tells where that leads.
func approve(b *tab, address string) string {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.t.Context(), patience)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader("decision=approve"))
	require.NoError(b.t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(r)
	require.NoError(b.t, err)
	require.NoError(b.t, answer.Body.Close())
	return answer.Header.Get("Location")
}

// firstSync looks at the preview, finds that nothing was written, and applies it.
func firstSync(b *tab, h hand) {
	h.press(b, "[name=preview]", `form[action$="/release"] button`)
	require.Regexp(b.t, `^\d+ devices in 8 organizations: \d+ mapped by name, \d+ to review, \d+ without a match; \d+ assets would be created.*Nothing is written yet\.$`, b.text(".lead"))
	scope := api.Scope{Tenant: b.site.Tenant}
	found, err := b.site.App.Services().Assets.List(b.t.Context(), scope, api.AssetFilter{}, api.List{Limit: 1, Sort: api.Sort{By: "name"}})
	require.NoError(b.t, err)
	require.Empty(b.t, found.Data.Items)
	foreseen := eval[[]string](b, outcomes)
	h.press(b, `form[action$="/release"] button`, "#done")
	require.NoError(b.t, b.site.App.CatchUp(b.t.Context(), b.site.Tenant))
	now, err := b.site.App.Services().Organizations.List(b.t.Context(), scope, api.OrganizationFilter{}, api.List{Limit: 100, Sort: api.Sort{By: "name"}})
	require.NoError(b.t, err)
	for _, o := range now.Data.Items {
		require.Contains(b.t, foreseen, o.Name+" "+o.Status, "the preview told the truth")
	}
	require.Len(b.t, foreseen, len(now.Data.Items))
}

// outcomes are the organizations of a preview, each with its status.
const outcomes = `[...document.querySelectorAll("#organizations tbody tr")].map(r => r.querySelector(".cell-main").innerText + " " + r.querySelector(".badge").innerText.trim().toLowerCase().replace("-", "_"))`
