package service

import (
	"context"

	rule "coresync/domain/asset"
	"coresync/domain/event"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/asset"

	"github.com/google/uuid"
)

// lives tells where assets are in their lives at the time of the log that an answer
// shows.
func (s assets) lives(ctx context.Context, r *projections.Reading) (func(asset.Asset) string, error) {
	standing := r.Standing(asset.Name)
	rules, err := s.ruleSet(ctx, r.Tenant, standing.Rules)
	if err != nil {
		return nil, err
	}
	return func(a asset.Asset) string {
		return string(asset.LifeOf(rules, &a.Row, a.OutOfSight, standing.RecordedAt))
	}, nil
}

// versions gives synced assets the version of the decisions about them, which is
// what If-Match expects.
func (s assets) versions(ctx context.Context, tenant uuid.UUID, rows []asset.Asset, views []api.Asset) error {
	var streams []string
	for i := range rows {
		if rows[i].State != nil || rows[i].Asset != uuid.Nil {
			streams = append(streams, event.AssetStream(rows[i].AssetID()))
		}
	}
	if len(streams) == 0 {
		return nil
	}
	heads, err := s.log.Streams(ctx, tenant, streams)
	if err != nil {
		return err
	}
	for i := range rows {
		if head, is := heads[event.AssetStream(rows[i].AssetID())]; is {
			views[i].Version = head.Version
		}
	}
	return nil
}

// whole adds what only one asset shows: its records, its life and its version.
func (s assets) whole(ctx context.Context, r *projections.Reading, row asset.Asset, view *api.Asset) error {
	life, err := s.lives(ctx, r)
	if err != nil {
		return err
	}
	view.Life, view.Sources = life(row), sourcesOf(&row)
	records, err := asset.Records(ctx, r, row.ID)
	if err != nil {
		return err
	}
	for _, record := range records {
		view.Records = append(view.Records, recordView(record, record.ID == row.ID))
	}
	if view.SerialIdentity, err = s.serialStanding(ctx, r, records); err != nil {
		return err
	}
	one := []api.Asset{*view}
	err = s.versions(ctx, r.Tenant, []asset.Asset{row}, one)
	view.Version = one[0].Version
	return err
}

// sourcesOf says whose each field is, as Why does.
func sourcesOf(row *asset.Asset) map[string]string {
	sources := make(map[string]string)
	for _, field := range asset.WhyFields() {
		if w, known := row.Explain(field); known {
			sources[field] = string(w.Source)
		}
	}
	if row.Customer == uuid.Nil && row.Organization != uuid.Nil {
		sources["customer"] = string(rule.SourceComputed) // by the mapping of its organization
	}
	return sources
}

func recordView(row asset.Row, current bool) api.AssetRecord {
	v := api.AssetRecord{
		ID: row.ID, Source: row.Source, Name: row.Name, SerialNumber: row.Serial, EnrolledAt: when(row.CreatedAt),
		LastContact: when(row.LastContact), MissingSince: when(row.MissingSince), Rule: row.Decided().Rule, Current: current,
	}
	if row.Source == asset.SourceNinjaOne {
		v.Connection, v.DeviceID = &row.Connection, row.DeviceID
	}
	return v
}
