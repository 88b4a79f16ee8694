package http

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"coresync/http/permission"

	"github.com/gorilla/mux"
	"github.com/stretchr/testify/require"
)

// The router and the description say the same, in both directions.
func TestEveryRouteIsDescribedAndEveryOperationIsRouted(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	routed := map[string]bool{}
	err := s.router.Walk(func(route *mux.Route, _ *mux.Router, _ []*mux.Route) error {
		path, err := route.GetPathTemplate()
		require.NoError(t, err)
		methods, err := route.GetMethods()
		require.NoError(t, err)
		if !strings.HasPrefix(path, "/api/v1/") {
			return nil
		}
		op := s.description.Operation(route.GetName())
		require.NotNil(t, op, "%s %s is not described", methods, path)
		require.Equal(t, op.Path, path)
		require.Equal(t, op.Method, methods[0])
		require.False(t, routed[op.ID], "%s is routed twice", op.ID)
		routed[op.ID] = true
		return nil
	})
	require.NoError(t, err)
	for _, op := range s.description.Operations() {
		require.True(t, routed[op.ID], "%s %s is not routed", op.Method, op.Path)
	}
}

func TestTheDescriptionNamesThePermissionsOfTheTable(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	for _, rt := range s.routes() {
		require.Equal(t, string(rt.needs), s.description.Operation(rt.operation).Permission, rt.operation)
		require.True(t, rt.offered, "%s: the fakes lack its service", rt.operation)
		require.True(t, rt.needs == signedIn || rt.needs == open || permission.All().Has(rt.needs), rt.operation)
	}
}

// Every route with every role, and with no, an expired and a revoked token. What
// follows the permission may fail for other reasons; here only who may counts.
func TestPRE_06_EveryRouteAsksForItsPermission(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	ask := func(rt route, token string) *httptest.ResponseRecorder {
		path := strings.NewReplacer("{id}", "none", "{name}", "none").Replace(rt.path) // no id: nothing is changed
		r := httptest.NewRequest(rt.method, path+"?no_such_parameter=1", nil)
		if token != "" {
			r.Header.Set("Authorization", "Bearer "+token)
		}
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		return w
	}
	for _, rt := range s.routes() {
		t.Run(rt.operation, func(t *testing.T) {
			t.Parallel()
			if rt.needs == open {
				require.Equal(t, http.StatusBadRequest, ask(rt, "").Code, "anybody gets as far as the parameters")
				return
			}
			for _, token := range []string{"", "expired", "revoked", "made up"} {
				w := ask(rt, token)
				require.Equal(t, http.StatusUnauthorized, w.Code, "token %q", token)
				require.NotEmpty(t, w.Header().Get("WWW-Authenticate"))
			}
			for _, role := range permission.Roles() {
				w := ask(rt, string(role))
				if rt.needs == signedIn || role.Permissions().Has(rt.needs) {
					require.Equal(t, http.StatusBadRequest, w.Code, "%s: %s", role, w.Body) // the parameter, after the permission
					continue
				}
				require.Equal(t, http.StatusForbidden, w.Code, role)
				require.Contains(t, w.Body.String(), `"permission":"`+string(rt.needs)+`"`)
			}
		})
	}
}

func TestEveryPermissionOfThisStageIsUsed(t *testing.T) {
	t.Parallel()
	var used []permission.Permission
	for _, rt := range newServer(t).routes() {
		used = append(used, rt.needs)
	}
	for _, p := range permission.All() {
		require.True(t, slices.Contains(used, p), p)
	}
}

func TestPathsAndMethodsThatDoNotExist(t *testing.T) {
	t.Parallel()
	play(t, newServer(t), []scenario{
		{name: "path", path: "/api/v1/nothing", status: 404, code: "route_not_found"},
		{name: "method", method: "PUT", path: "/api/v1/tokens", status: 405, code: "method_not_allowed",
			want: map[string]string{"Allow": "GET, HEAD, POST"}},
		{name: "head", method: "HEAD", path: "/api/v1/session", status: 200},
	})
}

// A process may offer less than all; it says so, after it has looked who asks.
func TestAServiceThatIsMissingIsSaidToBe(t *testing.T) {
	t.Parallel()
	bare := newServer(t, func(_ *Config, has *Services) { *has = Services{Tokens: has.Tokens} })
	for _, rt := range bare.routes() {
		if rt.offered {
			continue
		}
		w := httptest.NewRecorder()
		r := httptest.NewRequest(rt.method, strings.NewReplacer("{id}", thing(1).String(), "{name}", "asset").Replace(rt.path), nil)
		r.Header.Set("Authorization", "Bearer owner")
		bare.ServeHTTP(w, r)
		require.Equal(t, http.StatusNotImplemented, w.Code, "%s: %s", rt.operation, w.Body)
	}
	s := newServer(t, func(_ *Config, has *Services) { has.Tokens = nil })
	play(t, s, []scenario{
		{name: "no way to sign in", path: "/api/v1/session", status: 501, code: "not_offered"},
		{name: "nor without a token", path: "/api/v1/session", token: "-", status: 401, code: "not_signed_in"},
	})
}
