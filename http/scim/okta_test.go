package scim_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const oktaUser = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"Joy@msp.example","name":{"givenName":"Joy","familyName":"Lee"},
	"emails":[{"primary":true,"value":"joy@msp.example","type":"work"}],"displayName":"Joy Lee","locale":"en-US","externalId":"00ujl29","groups":[],"password":"1mz050nq","active":true}`

// The steps of Okta's published test of a SCIM server, then its groups.
func TestOktasSteps(t *testing.T) {
	t.Parallel()
	w := newWorld()
	require.Len(t, w.ask(t, "GET", "/Users?startIndex=1&count=2", "").ids(t), 2, "the first users are there")
	first := w.ask(t, "GET", "/Users?count=1", "").ids(t)[0]
	require.Equal(t, first, w.ask(t, "GET", "/Users/"+first, "").get("id"))
	require.Empty(t, w.ask(t, "GET", `/Users?filter=userName+eq+"joy@msp.example"`, "").ids(t), "no error where there is none")
	require.Equal(t, 404, w.ask(t, "GET", "/Users/010101001010101011001010101011", "").Code)

	made := w.ask(t, "POST", "/Users", oktaUser)
	require.Equal(t, 201, made.Code, made.Body)
	require.NotContains(t, made.Body.String(), "0001-01-01", "a time that is not known is left out")
	id := made.get("id").(string)
	require.Equal(t, "https://core.example.com/scim/v2/Users/"+id, made.Header().Get("Location"))
	require.Contains(t, made.Header().Get("Coresync-Access-Request"), "action=create; status=approved")
	require.Equal(t, id, w.ask(t, "GET", "/Users/"+id, "").get("id"), "it is found before it is made")
	again := w.ask(t, "POST", "/Users", oktaUser)
	require.Equal(t, []any{409, "uniqueness"}, []any{again.Code, again.get("scimType")})
	w.carry()
	require.Equal(t, []string{id}, w.ask(t, "GET", `/Users?filter=userName+eq+"joy@msp.example"`, "").ids(t), "the id stays when NinjaOne has given its own")
	require.NotContains(t, w.ask(t, "GET", "/Users/"+id, "").Header(), "Coresync-Access-Request", "nothing is open any more")

	require.NotEmpty(t, w.ask(t, "GET", "/Groups?startIndex=1&count=100", "").ids(t))
	group := "/Groups/" + w.roles[1].ID.String()
	renamed := w.ask(t, "PATCH", group, patchOf(`{"op":"replace","value":{"id":"`+w.roles[1].ID.String()+`","displayName":"Engineer"}}`))
	require.Equal(t, 200, renamed.Code, renamed.Body)
	added := w.ask(t, "PATCH", group, patchOf(`{"op":"add","path":"members","value":[{"value":"`+id+`","display":"Joy"}]}`))
	require.Equal(t, 200, added.Code, added.Body)
	require.Contains(t, added.Header().Get("Coresync-Access-Request"), "action=add_member; status=approved")
	w.carry()
	require.Equal(t, []string{id}, w.members(t, 1))
	removed := w.ask(t, "PATCH", group, patchOf(`{"op":"remove","path":"members[value eq \"`+id+`\"]"}`))
	require.Equal(t, 200, removed.Code, removed.Body)
	w.carry()
	require.Empty(t, w.members(t, 1))

	profile := w.ask(t, "PUT", "/Users/"+id, strings.Replace(oktaUser, "{", `{"id":"`+id+`",`, 1))
	require.Equal(t, 200, profile.Code, profile.Body)
	other := w.ask(t, "PUT", "/Users/"+id, strings.Replace(oktaUser, `"Lee"`, `"Smith"`, 1))
	require.Equal(t, []any{400, "mutability"}, []any{other.Code, other.get("scimType")}, "a name that NinjaOne can't change")
	off := w.ask(t, "PATCH", "/Users/"+id, patchOf(`{"op":"replace","value":{"active":false}}`))
	require.Equal(t, []any{200, false}, []any{off.Code, off.get("active")}, off.Body)
	w.carry()
	require.Equal(t, false, w.ask(t, "GET", "/Users/"+id, "").get("active"))
	require.Len(t, w.requests, 4)
}

func patchOf(operations string) string {
	return `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[` + operations + `]}`
}
