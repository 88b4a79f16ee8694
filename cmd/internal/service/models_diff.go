package service

import (
	"context"

	"coresync/http/api"
	"coresync/projections"
)

// Diff implements api.Projections.
func (s models) Diff(ctx context.Context, scope api.Scope, name string, show int) (api.ProjectionDiff, error) {
	if err := s.known(name); err != nil {
		return api.ProjectionDiff{}, err
	}
	d, err := s.engine.Diff(ctx, scope.Tenant, name, show)
	if err != nil {
		return api.ProjectionDiff{}, forPeople(err)
	}
	return diffView(name, d), nil
}

func diffView(name string, d *projections.Diff) api.ProjectionDiff {
	view := api.ProjectionDiff{
		Name: name, Live: d.Live.Consumer(), Position: d.Position, Incomparable: d.Incomparable, Changes: ruleChanges(d.Changes),
		Tables: make([]api.TableDiff, len(d.Tables)),
	}
	if d.Other.Build > 0 {
		view.Other = d.Other.Consumer()
	}
	for i, t := range d.Tables {
		view.Tables[i] = api.TableDiff{
			Table: t.Table, Rows: t.Rows, NoEffect: t.Rows - t.Gone - t.Changed, Added: t.Added, Gone: t.Gone, Changed: t.Changed,
			Effects: t.Effects, Fields: t.Fields, Shown: make([]api.RowDiff, len(t.Shown)),
		}
		for j, r := range t.Shown {
			view.Tables[i].Shown[j] = rowDiff(r)
		}
	}
	return view
}

func rowDiff(r projections.RowDiff) api.RowDiff {
	view := api.RowDiff{Row: r.Row, Name: r.Name, Effect: r.Effect, Causes: r.Causes, Fields: make([]api.FieldDiff, len(r.Fields))}
	for i, f := range r.Fields {
		view.Fields[i] = api.FieldDiff{Field: f.Field, Old: f.Old, New: f.New}
	}
	return view
}
