package service

import (
	"context"
	"slices"

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
		oldest, u, err = s.unlinking(ctx, c.Tenant, id, record)
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

// unlinking is what it takes to take a record out of an asset, and the oldest of all its records.
func (s assetDecisions) unlinking(ctx context.Context, tenant, id, record uuid.UUID) (oldest uuid.UUID, u decision.Unlinking, err error) {
	var records []asset.Row
	err = projections.Read(ctx, s.pool, tenant, s.now(), func(r *projections.Reading) (err error) {
		records, err = asset.Records(ctx, r, id)
		return err
	})
	if err != nil {
		return uuid.Nil, u, conflicts(err)
	}
	slices.SortFunc(records, func(a, b asset.Row) int { return asset.Older(&a, &b) })
	at := slices.IndexFunc(records, func(r asset.Row) bool { return r.ID == record })
	switch {
	case len(records) == 0:
		return uuid.Nil, u, domain.NotFound("asset")
	case at < 0:
		return uuid.Nil, u, domain.NotFound("record")
	case len(records) == 1:
		return uuid.Nil, u, &domain.Error{Code: domain.CodeConflict, Reason: "only_record",
			Message: "The asset has this record alone, so there is nothing to take it out of. Nothing was done."}
	}
	oldest, out := records[0].ID, records[at]
	records = slices.Delete(records, at, at+1)
	u = decision.Unlinking{Record: record, Joined: joinedBy(&out, records)}
	for i := range records {
		u.Others = append(u.Others, records[i].ID)
	}
	return oldest, u, nil
}

// joinedBy are those of others that people merged with a record, the oldest first, and not with
// the oldest of these.
func joinedBy(record *asset.Row, others []asset.Row) (joined []uuid.UUID) {
	same := func(a, b *asset.Row) bool { return a.Decided().Pairs[b.ID] || b.Decided().Pairs[a.ID] }
	var first *asset.Row
	for i := range others {
		switch other := &others[i]; {
		case !same(record, other):
		case first == nil:
			first, joined = other, append(joined, other.ID)
		case !same(first, other):
			joined = append(joined, other.ID)
		}
	}
	return joined
}
