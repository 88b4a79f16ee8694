package scim_test

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
)

// The requests that Entra ID's provisioning publishes, in its dialect: operations with
// capitals, booleans as texts, filters within paths, dotted names without one.
func TestEntrasSteps(t *testing.T) {
	t.Parallel()
	w := newWorld()
	require.Empty(t, w.ask(t, "GET", "/Users?filter="+url.QueryEscape(`externalId eq "jyoung"`), "").ids(t))
	made := w.ask(t, "POST", "/Users", `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
		"externalId":"jyoung","userName":"joy@msp.example","active":true,"emails":[{"primary":true,"type":"work","value":"joy@msp.example"}],
		"meta":{"resourceType":"User"},"name":{"formatted":"Joy Young","familyName":"Young","givenName":"Joy"},"roles":[]}`)
	require.Equal(t, 201, made.Code, made.Body)
	w.carry()
	id := made.get("id").(string)
	user := "/Users/" + id

	other := w.ask(t, "PATCH", user, patchOf(`{"op":"Replace","path":"emails[type eq \"work\"].value","value":"other@msp.example"}`))
	require.Equal(t, "other@msp.example", other.get("emails").([]any)[0].(map[string]any)["value"], "kept for the client; the account keeps its own")
	same := w.ask(t, "PATCH", user, patchOf(`{"op":"Replace","path":"emails[type eq \"work\"].value","value":"joy@msp.example"},
		{"op":"Replace","path":"name.familyName","value":"Young"},{"op":"Add","value":{"name.givenName":"Joy","title":"Engineer"}}`))
	require.Equal(t, 200, same.Code, same.Body)
	for _, operation := range []string{
		`{"op":"Replace","value":{"name.givenName":"Jo"}}`, `{"op":"Remove","path":"name.familyName"}`, `{"op":"Replace","path":"userName","value":"x@y.example"}`,
	} {
		a := w.ask(t, "PATCH", user, patchOf(operation))
		require.Equal(t, []any{400, "mutability"}, []any{a.Code, a.get("scimType")}, operation)
	}

	found := w.ask(t, "GET", "/Groups?excludedAttributes=members&filter="+url.QueryEscape(`displayName eq "Engineer"`), "").ids(t)
	require.Equal(t, []string{w.roles[1].ID.String()}, found)
	group := "/Groups/" + found[0]
	require.Equal(t, 501, w.ask(t, "POST", "/Groups", `{"displayName":"New"}`).Code)
	require.Equal(t, 501, w.ask(t, "DELETE", group, "").Code)
	require.Equal(t, 400, w.ask(t, "PATCH", group, patchOf(`{"op":"Replace","path":"displayName","value":"Renamed"}`)).Code)
	bob := w.accounts[1].ID.String()
	require.Equal(t, 200, w.ask(t, "PATCH", group, patchOf(`{"op":"Add","path":"members","value":[{"$ref":null,"value":"`+id+`"},{"value":"`+bob+`"}]}`)).Code)
	require.ElementsMatch(t, []string{id, bob}, w.members(t, 1), "shown as asked")
	w.carry()
	require.ElementsMatch(t, []string{id, bob}, w.members(t, 1))
	require.Equal(t, 200, w.ask(t, "PATCH", group, patchOf(`{"op":"Remove","path":"members","value":[{"$ref":null,"value":"`+bob+`"}]}`)).Code)
	w.carry()
	require.Equal(t, []string{id}, w.members(t, 1))
	a := w.ask(t, "PATCH", group, patchOf(`{"op":"Add","path":"members","value":[{"value":"nobody"}]}`))
	require.Equal(t, []any{400, "invalidValue"}, []any{a.Code, a.get("scimType")})
	require.Equal(t, 200, w.ask(t, "PATCH", group, patchOf(`{"op":"replace","path":"members"}`)).Code, "as ConductorOne takes the last one out")
	w.carry()
	require.Empty(t, w.members(t, 1))

	off := w.ask(t, "PATCH", user, patchOf(`{"op":"Replace","path":"active","value":"False"}`))
	require.Equal(t, []any{200, false}, []any{off.Code, off.get("active")}, off.Body)
	require.Equal(t, 204, w.ask(t, "DELETE", user, "").Code, "asked already")
	w.carry()
	require.Equal(t, 404, w.ask(t, "DELETE", user, "").Code)
}

// What waits for approval is shown as asked, says so, is not asked twice, and is taken
// back by asking for the opposite.
func TestARequestThatWaitsIsToldAndTakenBack(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.approval = true
	ada := w.accounts[0].ID.String()
	off, on := patchOf(`{"op":"replace","path":"active","value":false}`), patchOf(`{"op":"replace","path":"active","value":true}`)
	for range 2 {
		a := w.ask(t, "PATCH", "/Users/"+ada, off)
		require.Equal(t, false, a.get("active"))
		require.Contains(t, a.Header().Get("Coresync-Access-Request"), "action=delete; status=pending")
		require.Contains(t, w.ask(t, "GET", "/Users/"+ada, "").Header().Get("Coresync-Access-Request"), "action=delete; status=pending")
	}
	require.Len(t, w.requests, 1)
	require.Equal(t, true, w.ask(t, "PATCH", "/Users/"+ada, on).get("active"))
	require.Equal(t, "cancelled", w.requests[0].Status)

	group := "/Groups/" + w.roles[0].ID.String()
	require.Equal(t, 200, w.ask(t, "PUT", group, `{"displayName":"Helpdesk","members":[]}`).Code)
	require.Empty(t, w.members(t, 0))
	require.Equal(t, 200, w.ask(t, "PUT", group, `{"displayName":"Helpdesk","members":[{"value":"`+ada+`"}]}`).Code)
	require.Equal(t, []string{ada}, w.members(t, 0))
	require.Equal(t, "cancelled", w.requests[1].Status)

	made := w.ask(t, "POST", "/Users", oktaUser)
	require.Equal(t, 201, made.Code)
	id := made.get("id").(string)
	require.Equal(t, 409, w.ask(t, "PATCH", group, patchOf(`{"op":"add","path":"members","value":[{"value":"`+id+`"}]}`)).Code, "not made yet")
	require.Equal(t, 204, w.ask(t, "DELETE", "/Users/"+id, "").Code)
	require.Equal(t, []any{404, "cancelled"}, []any{w.ask(t, "GET", "/Users/"+id, "").Code, w.requests[2].Status})
}

func TestAnAccountNeedsAConnectionAndWhatNinjaOneAsks(t *testing.T) {
	t.Parallel()
	w := newWorld()
	a := w.ask(t, "POST", "/Users", `{"userName":"joy@msp.example","name":{"givenName":"Joy"}}`)
	require.Equal(t, []any{400, "invalidValue"}, []any{a.Code, a.get("scimType")})
	require.Contains(t, a.get("detail"), "first_name")
	require.Equal(t, 400, w.ask(t, "POST", "/Users", `{"name":{"givenName":"Joy"}}`).Code)
	require.Equal(t, 400, w.ask(t, "POST", "/Users", `{"userName":"joy@msp.example","active":false}`).Code)
	require.Equal(t, 415, w.ask(t, "POST", "/Users", `{}`, "Content-Type", "text/plain").Code)
	require.Equal(t, 400, w.ask(t, "POST", "/Users", `{`).Code)
	w.connected[0].Provisioning = false
	require.Equal(t, 409, w.ask(t, "POST", "/Users", oktaUser).Code)
	w.connected[0].Provisioning = true
	w.connected = append(w.connected, w.connected[0])
	require.Equal(t, 400, w.ask(t, "POST", "/Users", oktaUser).Code)
	require.Equal(t, 201, w.ask(t, "POST", "/"+connection.String()+"/Users", oktaUser).Code)
}
