package scim_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// What a public suite does which tries every attribute that the schemas declare, with
// values of its own: a userName that is no address, an organization that NinjaOne has not,
// users that begin inactive.
func TestEveryAttributeThatIsDeclaredCanBeTried(t *testing.T) {
	t.Parallel()
	for _, active := range []bool{true, false} {
		w := newWorld()
		made := w.ask(t, "POST", "/Users", fmt.Sprintf(`{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
			"externalId":"e1","userName":"9f1c","name":{"givenName":"a","familyName":"b"},"displayName":"d","userType":"TECHNICIAN","active":%t,
			"emails":[{"value":"x@y.example","type":"t","primary":true}],"phoneNumbers":[{"value":"5550100","type":"t","primary":true}],
			"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"organization":"o"}}`, active))
		require.Equal(t, 201, made.Code, made.Body)
		path := "/Users/" + made.get("id").(string)
		if active {
			require.Equal(t, "x@y.example", w.requests[0].Email, "NinjaOne is given the address")
		} else {
			require.Empty(t, w.requests, "who is not active gets no account")
		}
		require.Equal(t, []any{"9f1c", active}, []any{made.get("userName"), made.get("active")})
		for _, tried := range []struct{ path, value string }{
			{"externalId", `"e2"`}, {"displayName", `"n"`}, {"emails", `[{"value":"z@y.example","type":"u","primary":true}]`},
			{"phoneNumbers", `[{"value":"5550101","type":"u","primary":true}]`},
			{"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:organization", `"p"`}, {"active", fmt.Sprint(!active)}, {"active", fmt.Sprint(active)},
		} {
			a := w.ask(t, "PATCH", path, patchOf(`{"op":"replace","path":"`+tried.path+`","value":`+tried.value+`}`))
			require.Equal(t, 200, a.Code, a.Body)
			read := w.ask(t, "GET", path, "")
			require.JSONEq(t, tried.value, shown(t, read, tried.path), tried.path)
			require.Equal(t, a.Header().Get("ETag"), read.Header().Get("ETag"))
		}
		for _, name := range []string{"externalId", "displayName", "phoneNumbers", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:organization"} {
			require.Equal(t, 200, w.ask(t, "PATCH", path, patchOf(`{"op":"remove","path":"`+name+`"}`)).Code)
			require.Equal(t, "null", shown(t, w.ask(t, "GET", path, ""), name), name)
		}
		a := w.ask(t, "PATCH", path, patchOf(`{"op":"remove","path":"emails"}`))
		require.Equal(t, []any{400, "mutability"}, []any{a.Code, a.get("scimType")}, "it is required")
		require.Equal(t, 204, w.ask(t, "DELETE", path, "").Code)
		require.Equal(t, 404, w.ask(t, "GET", path, "").Code)
	}
}

func shown(t *testing.T, a answer, path string) string {
	t.Helper()
	value := a.get(path)
	if at := strings.LastIndex(path, ":"); at > 0 {
		extension, _ := a.get(path[:at]).(map[string]any)
		value = extension[path[at+1:]]
	}
	text, err := json.Marshal(value)
	require.NoError(t, err)
	return string(text)
}

// A search asks in its body what a list asks in its address (RFC 7644 §3.4.3).
func TestASearchIsAList(t *testing.T) {
	t.Parallel()
	w := newWorld()
	all := w.ask(t, "POST", "/.search", `{"schemas":["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],"excludedAttributes":["displayName"]}`)
	require.Len(t, all.ids(t), 5, "users and groups")
	require.NotContains(t, all.get("Resources").([]any)[0], "displayName")
	require.Len(t, w.ask(t, "POST", "/Users/.search", `{"filter":"userName sw \"a\"","count":10}`).ids(t), 1)
	require.Len(t, w.ask(t, "POST", "/Groups/.search", `{"startIndex":2,"count":1}`).ids(t), 1)
	require.Equal(t, 405, w.ask(t, "GET", "/Users/.search", "").Code)
}

// Of many users a request reads those that it is about.
func TestARequestReadsTheUsersThatItIsAbout(t *testing.T) {
	t.Parallel()
	w := newWorld()
	for path, most := range map[string]int{
		"/Users?count=1": 1, "/Users?count=0": 1, "/Users/" + w.accounts[1].ID.String(): 1, filtering("Users", `userName eq "ada@msp.example"`): 1,
		filtering("Users", `emails[type eq "work"].value eq "ada@msp.example" and active eq true`): 1, filtering("Users", `externalId eq "none"`): 0,
		filtering("Users", `id eq "`+w.accounts[1].ID.String()+`"`): 1, "/Groups?excludedAttributes=members": 0, "/Groups": 1,
	} {
		w.read = 0
		require.Equal(t, 200, w.ask(t, "GET", path, "").Code)
		require.LessOrEqual(t, w.read, most, path)
	}
}
