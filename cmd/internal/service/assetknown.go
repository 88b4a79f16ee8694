package service

import (
	"context"
	"encoding/json"
	"fmt"

	"coresync/domain"
	rule "coresync/domain/asset"
	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/asset"

	"github.com/google/uuid"
)

// mostLearned bounds how many observations of an asset are read for what it is known by.
const mostLearned = 20_000

// Known implements api.Assets. It reads the log: rows of read models hold the last eight values
// before, and no days.
func (s assets) Known(ctx context.Context, scope api.Scope, id uuid.UUID) (api.Answer[[]api.KnownBy], error) {
	return answer(ctx, s.reads, scope, asset.Models(), func(r *projections.Reading) ([]api.KnownBy, error) {
		records, err := asset.Records(ctx, r, id)
		if err != nil {
			return nil, err
		}
		if len(records) == 0 {
			return nil, domain.NotFound("asset")
		}
		all := []api.KnownBy{}
		for i := range records {
			known, err := s.knownBy(ctx, scope, r, &records[i])
			if err != nil {
				return nil, err
			}
			for _, k := range known {
				all = append(all, api.KnownBy{Kind: k.Kind, Value: k.Value, Record: records[i].ID, First: k.First, Last: k.Last, Now: k.Now})
			}
		}
		return all, nil
	})
}

func (s assets) knownBy(ctx context.Context, scope api.Scope, r *projections.Reading, record *asset.Row) (known []rule.Known, err error) {
	if record.Source != asset.SourceNinjaOne {
		var d rule.Device
		d.DisplayName, d.System.SerialNumber = record.Name, record.Serial
		return rule.Learn(nil, &d, record.FirstSeenAt), nil
	}
	q := until(eventstore.Query{
		Streams: []string{event.DeviceStream(record.Connection, record.DeviceID)}, Types: []event.Type{"DeviceObserved"}, Limit: mostLearned,
	}, scope, r.Standing(asset.Models()...).Position)
	err = s.log.Read(ctx, scope.Tenant, q, func(e event.Recorded) error {
		payload, err := s.log.Registry().Decode(e)
		if err != nil {
			return err
		}
		var d rule.Device
		if o, is := payload.(*event.DeviceObserved); is && json.Unmarshal(o.Device, &d) == nil {
			known = rule.Learn(known, &d, e.OccurredAt)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read what record %s is known by: %w", record.ID, err)
	}
	return known, nil
}
