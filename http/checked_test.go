package http

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"coresync/http/openapi"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/gorilla/mux"
	"github.com/stretchr/testify/require"
)

// checked is a server whose every request and answer is compared with the
// description: an accepted request must be as described, and so must every answer,
// down to members that the description doesn't have.
func checked(t *testing.T, s *Server) http.Handler {
	t.Helper()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var match mux.RouteMatch
		known := s.router.Match(r, &match) && match.Route != nil && match.MatchErr == nil
		var op *openapi.Operation
		if known {
			op = s.description.Operation(match.Route.GetName())
		}
		if op == nil {
			s.ServeHTTP(w, r)
			return
		}
		body, err := io.ReadAll(r.Body)
		require.NoError(t, err)
		r.Body = io.NopCloser(bytes.NewReader(body))
		answer := httptest.NewRecorder()
		s.ServeHTTP(answer, r)
		asked := r.Clone(r.Context())
		asked.Body = io.NopCloser(bytes.NewReader(body))
		compare(t, op, asked, match.Vars, answer)
		for name, values := range answer.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(answer.Code)
		if answer.Body.Len() > 0 { // a 204 has none
			_, err = w.Write(answer.Body.Bytes())
			require.NoError(t, err)
		}
	})
}

func compare(t *testing.T, op *openapi.Operation, r *http.Request, vars map[string]string, answer *httptest.ResponseRecorder) {
	t.Helper()
	where := fmt.Sprintf("%s %s answered %d: %s", r.Method, r.URL, answer.Code, answer.Body)
	input := &openapi3filter.RequestValidationInput{
		Request: r, PathParams: vars, Route: op.Route(),
		Options: &openapi3filter.Options{MultiError: true, AuthenticationFunc: openapi3filter.NoopAuthenticationFunc},
	}
	if answer.Code < 300 {
		require.NoError(t, openapi3filter.ValidateRequest(r.Context(), input), where)
	}
	require.NoError(t, openapi3filter.ValidateResponse(r.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: input, Status: answer.Code, Header: answer.Header(),
		Body:    io.NopCloser(bytes.NewReader(answer.Body.Bytes())),
		Options: &openapi3filter.Options{MultiError: true, IncludeResponseStatus: true},
	}), where)
	described := op.Route().Operation.Responses.Status(answer.Code)
	if described == nil {
		require.GreaterOrEqual(t, answer.Code, 300, "%s: a success must be described", where)
		described = op.Route().Operation.Responses.Default()
	}
	headersAreThere(t, described.Value, answer, where)
	mediaType, _, _ := strings.Cut(answer.Header().Get("Content-Type"), ";")
	if content := described.Value.Content[mediaType]; content != nil && strings.HasSuffix(mediaType, "json") {
		var value any
		require.NoError(t, json.Unmarshal(answer.Body.Bytes(), &value), where)
		noMore(t, content.Schema.Value, value, "", where)
	}
}

// headersAreThere holds an answer to the headers that it must have.
func headersAreThere(t *testing.T, r *openapi3.Response, answer *httptest.ResponseRecorder, where string) {
	t.Helper()
	for name, h := range r.Headers {
		if h.Value.Required {
			require.NotEmpty(t, answer.Header().Get(name), "%s: header %s", where, name)
		}
	}
}

// noMore fails for a member that no schema names.
func noMore(t *testing.T, schema *openapi3.Schema, value any, at, where string) {
	t.Helper()
	switch v := value.(type) {
	case []any:
		if schema.Items != nil {
			for i, item := range v {
				noMore(t, schema.Items.Value, item, fmt.Sprintf("%s/%d", at, i), where)
			}
		}
	case map[string]any:
		known := propertiesOf(schema)
		if len(known) == 0 {
			return // a free object, such as an event's payload
		}
		for name, member := range v {
			s, ok := known[name]
			require.True(t, ok, "%s: %s/%s is not described", where, at, name)
			noMore(t, s, member, at+"/"+name, where)
		}
	}
}

// propertiesOf joins the properties of a schema and of its allOf.
func propertiesOf(schema *openapi3.Schema) map[string]*openapi3.Schema {
	all := map[string]*openapi3.Schema{}
	for name, p := range schema.Properties {
		all[name] = p.Value
	}
	for _, part := range schema.AllOf {
		for name, p := range propertiesOf(part.Value) {
			all[name] = p
		}
	}
	return all
}
