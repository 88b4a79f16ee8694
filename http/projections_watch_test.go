package http

import (
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheWorkOnReadModelsIsStreamedUntilItEnds(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequest("GET", "/api/v1/projections/progress", nil)
	r.Header.Set("Authorization", "Bearer observer")
	w := httptest.NewRecorder()
	newServer(t).ServeHTTP(w, r)
	require.Equal(t, 200, w.Code, w.Body)
	require.Equal(t, "text/event-stream", w.Header().Get("Content-Type"))
	require.Contains(t, w.Body.String(), "event: progress\ndata: {\"items\":[{\"name\":\"asset\"")
	require.Contains(t, w.Body.String(), "event: end\ndata: {\"items\":")
}
