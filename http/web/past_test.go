package web

import (
	"context"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// What carries the moment is added behind what an address says, before its fragment.
func TestALinkIsOfTheMomentThatIsShown(t *testing.T) {
	t.Parallel()
	r := &Request{Request: httptest.NewRequest("GET", "/x?as_of=2026-03-03T09:00:00Z&as_of_rules=now", nil), site: &Site{Config: Config{Now: func() time.Time { return time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC) }}}}
	ctx := r.during(t.Context())
	const at = "as_of=2026-03-03T09%3A00%3A00Z&as_of_rules=now"
	for address, want := range map[string]string{
		"/assets": "/assets?" + at, "/assets?q=a&sort=name": "/assets?q=a&sort=name&" + at, "?kind=moved#list": "?kind=moved&" + at + "#list",
	} {
		require.Equal(t, want, string(link(ctx, address)))
		require.Equal(t, address, string(link(t.Context(), address)))
	}
	require.Equal(t, "https://app.ninjarmm.com/x", string(outside("https://app.ninjarmm.com/x")))
	require.NotContains(t, string(outside("javascript:alert(1)")), "javascript")
}

// Read back, a link has what the address had, and the moment once.
func TestALinkLosesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		q := url.Values{"q": {rapid.String().Draw(t, "q")}, "sort": {rapid.StringMatching(`-?[a-z]{0,5}`).Draw(t, "sort")}}
		at := []parameter{{asOfName, rapid.String().Draw(t, "moment")}}
		u, err := url.Parse(string(link(context.WithValue(context.Background(), momentKey{}, at), "/assets?"+q.Encode()+"#x")))
		if err != nil {
			t.Fatal(err)
		}
		q.Set(asOfName, at[0].Value)
		require.Equal(t, q, u.Query())
		require.Equal(t, "x", u.Fragment)
	})
}

func TestAnAddressGoesToAnotherMomentAndBack(t *testing.T) {
	t.Parallel()
	there := atMoment("/assets?category=Mac&after=xyz", "4711", "now")
	require.Equal(t, "/assets?as_of=4711&as_of_rules=now&category=Mac", there)
	require.Equal(t, "/assets?category=Mac", atMoment(there, "", ""))
}
