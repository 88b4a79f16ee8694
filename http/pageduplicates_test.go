package http

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"coresync/domain"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// answeredDoubts notes what was answered, or refuses it.
type answeredDoubts struct {
	fakeDecisions
	got     *[]api.DuplicateAnswer
	refused error
}

func (f answeredDoubts) Answer(ctx context.Context, c api.Command, a api.DuplicateAnswer) (api.Written, error) {
	if f.refused != nil {
		return api.Written{}, f.refused
	}
	*f.got = append(*f.got, a)
	return f.fakeDecisions.Answer(ctx, c, a)
}

// Where two assets become one, a person chooses whose value stays, field by field. It goes with
// the answer, so neither is done without the other.
func TestGAP_02_ASurvivorIsChosenFieldByField(t *testing.T) {
	t.Parallel()
	var got []api.DuplicateAnswer
	assets := fakeAssets()
	twin := notebook()
	twin.ID, twin.Name, twin.Model, twin.SerialNumber = thing(403), "TWIN", "Latitude 7440", ""
	assets.things = append(assets.things, kept[api.Asset]{thing(403), 1, twin})
	with := func(refused error) *Server {
		return newServer(t, func(_ *Config, services *Services) {
			services.Assets, services.Decisions = assets, answeredDoubts{fakeDecisions{}, &got, refused}
		})
	}
	s := with(nil)
	page := browse(s, "GET", "/assets/duplicates", "technician", nil).Body.String()
	require.Contains(t, page, `aria-label="Keep this name: TWIN"`)
	require.Contains(t, page, `aria-label="Keep this model: Latitude 7440"`)
	require.Equal(t, 1, strings.Count(page, `name="keep.serial_number"`), "what is empty can't stay")
	require.NotContains(t, page, `name="keep.category"`, "both have the same")
	require.NotContains(t, browse(s, "GET", "/assets/duplicates", "auditor", nil).Body.String(), "keep.name")

	answer := func(s *Server, more url.Values) *httptest.ResponseRecorder {
		form := url.Values{"asset": {thing(402).String(), thing(403).String()}, "answer": {"same"}, "next": {"/assets/duplicates"}}
		for name, values := range more {
			form[name] = values
		}
		return browse(s, "POST", "/assets/duplicates", "technician", form)
	}
	both := []uuid.UUID{thing(402), thing(403)}
	for _, tried := range []struct {
		form url.Values
		want api.DuplicateAnswer
	}{
		{nil, api.DuplicateAnswer{Assets: both, Answer: "same"}},
		{url.Values{"keep.name": {thing(403).String()}, "keep.model": {thing(402).String()}, "keep.notes": {thing(402).String()}, "keep.category": {"no id"}},
			api.DuplicateAnswer{Assets: both, Answer: "same", Keep: map[string]uuid.UUID{"name": thing(403), "model": thing(402)}}},
		{url.Values{"keep.name": {thing(403).String()}, "answer": {"different"}}, api.DuplicateAnswer{Assets: both, Answer: "different"}},
	} {
		w := answer(s, tried.form)
		require.Equal(t, "/assets/duplicates", w.Header().Get("Location"), w.Body)
		require.Equal(t, tried.want, got[len(got)-1])
	}
	refused := domain.Invalid([]domain.Fault{{Pointer: "/keep/category", Code: "unknown", Message: "Choose one of these."}})
	w := answer(with(refused), url.Values{"keep.category": {thing(403).String()}})
	require.Equal(t, http.StatusBadRequest, w.Code)
	require.Contains(t, w.Body.String(), "Choose one of these.")
	require.Len(t, got, 3, "nothing was merged")
}

// The queue is narrowed to a kind of questions, with how many there are of each; the counter and
// the way on stay within it.
func TestGAP_02_TheQueueIsNarrowedToAKind(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	text := words(t, s, "/assets/duplicates")
	says(t, text, "All 2", "Two live devices, one identity 1", "A field goes to and fro 1", "1 of 2")
	require.NotContains(t, text, "Moved between customers? 0", "a kind without a question is left out")
	says(t, words(t, s, "/assets/duplicates?kind=flapping"), "All 2", "A field goes to and fro 1", "1 of 1", "Open it, and lock the field")
	page := browse(s, "GET", "/assets/duplicates?kind=two_live", "technician", nil).Body.String()
	require.Contains(t, page, `href="/assets/duplicates?kind=two_live" aria-current="true"`)
	require.Contains(t, page, `name="next" value="/assets/duplicates?kind=two_live"`)
	require.NotContains(t, page, `data-key="]"`)
	none := words(t, s, "/assets/duplicates?kind=moved_customer")
	says(t, none, "Moved between customers? 0", "No question of this kind waits for an answer", "Show all 2")
	says(t, words(t, s, "/assets/duplicates?kind=unheard"), "1 of 2")
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
