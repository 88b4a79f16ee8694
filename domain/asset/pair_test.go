package asset_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"coresync/domain"
	"coresync/domain/asset"
	"coresync/domain/event"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// What is kept of assets that become one is decided with the verdict: all of it, or nothing.
func TestGAP_02_ValuesAreKeptWithTheVerdictOrNothingIs(t *testing.T) {
	t.Parallel()
	ids := []uuid.UUID{{1}, {2}}
	join := func(v asset.Verdict, keep map[asset.Field]string) ([]event.Payload, error) {
		return asset.Join(asset.Decided{Hand: map[asset.Field]string{asset.FieldModel: "XPS"}}, asset.Joining{Pairing: asset.Pairing{Assets: ids, Verdict: v}, Keep: keep})
	}
	events, err := join(asset.VerdictSame, map[asset.Field]string{asset.FieldName: "PC-2", asset.FieldModel: "XPS"})
	require.NoError(t, err)
	require.Equal(t, []event.Payload{&event.AssetsMerged{Assets: ids}, &event.FieldSet{Asset: ids[0], Field: "name", Value: "PC-2"}}, events, "the model is kept already")
	events, err = join(asset.VerdictDifferent, nil)
	require.NoError(t, err)
	require.Equal(t, []event.Payload{&event.AssetsDistinct{Assets: ids}}, events)

	for pointer, refused := range map[string]func() ([]event.Payload, error){
		"/keep": func() ([]event.Payload, error) {
			return join(asset.VerdictDifferent, map[asset.Field]string{asset.FieldName: "PC-2"})
		},
		"/keep/category": func() ([]event.Payload, error) {
			return join(asset.VerdictSame, map[asset.Field]string{asset.FieldName: "PC-2", asset.FieldCategory: "Toaster"})
		},
		"/answer": func() ([]event.Payload, error) { return join("perhaps", nil) },
	} {
		events, err := refused()
		require.Empty(t, events)
		var fault *domain.Error
		require.True(t, errors.As(err, &fault))
		require.Equal(t, pointer, fault.Fields[0].Pointer)
	}
}

// Whatever people said before, a record that is unlinked is another thing than each of the
// others, of which nothing new is said among themselves: those that were merged with it stay one.
// And it can be taken back.
func TestGAP_02_AnUnlinkedRecordIsApartFromEachOther(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		ids := make([]uuid.UUID, rapid.IntRange(2, 30).Draw(t, "records"))
		for i := range ids {
			ids[i] = uuid.UUID{byte(i + 1)}
		}
		var before asset.Edited
		for range rapid.IntRange(0, 5).Draw(t, "said") {
			said := rapid.Permutation(ids).Draw(t, "of")[:rapid.IntRange(2, min(len(ids), asset.MaxPaired)).Draw(t, "n")]
			verdict := rapid.SampledFrom([]asset.Verdict{asset.VerdictSame, asset.VerdictDifferent, asset.VerdictUnmerged, asset.VerdictUndecided}).Draw(t, "verdict")
			p, err := asset.Pair(asset.Pairing{Assets: said, Verdict: verdict})
			require.NoError(t, err)
			before = asset.EvolveEdited(before, p)
		}
		out := rapid.IntRange(0, len(ids)-1).Draw(t, "out")
		others := slices.Delete(slices.Clone(ids), out, out+1)
		joined := rapid.Permutation(others).Draw(t, "merged with it")[:rapid.IntRange(0, len(others)).Draw(t, "joined")]
		events, err := asset.Unlink(before.Decided, asset.Unlinking{Record: ids[out], Others: others, Joined: joined, Reason: "seen apart"})
		require.NoError(t, err)
		now, apart, stay := before, map[uuid.UUID]int{}, map[uuid.UUID]bool{}
		for _, p := range events {
			if merged, is := p.(*event.AssetsMerged); is {
				require.Equal(t, joined[0], merged.Assets[0])
				for _, id := range merged.Assets {
					stay[id] = true
				}
				now = asset.EvolveEdited(now, p)
				continue
			}
			distinct, is := p.(*event.AssetsDistinct)
			require.True(t, is, "nothing else is said")
			require.Len(t, distinct.Assets, 2)
			require.Equal(t, ids[out], distinct.Assets[0])
			apart[distinct.Assets[1]]++
			now = asset.EvolveEdited(now, p)
		}
		require.Len(t, apart, len(others))
		if len(joined) > 1 {
			require.ElementsMatch(t, joined, slices.Collect(maps.Keys(stay)), "they stay one")
		} else {
			require.Empty(t, stay)
		}
		for _, other := range others {
			require.Equal(t, 1, apart[other])
		}
		merged := map[string]bool{}
		for _, p := range asset.Restore(ids[0], now, before) {
			if again, is := p.(*event.AssetsMerged); is {
				merged[fmt.Sprint(again.Assets)] = true
			}
			now = asset.EvolveEdited(now, p)
		}
		require.Equal(t, verdicts(before), verdicts(now))
		for _, was := range before.Said {
			ended := was.Verdict == asset.VerdictSame && slices.Contains(was.Assets, ids[out]) && slices.ContainsFunc(events, func(p event.Payload) bool {
				distinct, is := p.(*event.AssetsDistinct)
				if !is {
					return false
				}
				pair := distinct.Assets
				return slices.Contains(was.Assets, pair[1]) && before.Said[sorted(pair)].Verdict != asset.VerdictDifferent
			})
			require.Equal(t, ended, merged[fmt.Sprint(was.Assets)], "a merge that it ended is said again")
		}
	})
	_, err := asset.Unlink(asset.Decided{}, asset.Unlinking{Record: uuid.UUID{1}})
	require.Equal(t, domain.CodeInvalid, domain.ErrorCode(err), "there is nothing to take it out of")
}

// sorted is the key under which it stands what was said of two.
func sorted(pair []uuid.UUID) string {
	ids := []string{pair[0].String(), pair[1].String()}
	slices.Sort(ids)
	return strings.Join(ids, " ")
}

// verdicts is what people said, whatever the order in which they named the assets.
func verdicts(e asset.Edited) map[string]asset.Verdict {
	all := map[string]asset.Verdict{}
	for key, p := range e.Said {
		all[key] = p.Verdict
	}
	return all
}
