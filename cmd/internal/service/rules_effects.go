package service

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/asset"
	"coresync/projections/mapping"

	"github.com/google/uuid"
)

// mostMoved bounds the organizations that a draft moves whose causes are looked for.
const mostMoved = 2000

// Diff implements api.Rules.
func (s ruleSets) Diff(ctx context.Context, scope api.Scope, document json.RawMessage, show int) (api.RuleEffects, error) {
	var found api.RuleEffects
	set, err := s.draft(ctx, scope.Tenant, document)
	if err != nil {
		return found, err
	}
	all := make(map[string]*projections.Diff)
	for _, live := range s.engine.Live() {
		most := show
		if live.Name() == mapping.Name {
			most = max(show, mostMoved)
		}
		d, err := s.engine.Try(ctx, scope.Tenant, live.Name(), set, most)
		if err != nil {
			return found, forPeople(err)
		}
		all[live.Name()] = d
		view := diffView(live.Name(), d)
		for i := range view.Tables {
			view.Tables[i].Shown = view.Tables[i].Shown[:min(show, len(view.Tables[i].Shown))]
		}
		found.Items = append(found.Items, view)
	}
	found.Assets, err = s.onAssets(ctx, scope, tableOf(all[asset.Name], "asset"), tableOf(all[mapping.Name], "status"), show)
	return found, err
}

func tableOf(d *projections.Diff, name string) projections.TableDiff {
	for _, t := range d.Tables {
		if t.Table == name {
			return t
		}
	}
	return projections.TableDiff{}
}

// outweighs are the effects on an asset's own row that say more than that it moves.
var outweighs = []string{asset.EffectMerge, asset.EffectSplit, "added", "gone"}

// onAssets counts each asset once: by what becomes of its row, or by the move of its
// organization to another customer.
func (s ruleSets) onAssets(ctx context.Context, scope api.Scope, rows, organizations projections.TableDiff, show int) (api.AssetEffects, error) {
	sum := api.AssetEffects{Effects: make(map[string]int64)}
	effects := make(map[uuid.UUID]string)
	for effect, ids := range rows.Differing {
		for _, id := range ids {
			effects[id] = effect
		}
	}
	moved, err := s.moved(ctx, scope, organizations)
	if err != nil {
		return sum, err
	}
	var moves []api.RowDiff
	for _, m := range moved {
		if slices.Contains(outweighs, effects[m.Row]) {
			continue
		}
		effects[m.Row] = asset.EffectMove
		moves = append(moves, m)
	}
	for _, effect := range effects {
		sum.Effects[effect]++
	}
	sum.NoEffect = max(0, rows.Rows+rows.Added-int64(len(effects)))
	sum.Shown = slices.Clone(moves[:min(len(moves), show)])
	for _, row := range rows.Shown {
		if effects[row.Row] != asset.EffectMove {
			sum.Shown = append(sum.Shown, rowDiff(row))
		}
	}
	slices.SortStableFunc(sum.Shown, func(a, b api.RowDiff) int { return cmp.Compare(weight(a.Effect), weight(b.Effect)) })
	return sum, nil
}

// weight orders effects, the heaviest first.
func weight(effect string) int {
	heavy := []string{asset.EffectMerge, asset.EffectSplit, asset.EffectMove, asset.EffectHidden, asset.EffectShown, asset.EffectCategory}
	if i := slices.Index(heavy, effect); i >= 0 {
		return i
	}
	return len(heavy)
}

// moved are the assets that get another customer since their organization does, each
// with its causes.
func (s ruleSets) moved(ctx context.Context, scope api.Scope, organizations projections.TableDiff) ([]api.RowDiff, error) {
	ids := organizations.Differing[mapping.EffectMove]
	if len(ids) == 0 {
		return nil, nil
	}
	changed := make(map[uuid.UUID]projections.RowDiff, len(ids))
	for _, row := range organizations.Shown {
		changed[row.Row] = row
	}
	found, err := answer(ctx, s.reads, scope, asset.Models(), func(r *projections.Reading) ([]api.RowDiff, error) {
		going, err := asset.GoingWith(ctx, r, ids)
		if err != nil {
			return nil, err
		}
		customers, err := mapping.CustomersByID(ctx, r, customersOf(changed))
		rows := make([]api.RowDiff, len(going))
		for i, a := range going {
			cause := changed[a.Organization]
			old, now := customerField(cause)
			rows[i] = api.RowDiff{
				Row: a.ID, Name: a.Name, Effect: asset.EffectMove, Causes: cause.Causes,
				Fields: []api.FieldDiff{{Field: "customer", Old: nameOf(customers, old), New: nameOf(customers, now)}},
			}
		}
		return rows, err
	})
	return found.Data, err
}

func customersOf(rows map[uuid.UUID]projections.RowDiff) []uuid.UUID {
	var ids []uuid.UUID
	for _, row := range rows {
		old, now := customerField(row)
		ids = append(ids, old, now)
	}
	return ids
}

// customerField gives the customers of an organization on both sides; zero: none.
func customerField(row projections.RowDiff) (old, now uuid.UUID) {
	for _, f := range row.Fields {
		if f.Field == "customer" {
			return idOf(f.Old), idOf(f.New)
		}
	}
	return uuid.Nil, uuid.Nil
}

func idOf(v any) uuid.UUID {
	text, _ := v.(string)
	id, err := uuid.Parse(text)
	if err != nil {
		return uuid.Nil
	}
	return id
}

// nameOf is the name of a customer; nil where there is none.
func nameOf(customers map[uuid.UUID]mapping.Customer, id uuid.UUID) any {
	if c, is := customers[id]; is {
		return c.Name
	}
	return nil
}
