package scim_test

import (
	"net/url"
	"strings"
	"testing"

	"coresync/http/scim"

	"github.com/stretchr/testify/require"
)

func TestDiscoveryTellsWhatIsThere(t *testing.T) {
	t.Parallel()
	w := newWorld()
	config := w.ask(t, "GET", "/ServiceProviderConfig", "")
	require.Equal(t, map[string]any{"supported": true}, config.get("patch"))
	require.Equal(t, map[string]any{"supported": true}, config.get("etag"))
	require.Equal(t, []string{"User", "Group"}, w.ask(t, "GET", "/ResourceTypes", "").ids(t))
	require.Len(t, w.ask(t, "GET", "/Schemas", "").ids(t), 3)
	user := w.ask(t, "GET", "/Schemas/urn:ietf:params:scim:schemas:core:2.0:User", "")
	require.Equal(t, "User", user.get("name"))
	require.Equal(t, 404, w.ask(t, "GET", "/Schemas/none", "").Code)
	require.Equal(t, 405, w.ask(t, "POST", "/Schemas", "{}").Code)
	require.Equal(t, 501, w.ask(t, "POST", "/Bulk", "{}").Code)
	require.Equal(t, 404, w.ask(t, "GET", "/Devices", "").Code)
}

func TestAUserIsShownWithAddressVersionAndRoles(t *testing.T) {
	t.Parallel()
	w := newWorld()
	id := w.accounts[0].ID.String()
	a := w.ask(t, "GET", "/Users/"+id, "")
	require.Equal(t, 200, a.Code)
	require.Equal(t, []any{"ada@msp.example", true, "TECHNICIAN"}, []any{a.get("userName"), a.get("active"), a.get("userType")})
	meta := a.get("meta").(map[string]any)
	require.Equal(t, "https://core.example.com/scim/v2/Users/"+id, meta["location"])
	require.Equal(t, []any{"2026-03-03T12:00:00Z", "User"}, []any{meta["created"], meta["resourceType"]})
	require.Equal(t, meta["version"], a.Header().Get("ETag"))
	require.Equal(t, "Helpdesk", a.get("groups").([]any)[0].(map[string]any)["display"])

	require.Equal(t, 304, w.ask(t, "GET", "/Users/"+id, "", "If-None-Match", a.Header().Get("ETag")).Code)
	require.Equal(t, 412, w.ask(t, "DELETE", "/Users/"+id, "", "If-Match", `W/"old"`).Code)
	w.join(&w.accounts[0], w.roles[1])
	require.NotEqual(t, a.Header().Get("ETag"), w.ask(t, "GET", "/Users/"+id, "").Header().Get("ETag"), "a role more is another version")

	short := w.ask(t, "GET", "/Users/"+id+"?attributes=userName,name.givenName", "")
	require.Len(t, short.body, 4)
	require.NotContains(t, w.ask(t, "GET", "/Groups?excludedAttributes=members", "").Body.String(), "members")
	missing := w.ask(t, "GET", "/Users/00000000-0000-0000-0000-000000000001", "")
	require.Equal(t, []any{404, "404"}, []any{missing.Code, missing.get("status")})
	require.Equal(t, []any{"urn:ietf:params:scim:api:messages:2.0:Error"}, missing.get("schemas"))
}

func TestListsComeInPages(t *testing.T) {
	t.Parallel()
	w := newWorld()
	all := w.ask(t, "GET", "/Users", "").ids(t)
	require.Len(t, all, 3)
	page := w.ask(t, "GET", "/Users?startIndex=2&count=1", "")
	require.Equal(t, all[1:2], page.ids(t))
	require.EqualValues(t, 3, page.get("totalResults"))
	require.EqualValues(t, 2, page.get("startIndex"))
	none := w.ask(t, "GET", "/Users?count=0", "")
	require.Empty(t, none.ids(t))
	require.EqualValues(t, 3, none.get("totalResults"))
	require.Empty(t, w.ask(t, "GET", "/Users?startIndex=9", "").ids(t))
	require.Len(t, w.ask(t, "GET", "/Users?startIndex=-4&count=2", "").ids(t), 2)
	require.Equal(t, 400, w.ask(t, "GET", "/Users?count=many", "").Code)
	require.Len(t, w.ask(t, "GET", "/"+connection.String()+"/Users", "").ids(t), 3)
	require.Empty(t, w.ask(t, "GET", "/00000000-0000-0000-0000-000000000001/Users", "").ids(t))
}

func TestFiltersSelect(t *testing.T) {
	t.Parallel()
	w := newWorld()
	for filter, want := range map[string]int{
		`userName eq "ADA@msp.example"`:                                1,
		`username Eq "ada@msp.example"`:                                1,
		`userName eq "nobody@msp.example"`:                             0,
		`externalId eq "00u1"`:                                         0,
		`userName ne "ada@msp.example"`:                                2,
		`userName co "msp"`:                                            2,
		`userName sw "b" or userName sw "e"`:                           2,
		`userName ew "example" and userType eq "END_USER"`:             1,
		`not (userName sw "a")`:                                        2,
		`name.givenName eq "bob"`:                                      1,
		`emails eq "bob@msp.example"`:                                  1,
		`emails.value eq "bob@msp.example"`:                            1,
		`emails[type eq "work"]`:                                       3,
		`emails[type eq "work" and value co "cust"]`:                   1,
		`emails[type eq "work"].value eq "bob@msp.example"`:            1,
		`phoneNumbers pr`:                                              1,
		`active eq true`:                                               3,
		`active eq false`:                                              0,
		`groups.display eq "Helpdesk"`:                                 1,
		`meta.lastModified gt "2026-03-03T12:30:00Z"`:                  2,
		`meta.lastModified le "2026-03-03T12:00:00.000Z"`:              1,
		`urn:ietf:params:scim:schemas:core:2.0:User:userName sw "ada"`: 1,
		`urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:organization eq "7"`: 1,
	} {
		require.Len(t, w.ask(t, "GET", "/Users?filter="+url.QueryEscape(filter), "").ids(t), want, filter)
	}
	require.Len(t, w.ask(t, "GET", "/Groups?filter="+url.QueryEscape(`displayName eq "helpdesk"`), "").ids(t), 1)
	require.Len(t, w.ask(t, "GET", "/Groups?filter="+url.QueryEscape(`members.value eq "`+w.accounts[0].ID.String()+`"`), "").ids(t), 1)
	for _, bad := range []string{strings.Repeat("(", 1001), strings.Repeat("(", 1000), `userName`, `userName is "x"`, `userName eq`, `(userName eq "x"`, `emails[type eq "work"`} {
		a := w.ask(t, "GET", "/Users?filter="+url.QueryEscape(bad), "")
		require.Equal(t, []any{400, "invalidFilter"}, []any{a.Code, a.get("scimType")}, bad)
	}
}

// A filter from outside is read or refused, and nothing else.
func FuzzFilter(f *testing.F) {
	for _, text := range []string{`userName eq "x"`, `emails[type eq "work"].value eq "x"`, `not (a.b pr) and c ge 1.5e3`, `[`, `a[b`} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		keep, err := scim.ParseFilter(text)
		if err == nil {
			keep(scim.Resource{"userName": "x", "emails": []scim.Resource{{"type": "work", "value": "x"}}})
		}
	})
}
