package scim_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// steps runs the steps of a published list one after the other, each under its name.
func steps(t *testing.T, list []step) {
	t.Helper()
	for _, s := range list {
		if !t.Run(s.name, func(t *testing.T) { s.does(t) }) {
			return
		}
	}
}

type step struct {
	name string
	does func(t *testing.T)
}

func filtering(kind, filter string) string { return "/" + kind + "?filter=" + url.QueryEscape(filter) }

const listed, failed = "urn:ietf:params:scim:api:messages:2.0:ListResponse", "urn:ietf:params:scim:api:messages:2.0:Error"

// Okta's test of a SCIM server, step by step. Its last, that a wrong token gets 401 or
// 403, is in the tests of the server.
func TestOktasSpecificationTest(t *testing.T) {
	t.Parallel()
	w := newWorld()
	var first, made string
	complete := func(t *testing.T, v map[string]any) {
		name := v["name"].(map[string]any)
		require.NotEmpty(t, name["familyName"])
		require.NotEmpty(t, name["givenName"])
		require.NotEmpty(t, v["userName"])
		require.NotNil(t, v["active"])
		require.NotEmpty(t, v["emails"].([]any)[0].(map[string]any)["value"])
	}
	none := func(t *testing.T, userName string) {
		a := w.ask(t, "GET", filtering("Users", `userName eq "`+userName+`"`), "")
		require.Equal(t, []any{200, float64(0), []any{listed}}, []any{a.Code, a.get("totalResults"), a.get("schemas")})
	}
	const joy = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"joy@msp.example","name":{"givenName":"Joy","familyName":"Lee"},
		"emails":[{"primary":true,"value":"joy@msp.example","type":"work"}],"displayName":"Joy Lee","active":true}`
	steps(t, []step{
		{"the users can be listed", func(t *testing.T) {
			a := w.ask(t, "GET", "/Users?count=1&startIndex=1", "")
			require.Equal(t, []any{200, []any{listed}}, []any{a.Code, a.get("schemas")})
			require.Equal(t, []any{float64(1), float64(1), float64(3)}, []any{a.get("itemsPerPage"), a.get("startIndex"), a.get("totalResults")})
			complete(t, a.get("Resources").([]any)[0].(map[string]any))
			first = a.ids(t)[0]
		}},
		{"a user is got by its id", func(t *testing.T) {
			a := w.ask(t, "GET", "/Users/"+first, "")
			require.Equal(t, []any{200, first}, []any{a.Code, a.get("id")})
			complete(t, a.body)
		}},
		{"a userName that nobody has gives an empty list", func(t *testing.T) { none(t, "abcdefgh@atko.com") }},
		{"an id that nobody has is 404", func(t *testing.T) {
			a := w.ask(t, "GET", "/Users/010101001010101011001010101011", "")
			require.Equal(t, []any{404, []any{failed}}, []any{a.Code, a.get("schemas")})
			require.NotEmpty(t, a.get("detail"))
		}},
		{"the user to be made is not there", func(t *testing.T) { none(t, "joy@msp.example") }},
		{"a user is made", func(t *testing.T) {
			a := w.ask(t, "POST", "/Users", joy, "Content-Type", "application/json")
			require.Equal(t, []any{201, true, "joy@msp.example"}, []any{a.Code, a.get("active"), a.get("userName")})
			require.Contains(t, a.get("schemas"), "urn:ietf:params:scim:schemas:core:2.0:User")
			complete(t, a.body)
			made = a.get("id").(string)
		}},
		{"the user was made", func(t *testing.T) {
			w.carry()
			a := w.ask(t, "GET", "/Users/"+made, "")
			require.Equal(t, []any{200, "joy@msp.example"}, []any{a.Code, a.get("userName")})
			complete(t, a.body)
		}},
		{"the same user again is 409", func(t *testing.T) { require.Equal(t, 409, w.ask(t, "POST", "/Users", joy).Code) }},
		{"letters of a userName may differ in case", func(t *testing.T) {
			require.Equal(t, []string{made}, w.ask(t, "GET", filtering("Users", `userName eq "JOY@MSP.EXAMPLE"`), "").ids(t))
		}},
		{"the groups can be listed", func(t *testing.T) {
			a := w.ask(t, "GET", "/Groups", "")
			require.Equal(t, []any{200, []any{listed}}, []any{a.Code, a.get("schemas")})
			require.NotEmpty(t, a.ids(t))
		}},
	})
}

// Okta's test of an integration, as the server sees it: what Okta does sends these.
func TestOktasIntegrationTest(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.approval = true
	var user string
	setActive := func(t *testing.T, active string) {
		a := w.ask(t, "PATCH", user, patchOf(`{"op":"replace","value":{"active":`+active+`}}`))
		require.Equal(t, 200, a.Code, a.Body)
	}
	is := func(t *testing.T, active bool) { require.Equal(t, active, w.ask(t, "GET", user, "").get("active")) }
	steps(t, []step{
		{"assigned: it is made", func(t *testing.T) {
			user = "/Users/" + w.ask(t, "POST", "/Users", oktaUser).get("id").(string)
			is(t, true)
		}},
		{"carried out: it is there", func(t *testing.T) {
			w.requests[0].Status = "approved"
			w.carry()
			is(t, true)
		}},
		{"its first name is changed: refused, since NinjaOne can't", func(t *testing.T) {
			a := w.ask(t, "PUT", user, strings.Replace(oktaUser, `"givenName":"Joy"`, `"givenName":"Joyce"`, 1))
			require.Equal(t, []any{400, "mutability"}, []any{a.Code, a.get("scimType")})
			require.Equal(t, "Joy", w.ask(t, "GET", user, "").get("name").(map[string]any)["givenName"])
		}},
		{"deactivated", func(t *testing.T) { setActive(t, "false"); is(t, false) }},
		{"reactivated before the deletion was approved", func(t *testing.T) { setActive(t, "true"); is(t, true) }},
		{"taken out of the app: deactivated", func(t *testing.T) { setActive(t, "false"); is(t, false) }},
		{"carried out: it stays to be found, and has no account", func(t *testing.T) {
			w.requests[len(w.requests)-1].Status = "approved"
			w.carry()
			is(t, false)
			found := w.ask(t, "GET", filtering("Users", `userName eq "joy@msp.example"`), "").ids(t)
			require.Equal(t, []string{user}, []string{"/Users/" + found[0]})
			require.Equal(t, 409, w.ask(t, "POST", "/Users", oktaUser).Code)
		}},
		{"assigned again: it gets an account again, and is the same user", func(t *testing.T) {
			accounts := len(w.accounts)
			setActive(t, "true")
			is(t, true)
			w.requests[len(w.requests)-1].Status = "approved"
			w.carry()
			is(t, true)
			require.Len(t, w.accounts, accounts+1)
		}},
	})
}

// The tests of Microsoft's SCIM Validator, step by step, with what NinjaOne can't named.
func TestEntrasValidator(t *testing.T) {
	t.Parallel()
	w := newWorld()
	const joy = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"externalId":"9950b140","userName":"joy@msp.example","active":true,
		"displayName":"Joy Young","emails":[{"type":"work","value":"joy@msp.example","primary":true}],"name":{"formatted":"Joy Young","familyName":"Young","givenName":"Joy"}}`
	var id string
	group := "/Groups/" + w.roles[1].ID.String()
	memberOp := func(op string) string {
		return patchOf(`{"op":"` + op + `","path":"members","value":[{"value":"` + id + `"}]}`)
	}
	steps(t, []step{
		{"POST /Users makes a user", func(t *testing.T) {
			a := w.ask(t, "POST", "/Users", joy)
			require.Equal(t, []any{201, true, "9950b140"}, []any{a.Code, a.get("active"), a.get("externalId")})
			id = a.get("id").(string)
			w.carry()
		}},
		{"POST /Users twice is 409", func(t *testing.T) {
			a := w.ask(t, "POST", "/Users", joy)
			require.Equal(t, []any{409, []any{failed}}, []any{a.Code, a.get("schemas")})
		}},
		{"GET /Users/{id}", func(t *testing.T) { require.Equal(t, id, w.ask(t, "GET", "/Users/"+id, "").get("id")) }},
		{"GET /Users filters one that is there", func(t *testing.T) {
			require.Equal(t, []string{id}, w.ask(t, "GET", filtering("Users", `userName eq "joy@msp.example"`), "").ids(t))
			require.Equal(t, []string{id}, w.ask(t, "GET", filtering("Users", `externalId eq "9950b140"`), "").ids(t))
			require.Equal(t, []string{id}, w.ask(t, "GET", filtering("Users", `emails[type eq "work"].value eq "joy@msp.example"`), "").ids(t))
		}},
		{"GET /Users filters one that is not", func(t *testing.T) {
			require.Empty(t, w.ask(t, "GET", filtering("Users", `userName eq "none@msp.example"`), "").ids(t))
		}},
		{"PATCH replaces attributes by what they are; NinjaOne can't change them", func(t *testing.T) {
			for value, status := range map[string]int{"Young": 200, "Older": 400} {
				a := w.ask(t, "PATCH", "/Users/"+id, patchOf(`{"op":"replace","path":"name.familyName","value":"`+value+`"}`))
				require.Equal(t, status, a.Code, value)
			}
		}},
		{"PATCH of externalId links a user that was there before", func(t *testing.T) {
			bob := "/Users/" + w.accounts[1].ID.String()
			before := w.ask(t, "GET", bob, "").Header().Get("ETag")
			a := w.ask(t, "PATCH", bob, patchOf(`{"op":"Add","path":"externalId","value":"Bob7"}`))
			require.Equal(t, []any{200, "Bob7"}, []any{a.Code, a.get("externalId")})
			require.NotEqual(t, before, a.Header().Get("ETag"))
			require.Len(t, w.ask(t, "GET", filtering("Users", `externalId eq "Bob7" and active eq true`), "").ids(t), 1)
			require.Empty(t, w.ask(t, "GET", filtering("Users", `externalId eq "bob7"`), "").ids(t), "its case counts")
			require.Equal(t, 400, w.ask(t, "PATCH", bob, patchOf(`{"op":"Add","path":"externalId","value":7}`)).Code)
			require.NotContains(t, w.ask(t, "PATCH", bob, patchOf(`{"op":"remove","path":"externalId"}`)).body, "externalId")
		}},
		{"PATCH of userName is refused", func(t *testing.T) {
			a := w.ask(t, "PATCH", "/Users/"+id, patchOf(`{"op":"replace","path":"userName","value":"joy2@msp.example"}`))
			require.Equal(t, []any{400, "mutability"}, []any{a.Code, a.get("scimType")})
		}},
		{"GET /Groups filters, with and without members", func(t *testing.T) {
			require.Len(t, w.ask(t, "GET", filtering("Groups", `displayName eq "Engineer"`), "").ids(t), 1)
			require.Empty(t, w.ask(t, "GET", filtering("Groups", `displayName eq "None"`), "").ids(t))
			require.NotContains(t, w.ask(t, "GET", group+"?excludedAttributes=members", "").body, "members")
		}},
		{"POST and DELETE of a group are 501: NinjaOne can't", func(t *testing.T) {
			require.Equal(t, 501, w.ask(t, "POST", "/Groups", `{"displayName":"New","externalId":"1"}`).Code)
			require.Equal(t, 501, w.ask(t, "DELETE", group, "").Code)
		}},
		{"PATCH of a group's name is refused", func(t *testing.T) {
			require.Equal(t, 400, w.ask(t, "PATCH", group, patchOf(`{"op":"replace","path":"displayName","value":"New"}`)).Code)
		}},
		{"PATCH adds a member", func(t *testing.T) {
			require.Equal(t, 200, w.ask(t, "PATCH", group, memberOp("Add")).Code)
			w.carry()
			require.Equal(t, []string{id}, w.members(t, 1))
		}},
		{"PATCH removes a member", func(t *testing.T) {
			require.Equal(t, 200, w.ask(t, "PATCH", group, memberOp("Remove")).Code)
			w.carry()
			require.Empty(t, w.members(t, 1))
		}},
		{"PATCH disables a user, which is found with active false", func(t *testing.T) {
			w.approval = true
			require.Equal(t, 200, w.ask(t, "PATCH", "/Users/"+id, patchOf(`{"op":"Replace","path":"active","value":"False"}`)).Code)
			found := w.ask(t, "GET", filtering("Users", `userName eq "joy@msp.example"`), "").get("Resources").([]any)
			require.Equal(t, false, found[0].(map[string]any)["active"])
		}},
		{"DELETE /Users/{id}, and twice", func(t *testing.T) {
			require.Equal(t, 204, w.ask(t, "DELETE", "/Users/"+id, "").Code)
			w.requests[len(w.requests)-1].Status = "approved"
			w.carry()
			require.Equal(t, 404, w.ask(t, "GET", "/Users/"+id, "").Code)
			require.Equal(t, 404, w.ask(t, "DELETE", "/Users/"+id, "").Code)
		}},
		{"DELETE of a user that never was", func(t *testing.T) {
			require.Equal(t, 404, w.ask(t, "DELETE", "/Users/00000000-0000-0000-0000-00000000ffff", "").Code)
		}},
	})
}
