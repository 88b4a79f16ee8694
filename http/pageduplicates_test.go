package http

import (
	"context"
	"net/url"
	"testing"

	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// patchedAssets notes what was set by hand.
type patchedAssets struct {
	*assetsFake
	of   []uuid.UUID
	sets []api.AssetPatch
}

func (f *patchedAssets) Update(_ context.Context, c api.Command, id uuid.UUID, p api.AssetPatch) (api.Written, error) {
	f.of, f.sets = append(f.of, id), append(f.sets, p)
	return api.Written{Position: at(4712)}, nil
}

// Where two assets become one, a person chooses whose value stays, field by field: it is set by
// hand on the one that stays, and what it shows already is left alone.
func TestGAP_02_ASurvivorIsChosenFieldByField(t *testing.T) {
	t.Parallel()
	f := &patchedAssets{assetsFake: fakeAssets()}
	twin := notebook()
	twin.ID, twin.Name, twin.Model = thing(403), "TWIN", "Latitude 7440"
	f.things = append(f.things, kept[api.Asset]{thing(403), 1, twin})
	s := newServer(t, func(_ *Config, services *Services) { services.Assets = f })
	answer := func(more url.Values) {
		t.Helper()
		form := url.Values{"asset": {thing(402).String(), thing(403).String()}, "survivor": {thing(402).String()}, "answer": {"same"}, "next": {"/assets/duplicates"}}
		for name, values := range more {
			form[name] = values
		}
		w := browse(s, "POST", "/assets/duplicates", "technician", form)
		require.Equal(t, "/assets/duplicates", w.Header().Get("Location"), w.Body)
	}
	answer(nil)
	answer(url.Values{"keep.name": {thing(402).String()}, "keep.model": {thing(402).String()}})
	require.Empty(t, f.sets, "nothing is locked without need")
	answer(url.Values{"keep.name": {thing(403).String()}, "keep.serial_number": {thing(403).String()}, "keep.model": {thing(402).String()}})
	require.Equal(t, []uuid.UUID{thing(402)}, f.of)
	require.Equal(t, []api.AssetPatch{{Name: new("TWIN")}}, f.sets)
	answer(url.Values{"keep.name": {thing(403).String()}, "answer": {"different"}})
	require.Len(t, f.sets, 1, "two devices keep their own values")
}

// What happened to an asset is narrowed to a kind, and each entry leads to the asset as it was.
func TestTheTimelineOfAnAssetIsNarrowed(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	path := "/assets/" + thing(402).String()
	says(t, words(t, s, path), "First seen.", "Renamed.", "as it was then")
	require.Contains(t, browse(s, "GET", path, "owner", nil).Body.String(), `href="`+path+`?as_of=40"`)
	says(t, words(t, s, path+"?happened=ninjaone"), "First seen.", "Renamed.")
	says(t, words(t, s, path+"?happened=warranty"), "Nothing of this kind")
	says(t, words(t, s, path+"?happened=what"), "First seen.")
}
