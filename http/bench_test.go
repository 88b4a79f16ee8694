package http

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"coresync/http/api"

	"github.com/stretchr/testify/require"
)

// What the edge itself costs, without a database: who, may he, checks, encoding.
func BenchmarkEdge(b *testing.B) {
	services := fakes()
	assets := fakeAssets()
	for i := range 100 {
		a := notebook()
		a.Name = fmt.Sprintf("PC-%04d", i)
		assets.things = append(assets.things, kept[api.Asset]{thing(1000 + i), 1, a})
	}
	services.Assets = assets
	s, err := NewServer(Config{Log: slog.New(slog.DiscardHandler)}, services)
	require.NoError(b, err)
	for name, request := range map[string]struct{ method, path, body string }{
		"session":      {"GET", "/api/v1/session", ""},
		"asset":        {"GET", "/api/v1/assets/" + thing(402).String(), ""},
		"100 assets":   {"GET", "/api/v1/assets?limit=100&status=in_use&category=Workstation", ""},
		"100 mappings": {"POST", "/api/v1/organization-mappings/preview", mappingsOf(100)},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r := httptest.NewRequest(request.method, request.path, strings.NewReader(request.body))
				r.Header.Set("Authorization", "Bearer owner")
				r.Header.Set("Content-Type", "application/json")
				w := httptest.NewRecorder()
				s.ServeHTTP(w, r)
				require.Equal(b, http.StatusOK, w.Code)
			}
		})
	}
}

func mappingsOf(n int) string {
	all := make([]string, n)
	for i := range all {
		all[i] = row(i+1, `"action": "unmap", "expected_version": 0`)
	}
	return rows(all...)
}
