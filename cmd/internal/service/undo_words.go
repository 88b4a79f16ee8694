package service

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"coresync/domain/asset"
	decision "coresync/domain/mapping"
	"coresync/http/api"
	"coresync/projections"
	read "coresync/projections/asset"
	"coresync/projections/mapping"

	"github.com/google/uuid"
)

// rows say in words what was and is decided.
func (s undos) rows(ctx context.Context, tenant uuid.UUID, all []decided, outcomes []string) ([]api.UndoRow, error) {
	var about, refs []uuid.UUID
	for i := range all {
		row, _ := all[i].kind.about(tenant, all[i].stream)
		about = append(about, row)
		refs = append(append(refs, all[i].kind.refs(all[i].before)...), all[i].kind.refs(all[i].now)...)
	}
	var names map[uuid.UUID]string
	_, err := answer(ctx, s.reads, api.Scope{Tenant: tenant}, append(read.Models(), mapping.Name), func(r *projections.Reading) (_ struct{}, err error) {
		names, err = s.names(ctx, r, about, refs)
		return struct{}{}, err
	})
	if err != nil {
		return nil, err
	}
	name := func(id uuid.UUID) string {
		if called, known := names[id]; known {
			return called
		}
		return id.String()
	}
	rows := make([]api.UndoRow, len(all))
	for i := range all {
		rows[i] = all[i].row(tenant, name, outcomes[i])
	}
	return rows, nil
}

func (d *decided) row(tenant uuid.UUID, name func(uuid.UUID) string, outcome string) api.UndoRow {
	id, called := d.kind.about(tenant, d.stream)
	if d.kind.title != nil {
		called = d.kind.title(d.now, d.before)
	}
	if called == "" {
		called = name(id)
	}
	row := api.UndoRow{
		Stream: d.stream, Name: called, Needs: string(d.kind.needs),
		Now: d.kind.words(d.now, name), Then: d.kind.words(d.before, name), Outcome: outcome,
	}
	if outcome == api.UndoChangedSince {
		row.ChangedBy, row.ChangedAt = d.actor, &d.at
	}
	return row
}

// names are the names of what undone streams are about, and of what they refer to.
func (s undos) names(ctx context.Context, r *projections.Reading, about, refs []uuid.UUID) (map[uuid.UUID]string, error) {
	names, err := placeNames(ctx, r, about)
	if err != nil {
		return nil, err
	}
	assets, err := read.Names(ctx, r, about)
	if err != nil {
		return nil, err
	}
	maps.Copy(names, assets)
	customers, err := customerNames(ctx, r, refs)
	if err != nil {
		return nil, err
	}
	maps.Copy(names, customers)
	contacts, err := s.people.contacts(ctx, r, refs)
	for id, c := range contacts {
		names[id] = c.Name
	}
	return names, err
}

func customerNames(ctx context.Context, r *projections.Reading, ids []uuid.UUID) (map[uuid.UUID]string, error) {
	customers, err := mapping.CustomersByID(ctx, r, ids)
	names := make(map[uuid.UUID]string, len(customers))
	for id, c := range customers {
		names[id] = c.Name
	}
	return names, err
}

func placeNames(ctx context.Context, r *projections.Reading, ids []uuid.UUID) (map[uuid.UUID]string, error) {
	names := make(map[uuid.UUID]string, len(ids))
	organizations, err := mapping.OrganizationsByID(ctx, r, ids)
	if err != nil {
		return nil, err
	}
	for id, o := range organizations {
		names[id] = o.Name
	}
	locations, err := mapping.LocationsByID(ctx, r, ids)
	for id, l := range locations {
		names[id] = l.Name
	}
	return names, err
}

// placeWords say what is decided about a place.
func placeWords(s decision.State, name func(uuid.UUID) string) string {
	said := "nothing decided"
	switch {
	case s.Ignored && s.Reason != "":
		said = "ignored: " + s.Reason
	case s.Ignored:
		said = "ignored"
	case s.Customer != uuid.Nil:
		said = "mapped to " + name(s.Customer)
	}
	for _, customer := range s.Rejected {
		said += "; not " + name(customer)
	}
	return said
}

// assetWords say what people did to an asset.
func assetWords(s asset.Edited, _ func(uuid.UUID) string) string {
	var said []string
	if s.Kept != nil {
		said = append(said, fmt.Sprintf("kept by hand as %q", s.Kept.Name))
	}
	for _, f := range slices.Sorted(maps.Keys(s.Hand)) {
		value := []rune(s.Hand[f])
		if len(value) > 40 {
			value = append(value[:40], '…')
		}
		said = append(said, fmt.Sprintf("%s set to %q", strings.ReplaceAll(string(f), "_", " "), string(value)))
	}
	switch {
	case s.Removed && s.Until:
		said = append(said, "removed until it is seen")
	case s.Removed:
		said = append(said, "removed")
	case s.Retired:
		said = append(said, "retired")
	}
	for _, key := range slices.Sorted(maps.Keys(s.Said)) {
		verb := "one with %d others"
		if s.Said[key].Verdict == asset.VerdictDifferent {
			verb = "not the same as %d others"
		}
		said = append(said, fmt.Sprintf(verb, len(s.Said[key].Assets)-1))
	}
	if len(said) == 0 {
		return "nothing decided"
	}
	return strings.Join(said, "; ")
}
