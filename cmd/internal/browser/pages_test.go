package browser

import (
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"coresync/http/api"
	"coresync/http/permission"
	"coresync/http/web"
	"coresync/projections"

	"github.com/chromedp/chromedp"
	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// violations are what axe finds, one a line.
const violations = `axe.run(document, {resultTypes: ["violations"]}).then(r => r.violations.map(v => v.id + ": " + v.help + " " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + " " + n.any.map(a => a.message).join("; ")).join(" | ")))`

// overflow are the elements that stick out to the right.
const overflow = `document.documentElement.scrollWidth > innerWidth ? [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1).slice(0, 5).map(e => e.outerHTML.slice(0, 160)) : []`

// everyPage walks the table of pages, so that a new one is looked at, too: axe finds
// nothing in light and dark, nothing sticks out at the width of a phone, it is light when
// it is loaded first, and Tab reaches everything. With SCREENSHOTS, each is kept in that
// folder.
func everyPage(b *tab) {
	checks := axe(b.t)
	for _, path := range b.site.pages(b) {
		for _, look := range []struct {
			mode  string
			width int64
		}{{"light", 1280}, {"dark", 1280}, {"dark", 390}} {
			b.scheme(look.mode)
			b.do("size", chromedp.EmulateViewport(look.width, 900))
			b.visit(path)
			if here := b.location(); here != path { // a short way to a page that is walked itself
				require.NotContains(b.t, here, "sign-in")
				break
			}
			assert.Empty(b.t, eval[[]string](b, overflow), "%s at %d", path, look.width)
			_ = eval[any](b, checks+";0")
			assert.Empty(b.t, eval[[]string](b, violations), "%s, %v", path, look)
			b.keep(path, look.mode, look.width)
			if look.mode == "light" {
				b.isLight(path)
				b.isReached(path)
			}
		}
	}
	b.do("size", chromedp.EmulateViewport(1280, 900))
}

// pages are the addresses of all GET pages, variables filled with things that are there.
func (s *site) pages(b *tab) []string {
	b.t.Helper()
	if s.paths != nil {
		return s.paths
	}
	services, scope := s.App.Services(), api.Scope{Tenant: s.Tenant}
	all, err := web.New(web.Config{Services: services, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	require.NoError(b.t, err)
	runs, err := services.Runs.List(b.t.Context(), scope, api.RunFilter{}, api.List{Limit: 1})
	require.NoError(b.t, err)
	assets, err := services.Assets.List(b.t.Context(), scope, api.AssetFilter{Source: "ninjaone"}, api.List{Limit: 1, Sort: api.Sort{By: "name"}})
	require.NoError(b.t, err)
	ticket := "none" // its page says that there is none
	tickets, err := services.Tickets.List(b.t.Context(), scope, api.TicketFilter{}, api.List{Limit: 1, Sort: api.Sort{By: "number"}})
	require.NoError(b.t, err)
	for _, t := range tickets.Data.Items {
		ticket = t.ID.String()
	}
	customer := assets.Data.Items[0].Customer
	if customer == nil {
		customers, err := services.Customers.List(b.t.Context(), scope, api.CustomerFilter{}, api.List{Limit: 1, Sort: api.Sort{By: "name"}})
		require.NoError(b.t, err)
		customer = &api.Ref{ID: customers.Data.Items[0].ID}
	}
	contacts, err := services.Contacts.List(b.t.Context(), scope, api.ContactFilter{}, api.List{Limit: 1, Sort: api.Sort{By: "customer"}})
	require.NoError(b.t, err)
	contact := contacts.Data.Items[0].ID
	accounts, err := services.Access.Accounts(b.t.Context(), scope, api.AccessFilter{View: api.AccessAdministrators}, api.List{Limit: 1, Sort: api.Sort{By: "name"}})
	require.NoError(b.t, err)
	roles, err := services.Access.Roles(b.t.Context(), scope, api.AccessRoleFilter{}, api.List{Limit: 100, Sort: api.Sort{By: "members", Descending: true}})
	require.NoError(b.t, err)
	save, err := services.Changes.Change(b.t.Context(), api.Command{Tenant: s.Tenant, Actor: "test"}, api.AssetChange{Assets: []uuid.UUID{assets.Data.Items[0].ID}, Action: api.ChangeLock, Field: "name"})
	require.NoError(b.t, err)
	fill := strings.NewReplacer("/reports/schedules/{id}", "/reports/schedules/"+s.reportSchedule(b).String(), "/tickets/{id}", "/tickets/"+ticket, "{connection}", s.Connection.String(), "/assets/{id}", "/assets/"+assets.Data.Items[0].ID.String(),
		"/customers/{id}", "/customers/"+customer.ID.String(), "/contacts/{id}", "/contacts/"+contact.String(),
		"/access/requests/{id}", "/access/requests/"+s.accessRequest(b, accounts.Data.Items[0], roles.Data.Items).String(), "/access/reviews/{id}", "/access/reviews/"+s.accessReview(b).String(),
		"/admin/connectors/{id}", "/admin/connectors/"+s.Connection.String(),
		"/access/accounts/{id}", "/access/accounts/"+accounts.Data.Items[0].ID.String(), "/access/roles/{id}", "/access/roles/"+roles.Data.Items[0].ID.String(),
		"/sync-runs/{id}", "/sync-runs/"+runs.Data.Items[0].ID.String(), "/operations/{name}", "/operations/asset", "{field}", "name", "/undo/{id}", "/undo/"+save.Undo.String(),
		"{organization}", strconv.FormatInt(assets.Data.Items[0].Device.OrganizationID, 10))
	run, err := s.App.Models.Begin(b.t.Context(), projections.Order{Model: "asset", Tenant: s.Tenant, Actor: "test"}) // there is a difference to look at
	require.NoError(b.t, err)
	_, err = s.App.DriveRebuild(b.t.Context(), run, func(projections.Progress) {})
	require.NoError(b.t, err)
	saved, err := services.Views.Create(b.t.Context(), api.Identity{Tenant: s.Tenant, Actor: "test", Permissions: permission.All()},
		api.ViewDraft{List: "assets", Name: "Machines that are online", Query: "connectivity=online", Shared: true})
	require.NoError(b.t, err)
	var paths []string
	for _, rt := range all.Routes() {
		if rt.Method != "GET" || rt.Path == "/setup" || strings.HasPrefix(rt.Path, "/sign-in/oidc") || strings.HasSuffix(rt.Path, "/export") { // its link is used up; they lead elsewhere; a file
			continue
		}
		path := fill.Replace(rt.Path)
		require.NotContains(b.t, path, "{", "say with what to fill it")
		paths = append(paths, path)
	}
	require.Greater(b.t, len(paths), 15)
	s.paths = append(paths, saved.Page, "/reports/devices?report=device-age", "/reports/devices?report=warranty-status", "/search?q=a", "/nothing/here", "/admin/connectors/new?kind=ninjaone", "/admin/connectors/"+s.Connection.String()+"?edit=settings", "/assets?as_of="+strconv.FormatInt(assets.Position.N, 10))
	return s.paths
}

// keep keeps a picture where somebody wants to look.
func (b *tab) keep(path, mode string, width int64) {
	folder := os.Getenv("SCREENSHOTS")
	if folder == "" {
		return
	}
	picture, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	require.NoError(b.t, err)
	name := strings.Trim(strings.NewReplacer("/", "_", "?", "_", "=", "_").Replace(path), "_")
	size := map[int64]string{1280: "wide", 390: "phone"}[width]
	require.NoError(b.t, os.WriteFile(filepath.Join(folder, name+"-"+size+"-"+mode+".png"), picture, 0o600))
}
