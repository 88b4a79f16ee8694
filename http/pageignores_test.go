package http

import (
	"context"
	"net/url"
	"testing"

	"coresync/http/api"

	"github.com/stretchr/testify/require"
)

// notedIgnores notes what it is told.
type notedIgnores struct {
	fakeIgnores
	drafts *[]api.IgnoreDraft
}

func (f notedIgnores) Create(ctx context.Context, c api.Command, d api.IgnoreDraft) (api.Written, error) {
	*f.drafts = append(*f.drafts, d)
	return f.fakeIgnores.Create(ctx, c, d)
}

// Rules of every kind are listed with how many devices they leave out, made and removed.
func TestGAP_03_ThePageOfIgnoreRules(t *testing.T) {
	t.Parallel()
	const path = "/settings/integrations/ignore-rules"
	var drafts []api.IgnoreDraft
	s := newServer(t, func(_ *Config, has *Services) { has.Ignores = notedIgnores{drafts: &drafts} })
	says(t, words(t, s, path), "Ignore rules", "Organization id 17", "4 devices", "lab", "Name pattern LAB-*", "Device class", "Tag", "Location", "Only devices of mapped organizations and locations become assets")
	require.Contains(t, browse(s, "GET", associationPath(t, s), "member", nil).Body.String(), `href="`+path+`"`)
	require.NotContains(t, browse(s, "GET", path, "member", nil).Body.String(), "Add a rule")

	connection := thing(5)
	for _, form := range []url.Values{
		{"kind": {"tag"}, "value": {"spare"}, "connection": {connection.String()}, "reason": {"pool"}},
		{"kind": {"location"}, "value": {"31"}, "connection": {connection.String()}},
	} {
		require.Equal(t, path, browse(s, "POST", path, "owner", form).Header().Get("Location"))
	}
	require.Equal(t, []api.IgnoreDraft{{Kind: "tag", Value: "spare", Reason: "pool"}, {Kind: "location", NinjaID: 31, Connection: &connection}}, drafts)
	for value, message := range map[string]string{"*": "This would ignore every device.", "x": "a number"} {
		kind := map[string]string{"*": "name", "x": "organization"}[value]
		w := browse(s, "POST", path, "owner", url.Values{"kind": {kind}, "value": {value}})
		require.Equal(t, 422, w.Code)
		require.Contains(t, w.Body.String(), message)
		require.Contains(t, w.Body.String(), `value="`+value+`"`, "what was typed stays")
	}
	require.Equal(t, path, browse(s, "POST", path+"/"+thing(1).String()+"/remove", "owner", url.Values{}).Header().Get("Location"))
	require.Equal(t, path, browse(s, "POST", path+"/scope", "owner", url.Values{"version": {"3"}}).Header().Get("Location"))
	require.Equal(t, 403, browse(s, "POST", path, "technician", url.Values{"kind": {"tag"}, "value": {"x"}}).Code)
}
