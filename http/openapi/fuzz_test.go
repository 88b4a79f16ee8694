package openapi

import (
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
)

// Whatever is sent, the checks answer and every fault has its place, code and words.
func FuzzCheckJSON(f *testing.F) {
	d, err := Load()
	require.NoError(f, err)
	for _, body := range []string{`{"rows": [{"connection": "x", "organization_id": 1e400, "action": "map"}]}`, `[`, `{"rows": null}`, "\xff\x00", `{"a":{"b":[]}}`} {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body string) {
		for _, id := range []string{"putMappings", "createCustomer", "updateAsset"} {
			for _, fault := range d.Operation(id).CheckJSON([]byte(body)) {
				require.NotEmpty(t, fault.Pointer)
				require.NotEmpty(t, fault.Code)
				require.NotEmpty(t, fault.Message)
			}
		}
	})
}

func FuzzCheckParameters(f *testing.F) {
	d, err := Load()
	require.NoError(f, err)
	for _, query := range []string{"limit=1&limit=2", "category=Mac&category=", "q=%00", "missing=maybe", "customer=&customer", ";", "%zz", "organization=1e3"} {
		f.Add(query)
	}
	f.Fuzz(func(t *testing.T, query string) {
		r := httptest.NewRequest("GET", "/api/v1/assets", nil)
		r.URL = &url.URL{Path: "/api/v1/assets", RawQuery: query}
		for _, fault := range d.Operation("listAssets").CheckParameters(r, nil) {
			require.NotEmpty(t, fault.Pointer)
			require.NotEmpty(t, fault.Code)
			require.NotEmpty(t, fault.Message)
		}
	})
}
