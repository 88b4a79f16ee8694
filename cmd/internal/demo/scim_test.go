package demo_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"coresync/http/api"
	"coresync/http/permission"
	"coresync/http/scim"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// What an identity provider sends is carried out in NinjaOne by the workers, like any
// other request, and the id that it was told stays.
func TestSCIMProvisionsThroughRequests(t *testing.T) {
	t.Parallel()
	d := provisioned(t, "risky")
	handler := scim.New(d.App.Services())
	ask := func(method, path, body string) (map[string]any, http.Header) {
		r := httptest.NewRequest(method, "/scim/v2"+path, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/scim+json")
		w := httptest.NewRecorder()
		require.NoError(t, handler.Serve(w, &scim.Request{Request: r, Origin: "https://core.example.com",
			Who: api.Identity{Tenant: d.Tenant, Actor: "token:1", Permissions: permission.Owner.Permissions()}}))
		require.NoError(t, d.App.CatchUp(t.Context(), d.Tenant))
		answer := map[string]any{}
		if w.Body.Len() > 0 {
			require.NoError(t, json.Unmarshal(w.Body.Bytes(), &answer))
		}
		return answer, w.Header()
	}
	requestIn := func(h http.Header) uuid.UUID {
		id, _, _ := strings.Cut(h.Get("Coresync-Access-Request"), ";")
		return uuid.MustParse(id)
	}
	made, header := ask("POST", "/Users", `{"externalId":"00u1","userName":"ada@msp.example","name":{"givenName":"Ada","familyName":"Byron"},"active":true}`)
	id := made["id"].(string)
	q := carried(t, d, requestIn(header))
	require.Equal(t, []string{"done", "scim"}, []string{q.Status, q.Origin}, q.Message)
	shown, _ := ask("GET", "/Users/"+id, "")
	require.Equal(t, []any{id, "ada@msp.example", true, "00u1"}, []any{shown["id"], shown["userName"], shown["active"], shown["externalId"]})
	ask("PATCH", "/Users/"+id, `{"Operations":[{"op":"replace","path":"externalId","value":"00u2"}]}`)
	linked, _ := ask("GET", "/Users?filter=externalId+eq+%2200u2%22", "")
	require.EqualValues(t, 1, linked["totalResults"])

	_, header = ask("PATCH", "/Groups/"+roleNamed(t, d, "TECHNICIAN", "Helpdesk").String(), `{"Operations":[{"op":"Add","path":"members","value":[{"value":"`+id+`"}]}]}`)
	require.Equal(t, "done", carried(t, d, requestIn(header)).Status)
	require.Equal(t, "Helpdesk", accountNamed(t, d, "ada@msp.example").Roles[0].Role.Name)

	off, header := ask("PATCH", "/Users/"+id, `{"Operations":[{"op":"replace","value":{"active":false}}]}`)
	require.Equal(t, false, off["active"])
	require.Contains(t, header.Get("Coresync-Access-Request"), "status=pending", "a deletion wants another person")
	require.NotEmpty(t, accountNamed(t, d, "ada@msp.example").Roles)
	_, err := d.App.Services().AccessRequests.Approve(t.Context(), by(d, "another"), requestIn(header))
	require.NoError(t, err)
	require.Equal(t, "done", carried(t, d, requestIn(header)).Status)
	require.Empty(t, accounts(t, d, api.Scope{}, api.AccessFilter{Email: "ada@msp.example"}))
	gone, _ := ask("GET", "/Users/"+id, "")
	require.Equal(t, []any{false, "00u2", "Byron"}, []any{gone["active"], gone["externalId"], gone["name"].(map[string]any)["familyName"]}, "the user stays, without an account")

	back, header := ask("PATCH", "/Users/"+id, `{"Operations":[{"op":"replace","value":{"active":true}}]}`)
	require.Equal(t, []any{true, id}, []any{back["active"], back["id"]})
	require.Equal(t, "done", carried(t, d, requestIn(header)).Status)
	require.Equal(t, "Ada", accountNamed(t, d, "ada@msp.example").FirstName)
	back, _ = ask("GET", "/Users/"+id, "")
	require.Equal(t, []any{true, "00u2"}, []any{back["active"], back["externalId"]})
	all, _ := ask("GET", "/Users?filter=userName+eq+%22ada%40msp.example%22", "")
	require.EqualValues(t, 1, all["totalResults"], "the new account is not listed a second time")
}
