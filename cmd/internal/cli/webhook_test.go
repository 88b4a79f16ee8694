package cli_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Whoever tests a webhook reads what was sent, where, what came back and what to do; nowhere
// the rest of its address.
func TestTheTestOfAWebhookSaysWhatCameBackAndWhatToDo(t *testing.T) {
	t.Parallel()
	answer := http.StatusNoContent
	to := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(answer) }))
	defer to.Close()
	c := newTerminal(t)
	var made struct{ ID string }
	c.json(0, &made, "webhook", "add", "CMDB", to.URL+"/in?key=hidden", "--webhook-networks", "127.0.0.0/8")
	test := func(code int) string {
		t.Helper()
		out, said := c.run(code, "webhook", "test", made.ID, "--webhook-networks", "127.0.0.0/8")
		require.NotContains(t, out+said, "hidden")
		require.Contains(t, out, to.URL)
		require.Regexp(t, `Sent message [0-9a-f-]{36} \(coresync\.test, \d+ bytes, signed\) to `+to.URL, said)
		return said
	}
	require.Regexp(t, `It answered 204 after \d+ ms and took it\. Look there whether`, test(0))
	answer = http.StatusForbidden
	require.Regexp(t, `did not take message [0-9a-f-]{36}: the receiver answered 403\. The receiver doesn't believe who sends: check that it has the newest secret`, test(1))
	to.Close()
	require.Contains(t, test(1), "Check the address, that the receiver runs")
	_, said := c.run(1, "webhook", "test", strings.Repeat("0", 8)+"-0000-4000-8000-000000000000")
	require.Contains(t, said, "There is no such webhook")
}
