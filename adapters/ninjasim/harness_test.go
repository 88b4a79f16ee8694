package ninjasim_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"coresync/adapters/ninjasim"
)

// bundle is a simulator that is being talked to over HTTP.
type bundle struct {
	t     *testing.T
	sim   *ninjasim.Sim
	url   string
	token string
}

func setup(t *testing.T, cfg ninjasim.Config) *bundle {
	t.Helper()
	sim := ninjasim.New(cfg)
	srv := httptest.NewServer(sim.Handler())
	t.Cleanup(srv.Close)
	b := &bundle{t: t, sim: sim, url: srv.URL}
	b.signIn()
	return b
}

// signIn takes a token by client credentials.
func (b *bundle) signIn() {
	b.t.Helper()
	status, body := b.form("/ws/oauth/token", url.Values{"grant_type": {"client_credentials"},
		"client_id": {ninjasim.DefaultClientID}, "client_secret": {ninjasim.DefaultClientSecret}})
	require.Equal(b.t, http.StatusOK, status, body)
	var a struct {
		AccessToken string `json:"access_token"`
	}
	require.NoError(b.t, json.Unmarshal([]byte(body), &a))
	b.token = a.AccessToken
}

func (b *bundle) form(path string, v url.Values) (int, string) {
	b.t.Helper()
	resp, err := http.PostForm(b.url+path, v)
	require.NoError(b.t, err)
	return drain(b.t, resp)
}

func drain(t *testing.T, resp *http.Response) (int, string) {
	t.Helper()
	defer func() { require.NoError(t, resp.Body.Close()) }()
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return resp.StatusCode, string(body)
}

// do sends a request with the token.
func (b *bundle) do(method, path string, body io.Reader) *http.Response {
	b.t.Helper()
	r, err := http.NewRequest(method, b.url+path, body)
	require.NoError(b.t, err)
	if b.token != "" {
		r.Header.Set("Authorization", "Bearer "+b.token)
	}
	resp, err := http.DefaultClient.Do(r)
	require.NoError(b.t, err)
	return resp
}

// get gives status and body.
func (b *bundle) get(path string) (int, string) {
	b.t.Helper()
	return drain(b.t, b.do(http.MethodGet, path, nil))
}

// ok gives the body of an answer that must be 200.
func (b *bundle) ok(path string) string {
	b.t.Helper()
	status, body := b.get(path)
	require.Equal(b.t, http.StatusOK, status, "%s: %s", path, body)
	return body
}

// rows decodes a bare array.
func (b *bundle) rows(path string) []map[string]any {
	b.t.Helper()
	var out []map[string]any
	require.NoError(b.t, json.Unmarshal([]byte(b.ok(path)), &out))
	return out
}

// raw gives the rows of a listing as bytes, by id, over all pages.
func (b *bundle) raw(path string, pageSize int) map[int]string {
	b.t.Helper()
	out := map[int]string{}
	for after := 0; ; {
		var page []json.RawMessage
		require.NoError(b.t, json.Unmarshal([]byte(b.ok(path+"&pageSize="+strconv.Itoa(pageSize)+"&after="+strconv.Itoa(after))), &page))
		for _, row := range page {
			var v struct{ ID int }
			require.NoError(b.t, json.Unmarshal(row, &v))
			require.Greater(b.t, v.ID, after, "rows come in order of id")
			out[v.ID] = string(row)
			after = v.ID
		}
		if len(page) < pageSize {
			return out
		}
	}
}

// tokenOf takes a token without a server in between.
func tokenOf(t testing.TB, h http.Handler) string {
	t.Helper()
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {ninjasim.DefaultClientID}, "client_secret": {ninjasim.DefaultClientSecret}}
	r := httptest.NewRequest(http.MethodPost, "/ws/oauth/token", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, r)
	var a struct {
		AccessToken string `json:"access_token"`
	}
	require.NoError(t, json.Unmarshal(rec.Body.Bytes(), &a))
	return a.AccessToken
}

func itoa(n int) string { return strconv.Itoa(n) }
