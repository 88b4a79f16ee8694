package asset

import (
	"bytes"
	"maps"
	"slices"
	"strings"

	"coresync/domain/event"

	"github.com/google/uuid"
)

// Edited is all that people did in the stream of one asset: decisions about it, what
// they said of it and others, and the asset itself where it is kept by hand.
type Edited struct {
	Decided
	// Kept is the asset that is kept by hand; nil: there is none.
	Kept *event.ManualAssetRecorded
	// Said is what people said of several assets, by their ids.
	Said map[string]Pairing
}

// EvolveEdited folds an event into what people did.
func EvolveEdited(s Edited, p event.Payload) Edited {
	said := func(assets []uuid.UUID, verdict Verdict, reason string) {
		s.Said = maps.Clone(s.Said)
		if verdict == "" {
			delete(s.Said, pairKey(assets))
			return
		}
		put(&s.Said, pairKey(assets), Pairing{assets, verdict, reason})
	}
	switch p := p.(type) {
	case *event.ManualAssetRecorded:
		s.Kept = p
	case *event.ManualAssetRemoved:
		s.Kept = nil
	case *event.AssetsMerged:
		said(p.Assets, VerdictSame, p.Reason)
	case *event.AssetsDistinct:
		said(p.Assets, VerdictDifferent, p.Reason)
	case *event.AssetsUnmerged:
		said(p.Assets, "", "")
	case *event.AssetsUndecided:
		said(p.Assets, "", "")
	default:
		s.Decided = Evolve(s.Decided, p)
	}
	return s
}

// Restore gives the events that bring an asset from what people did up to now to what
// they had done before: none where that is equal (undo).
func Restore(asset uuid.UUID, now, before Edited) []event.Payload {
	events := restoreKept(asset, now.Kept, before.Kept)
	for _, f := range slices.Sorted(maps.Keys(now.Hand)) {
		if _, had := before.Hand[f]; !had {
			events = append(events, &event.FieldUnlocked{Asset: asset, Field: string(f)})
		}
	}
	for _, f := range slices.Sorted(maps.Keys(before.Hand)) {
		if value, has := now.Hand[f]; !has || value != before.Hand[f] {
			events = append(events, &event.FieldSet{Asset: asset, Field: string(f), Value: before.Hand[f]})
		}
	}
	events = append(events, restoreLife(asset, now.Decided, before.Decided)...)
	for _, key := range slices.Sorted(maps.Keys(now.Said)) {
		if _, had := before.Said[key]; !had {
			events = append(events, takenBack(now.Said[key]))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(before.Said)) {
		if was := before.Said[key]; now.Said[key].Verdict != was.Verdict || endedSince(was, now, before) {
			if p, err := Pair(was); err == nil { // it was a pairing when it was said
				events = append(events, p)
			}
		}
	}
	return events
}

// endedSince tells whether assets that were merged were said to be different since, which ends
// a merge of them.
func endedSince(was Pairing, now, before Edited) bool {
	for key, p := range now.Said {
		if was.Verdict != VerdictSame || p.Verdict != VerdictDifferent || before.Said[key].Verdict == VerdictDifferent {
			continue
		}
		shared := slices.DeleteFunc(slices.Clone(p.Assets), func(id uuid.UUID) bool { return !slices.Contains(was.Assets, id) })
		if len(shared) > 1 {
			return true
		}
	}
	return false
}

func restoreKept(asset uuid.UUID, now, before *event.ManualAssetRecorded) []event.Payload {
	switch {
	case before == nil && now == nil, before != nil && now != nil && *before == *now:
		return nil
	case before == nil:
		return []event.Payload{&event.ManualAssetRemoved{ID: asset}}
	}
	was := *before
	return []event.Payload{&was}
}

func restoreLife(asset uuid.UUID, now, before Decided) (events []event.Payload) {
	if now.Retired == before.Retired && now.Removed == before.Removed && now.Until == before.Until {
		return nil
	}
	if now.Retired && !before.Retired || now.Removed && !before.Removed {
		events = append(events, &event.AssetRestored{Asset: asset})
		now.Retired, now.Removed, now.Until = false, false, false
	}
	if before.Retired && !now.Retired {
		events = append(events, &event.AssetRetired{Asset: asset})
	}
	if before.Removed && (!now.Removed || now.Until != before.Until) {
		events = append(events, &event.AssetRemoved{Asset: asset, UntilSeen: before.Until})
	}
	return events
}

func takenBack(p Pairing) event.Payload {
	if p.Verdict == VerdictSame {
		return &event.AssetsUnmerged{Assets: p.Assets, Reason: "taken back"}
	}
	return &event.AssetsUndecided{Assets: p.Assets}
}

// pairKey names assets whatever their order.
func pairKey(assets []uuid.UUID) string {
	sorted := slices.SortedFunc(slices.Values(assets), func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) })
	texts := make([]string, len(sorted))
	for i, id := range sorted {
		texts[i] = id.String()
	}
	return strings.Join(texts, " ")
}

func put[K comparable, V any](m *map[K]V, k K, v V) {
	if *m == nil {
		*m = make(map[K]V)
	}
	(*m)[k] = v
}
