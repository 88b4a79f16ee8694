package service

import (
	"context"
	"slices"

	decision "coresync/domain/asset"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/asset"

	"github.com/google/uuid"
)

// Duplicates implements api.AssetDecisions. What may be an asset that people keep
// comes first, and on the first page alone.
func (s assetDecisions) Duplicates(ctx context.Context, scope api.Scope, kind string, l api.List) (api.Answer[api.Page[api.Duplicate]], error) {
	return answer(ctx, s.reads, scope, asset.Models(), func(r *projections.Reading) (page api.Page[api.Duplicate], err error) {
		rows, err := asset.Doubted(ctx, r, asked(l))
		if err != nil {
			return page, err
		}
		page.Next = rows.Next
		questions := make([][]decision.Doubt, len(rows.Items))
		for i := range rows.Items {
			questions[i] = rows.Items[i].Questions()
		}
		if len(l.After) == 0 {
			if err := addTwins(ctx, r, &rows.Items, &questions); err != nil {
				return page, err
			}
		}
		names, err := othersOf(ctx, r, questions)
		if err != nil {
			return page, err
		}
		life, err := s.lives(ctx, r)
		if err != nil {
			return page, err
		}
		page.Items = []api.Duplicate{}
		for i, row := range rows.Items {
			d := api.Duplicate{Asset: s.view(row)}
			d.Asset.Life = life(row)
			for _, q := range questions[i] {
				if kind == "" || kind == q.Kind {
					d.Questions = append(d.Questions, question(q, names))
				}
			}
			if len(d.Questions) > 0 {
				page.Items = append(page.Items, d)
			}
		}
		return page, nil
	})
}

func addTwins(ctx context.Context, r *projections.Reading, rows *[]asset.Asset, questions *[][]decision.Doubt) error {
	twins, err := asset.Twins(ctx, r)
	if err != nil {
		return err
	}
	for id, doubt := range twins {
		i := slices.IndexFunc(*rows, func(a asset.Asset) bool { return a.AssetID() == id })
		if i < 0 {
			row, err := asset.Get(ctx, r, id)
			if err != nil {
				return err
			}
			i = len(*rows)
			*rows, *questions = append(*rows, row), append(*questions, nil)
		}
		(*questions)[i] = append((*questions)[i], doubt)
	}
	return nil
}

func othersOf(ctx context.Context, r *projections.Reading, questions [][]decision.Doubt) (map[uuid.UUID]string, error) {
	var ids []uuid.UUID
	for _, of := range questions {
		for _, q := range of {
			ids = append(ids, q.Others...)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	return asset.Names(ctx, r, ids)
}

func question(d decision.Doubt, names map[uuid.UUID]string) api.Question {
	q := api.Question{Kind: d.Kind, Rule: d.Rule, Reason: d.Reason, Others: []api.Ref{}}
	for _, id := range d.Others {
		q.Others = append(q.Others, api.Ref{ID: id, Name: names[id]})
	}
	return q
}
