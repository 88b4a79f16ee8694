package asset_test

import (
	"maps"
	"testing"

	"coresync/domain/asset"
	"coresync/domain/event"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// Whatever people did to an asset since, its events bring it back to where it was.
func TestWhatPeopleDidToAnAssetIsTakenBack(t *testing.T) {
	t.Parallel()
	id, other := uuid.New(), uuid.New()
	pair := []uuid.UUID{id, other}
	step := rapid.Custom(func(t *rapid.T) event.Payload {
		field := rapid.SampledFrom([]string{"name", "status"}).Draw(t, "field")
		value := rapid.SampledFrom([]string{"a", "b"}).Draw(t, "value")
		return rapid.SampledFrom([]event.Payload{
			&event.FieldSet{Asset: id, Field: field, Value: value}, &event.FieldLocked{Asset: id, Field: field, Value: value}, &event.FieldUnlocked{Asset: id, Field: field},
			&event.AssetRetired{Asset: id}, &event.AssetRemoved{Asset: id}, &event.AssetRemoved{Asset: id, UntilSeen: true}, &event.AssetRestored{Asset: id},
			&event.AssetsMerged{Assets: pair}, &event.AssetsUnmerged{Assets: pair}, &event.AssetsDistinct{Assets: pair}, &event.AssetsUndecided{Assets: pair},
			&event.ManualAssetRecorded{ID: id, Name: value}, &event.ManualAssetRemoved{ID: id},
		}).Draw(t, "step")
	})
	run := func(s asset.Edited, events []event.Payload) asset.Edited {
		for _, p := range events {
			s = asset.EvolveEdited(s, p)
		}
		return s
	}
	plain := func(s asset.Edited) asset.Edited { // an empty map is none
		s.Hand, s.Said = maps.Clone(s.Hand), maps.Clone(s.Said)
		if len(s.Hand) == 0 {
			s.Hand = nil
		}
		if len(s.Said) == 0 {
			s.Said = nil
		}
		return s
	}
	rapid.Check(t, func(t *rapid.T) {
		before := run(asset.Edited{}, rapid.SliceOfN(step, 0, 6).Draw(t, "before"))
		now := run(before, rapid.SliceOfN(step, 0, 6).Draw(t, "since"))
		restored := run(now, asset.Restore(id, now, before))
		require.Equal(t, plain(before), plain(restored))
		require.Empty(t, asset.Restore(id, restored, before))
	})
}
