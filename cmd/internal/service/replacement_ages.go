package service

import (
	"context"
	"slices"
	"time"

	"coresync/domain/lifetime"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/query"
	"coresync/projections/report"

	"github.com/google/uuid"
)

// Ages implements api.Replacements: states come from the list of recommendations itself, so that
// both say the same. What that leaves out, such as a virtual machine, has none.
func (s replacements) Ages(ctx context.Context, scope api.Scope, assets []api.Asset) (api.Answer[[]api.AssetAge], error) {
	return answer(ctx, s.reads, scope, report.LifeModels(), func(r *projections.Reading) ([]api.AssetAge, error) {
		now, err := s.asked(ctx, r, scope)
		if err != nil {
			return nil, err
		}
		states, err := s.states(ctx, r, now, assets)
		if err != nil {
			return nil, err
		}
		ages := make([]api.AssetAge, len(assets))
		for i, a := range assets {
			ages[i] = api.AssetAge{Warranty: string(lifetime.WarrantyOf(dayIn(a.WarrantyEnd), now.today)), State: states[a.ID]}
			if born := dayIn(a.BornOn); !born.IsZero() {
				ages[i].Months = new(max(0, lifetime.MonthsBetween(born, now.today)))
			}
		}
		return ages, nil
	})
}

// states are what the recommendations say of assets.
func (s replacements) states(ctx context.Context, r *projections.Reading, now lives, assets []api.Asset) (map[uuid.UUID]string, error) {
	states := make(map[uuid.UUID]string, len(assets))
	for some := range slices.Chunk(assets, query.MaxLimit) {
		f := api.RecommendationFilter{}
		for _, a := range some {
			f.Assets = append(f.Assets, a.ID)
		}
		rows, err := s.list(ctx, r, now, f, query.Page{Limit: query.MaxLimit, Sort: "name"})
		if err != nil {
			return nil, err
		}
		for _, x := range rows.Items {
			states[x.Asset] = string(x.State)
		}
	}
	return states, nil
}

// dayIn reads a date as day writes it.
func dayIn(text string) time.Time {
	t, _ := time.Parse(time.DateOnly, text) // written by day; an empty one is none
	return t
}
