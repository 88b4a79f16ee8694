package e2e

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// website asks the JSON API of a process.
type website struct {
	t              *testing.T
	address, token string
	heard          *output // everything that was answered; nil: nobody asks
}

func (a website) get(path string) (status int, body []byte) {
	a.t.Helper()
	return a.send(http.MethodGet, path, "")
}

// send makes a request; a body is JSON.
func (a website) send(method, path, content string) (status int, body []byte) {
	a.t.Helper()
	request, err := http.NewRequestWithContext(a.t.Context(), method, a.address+path, strings.NewReader(content))
	require.NoError(a.t, err)
	request.Header.Set("Authorization", "Bearer "+a.token)
	if content != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	answer, err := http.DefaultClient.Do(request)
	require.NoError(a.t, err)
	defer answer.Body.Close()
	body, err = io.ReadAll(answer.Body)
	require.NoError(a.t, err)
	if a.heard != nil {
		_, _ = fmt.Fprintf(a.heard, "%s %s: %v\n%s\n", method, path, answer.Header, body)
	}
	return answer.StatusCode, body
}

// list reads a list to its end, page by page.
func (a website) list(path string) []json.RawMessage {
	a.t.Helper()
	var all []json.RawMessage
	for cursor := ""; ; {
		status, body := a.get(path + "?limit=150" + cursor)
		require.Equal(a.t, http.StatusOK, status, "%s: %s", path, body)
		var page struct {
			Items []json.RawMessage `json:"items"`
			Next  string            `json:"next_cursor"`
		}
		require.NoError(a.t, json.Unmarshal(body, &page))
		all = append(all, page.Items...)
		if page.Next == "" {
			return all
		}
		cursor = "&cursor=" + page.Next
	}
}

// count is the length of a list.
func (a website) count(path string) int { a.t.Helper(); return len(a.list(path)) }

// records counts what all assets are made of: a machine that was set up anew is one
// asset of two.
func (a website) records() (n int) {
	a.t.Helper()
	for _, row := range a.list("/api/v1/assets") {
		var asset struct {
			ID      string            `json:"id"`
			Records []json.RawMessage `json:"records"`
		}
		require.NoError(a.t, json.Unmarshal(row, &asset))
		status, body := a.get("/api/v1/assets/" + asset.ID)
		require.Equal(a.t, http.StatusOK, status, "%s", body)
		require.NoError(a.t, json.Unmarshal(body, &asset))
		n += len(asset.Records)
	}
	return n
}
