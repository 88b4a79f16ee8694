package scim_test

import (
	"slices"
	"testing"

	"coresync/http/api"

	"github.com/stretchr/testify/require"
)

// What public conformance suites ask of a user from its creation to its deletion, in the
// order in which they ask: each answer is what is read afterwards.
func TestTheLifeOfAUserAsConformanceSuitesAskForIt(t *testing.T) {
	t.Parallel()
	for _, pending := range []bool{false, true} {
		w := newWorld()
		w.approval = pending
		made := w.ask(t, "POST", "/Users", `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"new@msp.example",
			"name":{"givenName":"New","familyName":"Person"},"displayName":"New P.","active":true}`)
		require.Equal(t, 201, made.Code, made.Body)
		meta := made.get("meta").(map[string]any)
		require.NotEmpty(t, meta["created"], "RFC 7643 §3.1")
		require.NotEmpty(t, meta["lastModified"])
		path := "/Users/" + made.get("id").(string)

		read := w.ask(t, "GET", path, "")
		require.Equal(t, 200, read.Code)
		require.Equal(t, made.Header().Get("ETag"), read.Header().Get("ETag"), "nothing was changed in between")
		require.Equal(t, "New P.", read.get("displayName"))

		put := w.ask(t, "PUT", path, `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"new@msp.example",
			"name":{"givenName":"New","familyName":"Person"},"displayName":"Updated","active":true}`)
		require.Equal(t, 200, put.Code, put.Body)
		require.Equal(t, "Updated", w.ask(t, "GET", path, "").get("displayName"))
		removed := w.ask(t, "PATCH", path, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"remove","path":"displayName"}]}`)
		require.NotContains(t, removed.body, "displayName")

		if !pending {
			w.requests[0].Status = "running" // it is being made at this moment, and can't be taken back
		}
		off := w.ask(t, "PATCH", path, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":false}]}`)
		require.Equal(t, 200, off.Code, off.Body)
		require.Equal(t, false, off.get("active"))
		require.Equal(t, false, w.ask(t, "GET", path, "").get("active"))
		if pending { // the request was taken back: the user stays, without an account
			require.Equal(t, "cancelled", w.requests[0].Status)
			on := w.ask(t, "PATCH", path, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":true}]}`)
			require.Equal(t, []any{200, true}, []any{on.Code, on.get("active")})
			require.Len(t, w.requests, 2, "it is asked for anew, for the same user")
			require.Equal(t, 204, w.ask(t, "DELETE", path, "").Code)
			require.Equal(t, 404, w.ask(t, "GET", path, "").Code)
			continue
		}
		require.Equal(t, 204, w.ask(t, "DELETE", path, "").Code)
		require.Equal(t, 404, w.ask(t, "GET", path, "").Code, "RFC 7644 §3.6")
		require.Equal(t, 404, w.ask(t, "DELETE", path, "").Code)
		require.Empty(t, w.ask(t, "GET", `/Users?filter=userName eq "new@msp.example"`, "").ids(t))
		deletion := slices.IndexFunc(w.requests, func(q api.AccessRequest) bool { return q.Action == "delete" })
		require.Equal(t, w.requests[0].ID, *w.requests[deletion].Of, "it waits for the account to be made")
		require.Len(t, w.requests, 2, "asked once")
	}
}

// A deletion that somebody refuses is none: the user is there again.
func TestAUserWhoseDeletionIsRefusedIsThereAgain(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.approval = true
	path := "/Users/" + w.accounts[0].ID.String()
	require.Equal(t, 204, w.ask(t, "DELETE", path, "").Code)
	require.Equal(t, 404, w.ask(t, "GET", path, "").Code)
	w.requests[0].Status = "rejected"
	again := w.ask(t, "GET", path, "")
	require.Equal(t, 200, again.Code)
	require.Equal(t, true, again.get("active"))
	require.Equal(t, 204, w.ask(t, "DELETE", path, "").Code)
	require.Len(t, w.requests, 2, "it is asked anew")
}

// Groups are NinjaOne's roles: who has one can be changed, but not which there are.
func TestGroupsCanBeNeitherMadeNorDeleted(t *testing.T) {
	t.Parallel()
	w := newWorld()
	group := "/Groups/" + w.roles[0].ID.String()
	require.Equal(t, 501, w.ask(t, "POST", "/Groups", `{"displayName":"New"}`).Code)
	require.Equal(t, 501, w.ask(t, "DELETE", group, "").Code)
	require.Equal(t, 200, w.ask(t, "GET", group, "").Code)
}
