package http

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
)

// The table of assets shows who has them, how old they are and what the policies say; names of
// contacts are for those who may see persons, and a file has what the page shows.
func TestAssetsHaveColumnsOfContactAgeAndEndOfLife(t *testing.T) {
	t.Parallel()
	s := newServer(t, func(_ *Config, services *Services) { services.Replacements = &fakeReplacements{} })
	path := "/assets?col=contact&col=age&col=warranty&col=eol"
	says(t, words(t, s, path), "Contact", "Age", "Warranty", "End of life", "4 y 2 m", "Overdue")
	w := browse(s, "GET", path, "billing_readonly", nil)
	require.Equal(t, 200, w.Code)
	require.NotContains(t, w.Body.String(), `data-label="Contact"`)
	require.NotContains(t, w.Body.String(), `type="checkbox" name="col" value="contact"`)
	require.Contains(t, w.Body.String(), `data-label="End of life"`)
	require.Contains(t, browse(s, "GET", "/assets", "owner", nil).Body.String(), `data-label="Contact"`)
	require.NotContains(t, browse(s, "GET", "/assets", "billing_admin", nil).Body.String(), `data-label="Contact"`)
}

// Customers stand beside the list with how many assets each would give; one chosen is in the
// address, choosing none takes it out, and a picker finds the others.
func TestCustomersAreAFacetOfAssets(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	acme, beta := thing(1).String(), thing(2).String()
	body := browse(s, "GET", "/assets?category=Workstation", "owner", nil).Body.String()
	require.Contains(t, body, `href="/assets?category=Workstation&amp;customer=`+acme+`"`)
	require.Contains(t, body, `data-search="customers"`)
	body = browse(s, "GET", "/assets?category=Workstation&customer="+acme, "owner", nil).Body.String()
	require.Contains(t, body, `href="/assets?category=Workstation" aria-current="true"`, "taken away again")
	require.Contains(t, body, `href="/assets?category=Workstation&amp;customer=`+acme+`&amp;customer=`+beta+`"`, "or another besides")
	says(t, words(t, s, "/assets?customer="+acme), "Customer is Acme")
	body = browse(s, "GET", "/assets?no_customer=true", "owner", nil).Body.String()
	require.Contains(t, body, `href="/assets?customer=`+acme+`"`, "a customer in place of none")
	says(t, words(t, s, "/assets?no_customer=true"), "Customer is No customer")
}

// Compact rows are remembered in a cookie, for all lists, without script; the way back leads to
// the list that they were chosen on, and nowhere else.
func TestRowsAreCompactWhereSomebodyChoseSo(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	require.NotContains(t, browse(s, "GET", "/assets", "owner", nil).Body.String(), "cards-when-small compact")
	w := browse(s, "POST", "/settings/rows", "member", url.Values{"rows": {"compact"}, "from": {"/contacts?q=a"}})
	require.Equal(t, "/contacts?q=a", w.Header().Get("Location"))
	set := w.Result().Cookies()
	require.Len(t, set, 1)
	require.Equal(t, "compact", set[0].Value)
	require.Equal(t, http.SameSiteLaxMode, set[0].SameSite)
	for _, path := range []string{"/assets", "/contacts", "/customers"} {
		w := browseWith(s, path, set[0])
		require.Equal(t, 200, w.Code)
		require.NotContains(t, w.Body.String(), `cards-when-small"`, path)
		require.Contains(t, w.Body.String(), "Comfortable", path)
	}
	require.Contains(t, browseWith(s, "/assets", set[0]).Body.String(), "cards-when-small compact")
	w = browse(s, "POST", "/settings/rows", "member", url.Values{"rows": {"comfortable"}, "from": {"https://elsewhere.example/"}})
	require.Equal(t, "/", w.Header().Get("Location"))
	require.Negative(t, w.Result().Cookies()[0].MaxAge)
}

// browseWith opens a page as the owner with a cookie more.
func browseWith(s *Server, path string, c *http.Cookie) *httptest.ResponseRecorder {
	r := httptest.NewRequest("GET", path, nil)
	r.Header.Set("Accept", "text/html")
	r.AddCookie(&http.Cookie{Name: "coresync_session", Value: "owner"})
	r.AddCookie(c)
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// Tags stand beside the list and in a column that somebody chose; one leads to those that have
// it, whatever it is called, and several are alternatives (5.6).
func TestTagsAreAFacetAndAColumnOfAssets(t *testing.T) {
	t.Parallel()
	assets := fakeAssets()
	s := newServer(t, func(_ *Config, services *Services) { services.Assets = assets })
	body := browse(s, "GET", "/assets?category=Workstation", "owner", nil).Body.String()
	require.Contains(t, body, `href="/assets?category=Workstation&amp;tag=Loaner"`)
	require.Contains(t, body, `href="/assets?category=Workstation&amp;tag=A+%26+B"`)
	require.NotContains(t, body, `data-label="Tags"`, "off unless somebody chose it")
	require.Contains(t, body, `type="checkbox" name="col" value="tags"`)
	body = browse(s, "GET", "/assets?tag=Loaner&tag="+url.QueryEscape(hostile)+"&col=tags", "owner", nil).Body.String()
	require.Contains(t, body, `data-label="Tags"`)
	require.NotContains(t, body, hostile)
	require.Equal(t, []string{"Loaner", hostile}, assets.filters[len(assets.filters)-1].Tags)
	says(t, words(t, s, "/assets?tag=Loaner"), "Tag is Loaner", "(remove this filter)")
	says(t, words(t, s, "/assets/"+thing(402).String()), "Tags", "Loaner")
	require.Equal(t, 200, browse(s, "GET", "/assets?tag=%00&tag=%ff", "owner", nil).Code)
	require.Empty(t, assets.filters[len(assets.filters)-1].Tags, "what PostgreSQL takes in no text is no filter")
}

// Dots over the timeline lead to the states that the asset was in, and from the past back to now,
// without script; the present one is marked (5.7).
func TestPastStatesOfAnAssetAreDots(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	path := "/assets/" + thing(402).String()
	body := browse(s, "GET", path, "owner", nil).Body.String()
	require.Contains(t, body, `aria-label="Past states"`)
	require.Contains(t, body, `class="past-dot now" href="`+path+`" title="Now" aria-current="true"`)
	require.Contains(t, body, `class="past-dot" href="`+path+`?as_of=40"`)
	body = browse(s, "GET", path+"?as_of=40", "owner", nil).Body.String()
	require.Contains(t, body, `class="past-dot now" href="`+path+`" title="Now"><`, "back to now")
	require.Regexp(t, `class="past-dot" href="`+path+`\?as_of=40" title="[^"]*" aria-current="true"`, body)
	require.Contains(t, body, `class="past-dot" href="`+path+`?as_of=12"`, "and on to others")
}

// Movements can be those of one asset, which a chip says and takes away; its timeline leads there.
func TestMovementsOfOneAsset(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	id := thing(402).String()
	require.Contains(t, browse(s, "GET", "/assets/"+id, "owner", nil).Body.String(), `href="/reports/movements?asset=`+id)
	body := browse(s, "GET", "/reports/movements?asset="+id+"&kind=customer", "owner", nil).Body.String()
	require.Contains(t, body, `class="chip" href="/reports/movements?kind=customer"`)
	require.Contains(t, body, `<input type="hidden" name="asset" value="`+id+`">`)
	says(t, words(t, s, "/reports/movements?asset="+id), "Asset is LAPTOP-1", "(remove this filter)")
	require.NotContains(t, browse(s, "GET", "/reports/movements?asset=x", "owner", nil).Body.String(), "Asset is")
}
