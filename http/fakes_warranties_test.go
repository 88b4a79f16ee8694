package http

import (
	"context"

	"coresync/http/api"

	"github.com/google/uuid"
)

// fakeWarranties keeps entitlements in memory.
type fakeWarranties struct {
	*fakeDirectory[api.Warranty, api.WarrantyFilter, api.WarrantyDraft, api.WarrantyPatch]
}

func newFakeWarranties() fakeWarranties {
	return fakeWarranties{&fakeDirectory[api.Warranty, api.WarrantyFilter, api.WarrantyDraft, api.WarrantyPatch]{
		noun: "warranty", name: func(w api.Warranty) string { return w.Name },
		show: func(w api.Warranty, id uuid.UUID, version int64) api.Warranty {
			w.ID, w.Version, w.Source, w.State = id, version, "hand", "active"
			return w
		},
		make: func(d api.WarrantyDraft) api.Warranty {
			return api.Warranty{ExternalID: d.ExternalID, Asset: api.Ref{ID: d.Asset, Name: "PC-1"}, Name: d.Name, Start: d.Start, End: d.End}
		},
		change: func(w *api.Warranty, p api.WarrantyPatch) { assign(&w.End, p.End) },
	}}
}

func (f fakeWarranties) Of(_ context.Context, _ api.Scope, asset uuid.UUID) (api.Answer[api.AssetWarranty], error) {
	return answerOf(api.AssetWarranty{
		On: "2026-03-31", State: "active", End: "2027-01-31", CoveredToday: true,
		Entitlements: []api.Warranty{{ID: thing(3), Asset: api.Ref{ID: asset, Name: "PC-1"}, Source: "ninjaone", End: "2027-01-31", State: "active", Counts: true}},
		Gaps:         []api.DayRange{{From: "2025-01-01", To: "2025-02-28"}},
	}), nil
}
