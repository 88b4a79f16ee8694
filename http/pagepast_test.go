package http

import (
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"coresync/http/api"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// pathsOf fills the variables of a path of a page with what the fakes have.
func pathsOf(t *testing.T, s *Server) *strings.Replacer {
	t.Helper()
	scope, one, c := api.Scope{Tenant: tenant}, api.List{Limit: 1}, api.Command{Tenant: tenant}
	customer, err := s.services.Customers.Create(t.Context(), c, api.CustomerDraft{Name: "Acme"})
	require.NoError(t, err)
	contact, err := s.services.Contacts.Create(t.Context(), c, api.ContactDraft{Customer: *customer.ID, Name: "Jane"})
	require.NoError(t, err)
	ticket, err := s.services.Tickets.Create(t.Context(), c, api.TicketDraft{Customer: *customer.ID, Number: "T-1", Subject: "It hums"})
	require.NoError(t, err)
	runs, err := s.services.Runs.List(t.Context(), scope, api.RunFilter{}, one)
	require.NoError(t, err)
	return strings.NewReplacer("{connection}", connectionOfFakes(t, s).String(), "/assets/{id}", "/assets/"+thing(402).String(),
		"/audit/events/{position}", "/audit/events/1", "/customers/{id}", "/customers/"+customer.ID.String(), "/contacts/{id}", "/contacts/"+contact.ID.String(),
		"/tickets/{id}", "/tickets/"+ticket.ID.String(), "/sync-runs/{id}", "/sync-runs/"+runs.Data.Items[0].ID.String(),
		"/access/accounts/{id}", "/access/accounts/"+thing(1).String(), "/access/roles/{id}", "/access/roles/"+thing(3).String(),
		"/access/requests/{id}", "/access/requests/"+thing(20).String(), "/access/reviews/{id}", "/access/reviews/"+thing(51).String(),
		"/admin/connectors/{id}", "/admin/connectors/"+thing(5).String(), "{organization}", "17", "{name}", "asset", "{field}", "serial_number", "{id}", thing(1).String())
}

var (
	ownLink  = regexp.MustCompile(` (?:href|hx-get)="([/?][^"]*)"`)
	anyForm  = regexp.MustCompile(`(?s)<form[^>]*>.*?</form>`)
	formHead = regexp.MustCompile(`<form[^>]*>`) // sends its fields
	hidden   = regexp.MustCompile(`<input (type="hidden"[^>]*|[^>]* readonly [^>]*)>`)
	control  = regexp.MustCompile(`<button[^>]* form="[^>]*>|<(input|select|textarea)\b[^>]*>|<button (name|class="btn btn-primary")[^>]*>`)
	dots     = regexp.MustCompile(`(?s)<nav class="past-slider".*?</nav>`) // they lead to other moments
	carrying = regexp.MustCompile(`<input type="hidden" name="as_of" value="4000"`)
)

// Every page of another moment leads to that moment, and offers nothing to change.
func TestEveryPageOfThePastStaysThereAndChangesNothing(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	fill, walked := pathsOf(t, s), 0
	for _, rt := range s.site.Routes() {
		path := fill.Replace(rt.Path)
		if rt.Method != "GET" || rt.Needs == "anybody" || strings.HasSuffix(path, "/export") || path == "/as-of" || path == "/now" {
			continue
		}
		w := browse(s, "GET", path+"?as_of=4000&as_of_rules=now", "owner", nil)
		if w.Code == 303 {
			require.Contains(t, w.Header().Get("Location"), "as_of=4000&as_of_rules=now", path)
			continue
		}
		require.Equal(t, 200, w.Code, "%s: %s", path, w.Body)
		walked++
		body := w.Body.String()
		require.Contains(t, body, "past-banner", path)
		for _, found := range ownLink.FindAllStringSubmatch(dots.ReplaceAllString(formHead.ReplaceAllString(body, ""), ""), -1) {
			address := html.UnescapeString(found[1])
			if strings.HasPrefix(address, "/static/") || strings.HasPrefix(address, "/now") || strings.HasPrefix(address, "/compare") {
				continue
			}
			u, err := url.Parse(address)
			require.NoError(t, err)
			require.Equal(t, url.Values{"as_of": {"4000"}, "as_of_rules": {"now"}},
				url.Values{"as_of": u.Query()["as_of"], "as_of_rules": u.Query()["as_of_rules"]}, "%s: %s", path, address)
		}
		for _, form := range anyForm.FindAllString(body, -1) {
			switch {
			case strings.Contains(form, `action="/sign-out"`), strings.Contains(form, "app-theme"),
				strings.Contains(form, `method="dialog"`), strings.Contains(form, `action="/as-of"`):
			default:
				require.NotContains(t, form, `method="post"`, path)
				require.Regexp(t, carrying, form, path)
			}
		}
		rest := hidden.ReplaceAllString(anyForm.ReplaceAllString(body, ""), "")
		assert.Empty(t, control.FindAllString(rest, -1), "%s: a control without a form", path)
	}
	require.Greater(t, walked, 35)
}

// Whatever stands in the address, it comes out as a value and as nothing else.
func TestTheMomentOfAnAddressCanDoNoHarm(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	for _, rules := range []string{`"><script>alert(1)</script>`, "now&x=1", "7'"} {
		w := browse(s, "GET", "/assets?"+url.Values{"as_of": {"2026-03-03T09:00:00Z"}, "as_of_rules": {rules}}.Encode(), "owner", nil)
		require.Equal(t, 200, w.Code)
		require.NotContains(t, w.Body.String(), `"><script>alert`)
		require.NotContains(t, w.Body.String(), "now&amp;x=1")
	}
}

// A form that says of when its page was is refused, whatever it asks for.
func TestNothingIsChangedFromAPageOfThePast(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	for _, rt := range s.site.Routes() {
		if rt.Method != "POST" || rt.Needs == "anybody" {
			continue
		}
		path := withoutID(rt.Path)
		for _, w := range []struct {
			address string
			form    url.Values
		}{{path + "?as_of=4000", nil}, {path, url.Values{"as_of": {"2026-03-03T09:00:00Z"}}}, {path + "?as_of=nonsense", nil}} {
			got := browse(s, "POST", w.address, "owner", w.form)
			require.Equal(t, 409, got.Code, "%s: %s", rt.Name, got.Body)
			require.Contains(t, got.Body.String(), "The past can&#39;t be changed", rt.Name)
			require.Contains(t, got.Body.String(), "Back to now", rt.Name)
			require.Contains(t, got.Body.String(), "Nothing was changed now", rt.Name)
		}
	}
}
