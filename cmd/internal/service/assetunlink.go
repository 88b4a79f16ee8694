package service

import (
	"context"

	"coresync/domain"
	decision "coresync/domain/asset"
	"coresync/domain/event"
	"coresync/eventstore/decide"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/asset"

	"github.com/google/uuid"
)

var unlinkDecider = decide.Decider[decision.Decided, decision.Unlinking]{Evolve: decision.Evolve, Decide: decision.Unlink}

// Unlink implements api.AssetDecisions.
func (s assetDecisions) Unlink(ctx context.Context, c api.Command, id, record uuid.UUID) (api.Written, error) {
	u, oldest := decision.Unlinking{Record: record}, record
	_, before, err := s.log.Lookup(ctx, c.Tenant, c.AppendID)
	if err == nil && !before { // else it is apart already, and the answer is that of then
		oldest, u.Others, err = s.others(ctx, c.Tenant, id, record)
	}
	if err != nil {
		return api.Written{}, err
	}
	request := decide.Request[decision.Unlinking]{
		Tenant: c.Tenant, Stream: event.AssetStream(oldest), Actor: c.Actor, Correlation: c.Correlation, ID: c.AppendID,
		Version: decide.AnyVersion, Command: u,
	}
	done, err := decide.Handle(ctx, s.log, unlinkDecider, request)
	if err != nil {
		return api.Written{}, conflicts(err)
	}
	w, err := writtenOf(ctx, s.log, c.Tenant, done, record, done.Versions[request.Stream])
	return undoable(ctx, s.log, c.Tenant, done, w, err)
}

// others are the records that an asset has beside one, and the oldest of all.
func (s assetDecisions) others(ctx context.Context, tenant, id, record uuid.UUID) (oldest uuid.UUID, others []uuid.UUID, err error) {
	var records []asset.Row
	err = projections.Read(ctx, s.pool, tenant, s.now(), func(r *projections.Reading) (err error) {
		records, err = asset.Records(ctx, r, id)
		return err
	})
	if err != nil {
		return uuid.Nil, nil, conflicts(err)
	}
	first := 0
	for i := range records {
		if asset.Older(&records[i], &records[first]) < 0 {
			first = i
		}
		if records[i].ID != record {
			others = append(others, records[i].ID)
		}
	}
	switch {
	case len(records) == 0:
		return uuid.Nil, nil, domain.NotFound("asset")
	case len(others) == len(records):
		return uuid.Nil, nil, domain.NotFound("record")
	case len(others) == 0:
		return uuid.Nil, nil, &domain.Error{Code: domain.CodeConflict, Reason: "only_record",
			Message: "The asset has this record alone, so there is nothing to take it out of. Nothing was done."}
	}
	return records[first].ID, others, nil
}
