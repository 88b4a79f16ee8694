package report_test

import (
	"fmt"
	"strings"
	"testing"

	"coresync/domain/event"
	"coresync/projections"
	"coresync/projections/asset"
	"coresync/projections/query"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// hostileTags are what somebody may have called tags, some of them several times.
var hostileTags = []string{`x"spare`, `["spare"]`, "keep", "keep", "", "A & <b>", "a,b", ",", "nul\x00", "' or 1=1 --", "%", `\`, strings.Repeat("é", 150)}

// tagged is a fleet with tags, hostile ones among them, some of which went missing.
func tagged(t *testing.T) *fleet {
	f := newFleet(t, 120)
	tags, err := json.Marshal(hostileTags)
	require.NoError(t, err)
	for _, id := range []int64{500, 501, 502} {
		f.Append(event.New{Stream: event.DeviceStream(f.conn, id), Payload: &event.DeviceObserved{
			Connection: f.conn, DeviceID: id, Device: json.RawMessage(fmt.Sprintf(
				`{"id":%d,"organizationId":2,"nodeClass":"MAC","offline":false,"systemName":"PC-1%d","tags":%s}`, id, id, tags)),
		}})
	}
	for _, id := range []int64{3, 502} {
		f.Append(event.New{Stream: event.DeviceStream(f.conn, id), Payload: &event.DeviceVanished{Connection: f.conn, DeviceID: id}})
	}
	f.Project()
	return f
}

// The numbers beside tags are how many the list shows under each, whatever else it is narrowed
// by; a tag that nobody asked for is no part of the filter.
func TestTagsAgreeWithTheList(t *testing.T) {
	t.Parallel()
	f := tagged(t)
	for i, hide := range hidings {
		hide(f)
		f.Project()
		t.Run(fmt.Sprint(i), func(t *testing.T) { rapid.Check(t, f.tagsAgree) })
	}
}

func (f *fleet) tagsAgree(t *rapid.T) {
	filter := asset.Filter{
		Unassigned: rapid.Bool().Draw(t, "unassigned"), Physical: rapid.Bool().Draw(t, "physical"), Today: today,
		Customers:  rapid.SampledFrom([][]uuid.UUID{nil, f.customers[:1], f.customers[1:]}).Draw(t, "customers"),
		Categories: rapid.SampledFrom([][]string{nil, {"Workstation"}, {"Server", "Mac"}}).Draw(t, "categories"),
	}
	if rapid.Bool().Draw(t, "missing or not") {
		missing := rapid.Bool().Draw(t, "missing")
		filter.Missing = &missing
	}
	q := rapid.SampledFrom([]string{"", "", "pc-1"}).Draw(t, "q")
	most := rapid.IntRange(1, 20).Draw(t, "most")
	chosen := rapid.SampledFrom([]string{"keep", "spare", ",", "A & <b>", "nobody has it"}).Draw(t, "chosen")
	f.read(t, func(r *projections.Reading) {
		listed := map[string]int64{}
		page, err := asset.List(f.t.Context(), r, filter, query.Page{Limit: query.MaxLimit, Q: q})
		require.NoError(t, err)
		for _, a := range page.Items {
			for _, tag := range a.TagList() {
				listed[tag]++
			}
		}
		filter.Tags = []string{chosen}
		facets, err := asset.FacetsOf(f.t.Context(), r, filter, q, asset.Most{Tags: most})
		require.NoError(t, err)
		found := facets.Tags
		told := map[string]int64{}
		for i, c := range found {
			require.Equal(t, listed[c.Tag], c.N, c.Tag)
			require.NotContains(t, told, c.Tag)
			told[c.Tag] = c.N
			require.True(t, i == 0 || c.N <= found[i-1].N, "the most first")
		}
		require.Contains(t, told, chosen, "what is chosen is told")
		require.LessOrEqual(t, len(told), most+1)
		if len(listed) <= most {
			require.Subset(t, told, listed)
		}
		page, err = asset.List(f.t.Context(), r, filter, query.Page{Limit: query.MaxLimit, Q: q, Count: true})
		require.NoError(t, err)
		require.Equal(t, listed[chosen], *page.Total)
		for _, a := range page.Items {
			require.Contains(t, a.TagList(), chosen)
		}
	})
}

// Hostile tags are kept as texts, each once, and cut to what an address can ask for.
func TestTagsOfARowAreTextsThatAFilterCanAskFor(t *testing.T) {
	t.Parallel()
	f := tagged(t)
	f.read(t, func(r *projections.Reading) {
		page, err := asset.List(t.Context(), r, asset.Filter{Tags: []string{`x"spare`}}, query.Page{})
		require.NoError(t, err)
		require.Len(t, page.Items, 3)
		require.Equal(t, []string{`x"spare`, `["spare"]`, "keep", "A & <b>", "a,b", ",", "nul\uFFFD", "' or 1=1 --", "%", `\`, strings.Repeat("é", 100)}, page.Items[0].TagList())
	})
}

// As of a moment the tags are those of then, counted by what was there then.
func TestTagsOfThePastAreThoseOfThen(t *testing.T) {
	t.Parallel()
	f := tagged(t)
	head, err := f.Head(t.Context(), f.A)
	require.NoError(t, err)
	ask := func(r *projections.Reading) (counts []asset.TagCount) {
		facets, err := asset.FacetsOf(t.Context(), r, asset.Filter{}, "", asset.Most{Tags: 50})
		require.NoError(t, err)
		return facets.Tags
	}
	var then, past []asset.TagCount
	f.read(t, func(r *projections.Reading) { then = ask(r) })
	require.Len(t, then, 12)
	for _, id := range []int64{500, 501} {
		f.Append(event.New{Stream: event.DeviceStream(f.conn, id), Payload: &event.DeviceObserved{
			Connection: f.conn, DeviceID: id, Device: json.RawMessage(fmt.Sprintf(`{"id":%d,"organizationId":2,"nodeClass":"MAC","systemName":"PC-1%d","tags":["new"]}`, id, id)),
		}})
	}
	f.Project()
	f.read(t, func(r *projections.Reading) { require.Contains(t, ask(r), asset.TagCount{Tag: "new", N: 2}) })
	at := projections.Moment{Position: head.Position}
	require.NoError(t, f.Engine.ReadPast(t.Context(), f.A, at, asset.Models(), func(r *projections.Reading) error {
		past = ask(r)
		list, err := asset.List(t.Context(), r, asset.Filter{Tags: []string{"new"}}, query.Page{})
		require.Empty(t, list.Items)
		return err
	}))
	require.Equal(t, then, past)
}
