package service

import (
	"context"

	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/asset"

	"github.com/google/uuid"
)

// mostSharers is how many other assets a standing names.
const mostSharers = 8

// serialStanding tells what the serial number of an asset is worth as an identity (A.3);
// nil where it has none.
func (s assets) serialStanding(ctx context.Context, r *projections.Reading, records []asset.Row) (*api.SerialStanding, error) {
	rules, err := s.ruleSet(ctx, r.Tenant, r.Standing(asset.Name).Rules)
	if err != nil {
		return nil, err
	}
	found, has, err := asset.StandingOfSerial(ctx, r, rules, records)
	if err != nil || !has {
		return nil, err
	}
	view := &api.SerialStanding{State: string(found.State), Rule: found.Rule, Reason: found.Reason}
	if len(found.Others) == 0 {
		return view, nil
	}
	names, err := asset.Names(ctx, r, found.Others)
	if err != nil {
		return nil, err
	}
	for _, id := range found.Others {
		if name, shown := names[id]; shown && len(view.Others) < mostSharers {
			view.Others = append(view.Others, api.Ref{ID: id, Name: name})
		}
	}
	return view, nil
}

// whySerial adds to the answer about a serial number what it is worth.
func (s assets) whySerial(ctx context.Context, r *projections.Reading, id uuid.UUID, view *api.Why) error {
	if view.Field != "serial_number" {
		return nil
	}
	records, err := asset.Records(ctx, r, id)
	if err != nil {
		return err
	}
	view.Identity, err = s.serialStanding(ctx, r, records)
	return err
}
