package http

import (
	"bytes"
	"encoding/json"
	"flag"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"coresync/http/problem"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the golden files anew")

// scenario is a request as data, and what must come back. Every request and answer
// is checked against the description besides.
type scenario struct {
	name   string
	method string // defaults to GET
	path   string
	token  string // of the fake tokens; defaults to "owner", "-" sends none
	header map[string]string
	body   string // with a body, Content-Type defaults to JSON
	status int
	code   string            // of the problem
	want   map[string]string // headers of the answer
	golden string            // a file in testdata that holds the body
	equal  string            // JSON that the body equals
}

// run plays one scenario against a server and returns the answer for further looks.
func (sc scenario) run(t *testing.T, h http.Handler) *httptest.ResponseRecorder {
	t.Helper()
	r := sc.request()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	require.Equal(t, sc.status, w.Code, "%s %s: %s", r.Method, sc.path, w.Body)
	for name, value := range sc.want {
		require.Equal(t, value, w.Header().Get(name), name)
	}
	if sc.code != "" {
		require.Equal(t, problem.ContentType, w.Header().Get("Content-Type"))
		var p problem.Problem
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &p))
		require.Equal(t, sc.code, p.Code)
		require.Equal(t, sc.status, p.Status)
	}
	if sc.equal != "" {
		require.JSONEq(t, sc.equal, w.Body.String())
	}
	if sc.golden != "" {
		golden(t, sc.golden, w.Body.Bytes())
	}
	return w
}

func (sc scenario) request() *http.Request {
	method := sc.method
	if method == "" {
		method = http.MethodGet
	}
	var body io.Reader
	if sc.body != "" {
		body = strings.NewReader(sc.body)
	}
	r := httptest.NewRequest(method, sc.path, body)
	switch sc.token {
	case "-":
	case "":
		r.Header.Set("Authorization", "Bearer owner")
	default:
		r.Header.Set("Authorization", "Bearer "+sc.token)
	}
	if sc.body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for name, value := range sc.header {
		r.Header.Set(name, value)
	}
	return r
}

// play runs scenarios, each as a test of its own, against one server.
func play(t *testing.T, h http.Handler, scenarios []scenario) {
	t.Helper()
	for _, sc := range scenarios {
		t.Run(sc.name, func(t *testing.T) {
			t.Parallel()
			sc.run(t, h)
		})
	}
}

// changing are the parts of an answer that differ from run to run.
var changing = regexp.MustCompile(`"request_id": "[0-9a-f-]{36}"`)

// golden compares a JSON body, indented, with a file.
func golden(t *testing.T, name string, body []byte) {
	t.Helper()
	var pretty bytes.Buffer
	require.NoError(t, json.Indent(&pretty, body, "", "  "), "%s", body)
	text := changing.ReplaceAllString(pretty.String(), `"request_id": "…"`)
	file := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(file, []byte(text), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), text)
}

// keysOf lists the members of a JSON object, in order.
func keysOf(t *testing.T, body []byte) []string {
	t.Helper()
	var object map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(body, &object))
	return slices.Sorted(maps.Keys(object))
}
