package http

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"coresync/http/openapi"

	"github.com/stretchr/testify/require"
)

// checked is a server whose every request and answer is compared with the
// description.
func checked(t *testing.T, s *Server) http.Handler {
	t.Helper()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent, err := io.ReadAll(r.Body)
		require.NoError(t, err)
		r.Body = io.NopCloser(bytes.NewReader(sent))
		answer := httptest.NewRecorder()
		s.ServeHTTP(answer, r)
		require.NoError(t, s.description.Conform(openapi.Exchange{
			Request: r, Sent: sent, Status: answer.Code, Header: answer.Header(), Body: answer.Body.Bytes(),
		}))
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
