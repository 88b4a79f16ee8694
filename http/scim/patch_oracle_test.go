package scim_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// operation is one of PATCH, as clients write it and as the other implementation reads it,
// which knows names of operations with no other capitals than the first.
type operation map[string]any

func drawOp(t *rapid.T, ops ...string) string {
	op := rapid.SampledFrom(ops).Draw(t, "op")
	if rapid.Bool().Draw(t, "capital") { // as Entra writes it
		return strings.ToUpper(op[:1]) + op[1:]
	}
	return op
}

// A group has the members after PATCH that npm's scim-patch gives it.
func TestPatchesOfGroupsDoWhatAnotherImplementationDoes(t *testing.T) {
	t.Parallel()
	other := newOracle(t)
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld()
		member := rapid.Custom(func(t *rapid.T) string {
			return w.accounts[rapid.IntRange(0, len(w.accounts)-1).Draw(t, "user")].ID.String()
		})
		has := []map[string]string{}
		for i := range w.accounts {
			w.accounts[i].Roles = nil
			if rapid.Bool().Draw(rt, "member") {
				w.join(&w.accounts[i], w.roles[1])
				has = append(has, map[string]string{"value": w.accounts[i].ID.String()})
			}
		}
		operations := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) operation { return memberOperation(t, member) }), 1, 5).Draw(rt, "operations")
		text, err := json.Marshal(operations)
		require.NoError(rt, err)
		a := w.ask(t, "PATCH", "/Groups/"+w.roles[1].ID.String(), patchOf(strings.TrimSuffix(string(text[1:]), "]")))
		require.Equal(rt, 200, a.Code, a.Body)
		var theirs struct {
			Members []struct{ Value string }
		}
		other.ask(rt, map[string]any{"ask": "patch", "lists": []string{"members"}, "operations": operations,
			"resource": map[string]any{"displayName": "Engineer", "members": has}}, &theirs)
		want := map[string]bool{}
		for _, m := range theirs.Members {
			want[m.Value] = true
		}
		got := map[string]bool{}
		w.carry()
		for _, id := range w.members(t, 1) {
			got[id] = true
		}
		require.Equal(rt, want, got, string(text))
	})
}

// memberOperation gives a role to users or takes it.
func memberOperation(t *rapid.T, member *rapid.Generator[string]) operation {
	list := func(least int) (items []map[string]string) {
		for _, id := range rapid.SliceOfNDistinct(member, least, 3, rapid.ID[string]).Draw(t, "members") {
			items = append(items, map[string]string{"value": id})
		}
		return append([]map[string]string{}, items...)
	}
	switch rapid.IntRange(0, 7).Draw(t, "form") {
	case 0:
		return operation{"op": drawOp(t, "add", "replace"), "path": "members", "value": list(0)}
	case 1:
		return operation{"op": drawOp(t, "add"), "path": "members", "value": map[string]string{"value": member.Draw(t, "member")}}
	case 2:
		return operation{"op": drawOp(t, "add", "replace"), "value": map[string]any{"members": list(0), "displayName": "Engineer"}}
	case 3:
		return operation{"op": drawOp(t, "remove"), "path": fmt.Sprintf("members[value eq %q]", member.Draw(t, "member"))}
	case 4:
		return operation{"op": drawOp(t, "remove"), "path": fmt.Sprintf("members[value eq %q or value eq %q]", member.Draw(t, "one"), member.Draw(t, "other"))}
	case 5:
		return operation{"op": "Remove", "path": "members", "value": list(1)} // Entra's
	case 6:
		return operation{"op": drawOp(t, "remove"), "path": "members"}
	}
	return operation{"op": drawOp(t, "replace"), "path": "displayName", "value": "Engineer"}
}

// What NinjaOne knows of a user stays: another implementation leaves it as it is, or it is
// refused. All else is as that one makes it.
func TestPatchesOfUsersDoWhatAnotherImplementationDoes(t *testing.T) {
	t.Parallel()
	other := newOracle(t)
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld()
		w.approval = true // so that what was asked stays to be seen
		eve := w.accounts[2]
		path := "/Users/" + eve.ID.String()
		require.Equal(rt, 200, w.ask(t, "PATCH", path, patchOf(`{"op":"add","path":"externalId","value":"00u1"}`)).Code)
		now := map[string]any{
			"externalId": "00u1", "userName": eve.Email, "active": true, "userType": eve.Kind, "name": map[string]any{"givenName": eve.FirstName, "familyName": eve.LastName},
			"emails":       []any{map[string]any{"value": eve.Email, "type": "work", "primary": true}},
			"phoneNumbers": []any{map[string]any{"value": eve.Phone, "type": "work"}},
		}
		one := userOperation(rt)
		text, err := json.Marshal(one)
		require.NoError(rt, err)
		a := w.ask(t, "PATCH", path, patchOf(string(text)))
		var theirs map[string]any
		other.ask(rt, map[string]any{"ask": "patch", "lists": []string{"phoneNumbers"}, "operations": []operation{one}, "resource": now}, &theirs)
		free := []string{"active", "externalId", "emails", "phoneNumbers"}
		for _, fixed := range []string{"userName", "userType", "name"} {
			if fmt.Sprint(theirs[fixed]) != fmt.Sprint(now[fixed]) {
				require.Equal(rt, []any{400, "mutability"}, []any{a.Code, a.get("scimType")}, string(text))
				require.Empty(rt, w.requests)
				return
			}
		}
		if list, _ := theirs["emails"].([]any); len(list) == 0 { // required, so that the last one stays
			require.Equal(rt, []any{400, "mutability"}, []any{a.Code, a.get("scimType")}, string(text))
			return
		}
		require.Equal(rt, 200, a.Code, string(text))
		for _, name := range free {
			if list, is := theirs[name].([]any); is && len(list) == 0 {
				theirs[name] = nil
			}
			require.Equal(rt, theirs[name], a.get(name), string(text))
			require.Equal(rt, theirs[name], w.ask(t, "GET", path, "").get(name), string(text))
		}
	})
}

// userOperation sets something of the third user to what it is, or to something else.
func userOperation(t *rapid.T) operation {
	either := func(same, different string) string {
		return rapid.SampledFrom([]string{same, same, different}).Draw(t, "value")
	}
	address := func() string { return either("eve@cust.example", "other@cust.example") }
	set := drawOp(t, "add", "replace")
	switch rapid.IntRange(0, 13).Draw(t, "form") {
	case 0:
		return operation{"op": set, "path": "active", "value": rapid.Bool().Draw(t, "active")}
	case 1:
		return operation{"op": set, "value": map[string]any{"active": rapid.Bool().Draw(t, "active")}}
	case 2:
		return operation{"op": set, "path": "userName", "value": address()}
	case 3:
		return operation{"op": set, "path": rapid.SampledFrom([]string{"externalId", "name.familyName", "urn:ietf:params:scim:schemas:core:2.0:User:name.familyName"}).Draw(t, "path"), "value": either("Doe", "Smith")}
	case 4:
		return operation{"op": set, "value": map[string]any{"name.givenName": either("eve", "Eva"), "name.familyName": either("Doe", "Smith")}}
	case 5:
		return operation{"op": set, "path": "name", "value": map[string]any{"givenName": either("eve", "Eva")}}
	case 6:
		return operation{"op": set, "path": `emails[type eq "work"].value`, "value": address()}
	case 7:
		return operation{"op": set, "path": `emails[primary eq true].value`, "value": address()}
	case 8:
		return operation{"op": set, "path": "phoneNumbers", "value": []any{map[string]any{"value": either("+15550100", "+15550199"), "type": "work"}}}
	case 9:
		return operation{"op": set, "path": "userType", "value": either("END_USER", "TECHNICIAN")}
	case 10:
		return operation{"op": drawOp(t, "remove"), "path": rapid.SampledFrom([]string{"name.familyName", "phoneNumbers", `emails[type eq "work"]`, `emails[type eq "home"]`}).Draw(t, "path")}
	}
	if rapid.Bool().Draw(t, "external id") {
		return operation{"op": set, "path": "externalId", "value": either("00u1", "00U1")}
	}
	return operation{"op": set, "value": map[string]any{"externalId": either("00u1", "00u2"), "userName": address(), "active": rapid.Bool().Draw(t, "active"), "userType": either("END_USER", "TECHNICIAN")}}
}
