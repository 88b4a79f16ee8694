package http

import (
	"context"
	"fmt"
	"strconv"
	"testing"

	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// manyDoubts asks about so many pairs of assets.
type manyDoubts struct {
	fakeDecisions
	n int
}

func doubted(i int) uuid.UUID { return uuid.UUID{14: byte(i >> 8), 15: byte(i)} }

func (f manyDoubts) Duplicates(_ context.Context, _ api.Scope, _ string, l api.List) (api.Answer[api.Page[api.Duplicate]], error) {
	page := api.Page[api.Duplicate]{}
	from := 0
	if len(l.After) > 0 {
		from, _ = strconv.Atoi(l.After[0])
	}
	for i := from; i < min(from+l.Limit, f.n); i++ {
		a := notebook()
		a.ID, a.Name = doubted(i), fmt.Sprintf("PC-%05d", i)
		page.Items = append(page.Items, api.Duplicate{Asset: a, Questions: []api.Question{{Kind: "two_live", Others: []api.Ref{{ID: thing(403)}}, Rule: "A.3", Reason: "both are listed"}}})
	}
	if from+l.Limit < f.n {
		page.Next = []string{strconv.Itoa(from + l.Limit)}
	}
	return answerOf(page), nil
}

// anyAsset is there under every id.
type anyAsset struct{ *assetsFake }

func (anyAsset) Get(_ context.Context, _ api.Scope, id uuid.UUID) (api.Answer[api.Asset], error) {
	a := notebook()
	a.ID = id
	return answerOf(a), nil
}

func queueOf(t *testing.T, n int) *Server {
	return newServer(t, func(_ *Config, has *Services) {
		has.Decisions, has.Assets = manyDoubts{n: n}, anyAsset{fakeAssets()}
	})
}

// Questions beyond a thousand are counted and reached, a hundred of them beside the one that is
// looked at; the keys lead on over the end of a hundred.
func TestGAP_02_TheQueueOfQuestionsIsPaged(t *testing.T) {
	t.Parallel()
	s := queueOf(t, 1250)
	at := func(i int) string { return "/assets/duplicates?at=" + doubted(i).String() + ".two_live" }
	text := words(t, s, "/assets/duplicates")
	says(t, text, "1 of 1,250", "All 1,250", "Two live devices, one identity 1,250", "1–100 of 1,250", "More questions", "PC-00099")
	require.NotContains(t, text, "PC-00100")
	require.NotContains(t, text, "Questions before")
	for i, listed := range map[int]string{99: "1–100 of 1,250", 100: "101–200 of 1,250", 1249: "1,201–1,250 of 1,250"} {
		says(t, words(t, s, at(i)), fmt.Sprintf("%s of 1,250", groupedNumber(i+1)), listed, fmt.Sprintf("PC-%05d", i))
		page := browse(s, "GET", at(i), "technician", nil).Body.String()
		require.Contains(t, page, `href="`+at(i-1)+`" data-key="["`)
		for _, key := range []string{"1", "2", "3"} {
			require.Contains(t, page, `data-key="`+key+`"`)
		}
		next := at(i + 1)
		if i == 1249 {
			next = at(i - 1)
			require.NotContains(t, page, "More questions")
		} else {
			require.Contains(t, page, `href="`+next+`" data-key="]"`)
		}
		require.Contains(t, page, `name="next" value="`+next+`"`)
	}
}

// Where there are more than one walks through, the numbers say so.
func TestGAP_02_AQueueThatIsCutSaysSo(t *testing.T) {
	t.Parallel()
	s := queueOf(t, 20_500)
	says(t, words(t, s, "/assets/duplicates"), "1 of 20,000+", "All 20,000+")
	says(t, words(t, s, "/assets/duplicates?at="+doubted(19_999).String()+".two_live"),
		"20,000 of 20,000+", "There are more than these: they follow once some are answered.", "All of them as CSV")
}

// groupedNumber is a number below a million as pages write it.
func groupedNumber(n int) string {
	if n < 1000 {
		return strconv.Itoa(n)
	}
	return fmt.Sprintf("%d,%03d", n/1000, n%1000)
}
