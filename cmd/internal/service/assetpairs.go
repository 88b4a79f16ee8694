package service

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"coresync/domain"
	decision "coresync/domain/asset"
	"coresync/domain/event"
	"coresync/eventstore/decide"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/asset"

	"github.com/google/uuid"
)

var pairDecider = decide.Decider[decision.Decided, decision.Joining]{Evolve: decision.Evolve, Decide: decision.Join}

// Merge implements api.AssetDecisions.
func (s assetDecisions) Merge(ctx context.Context, c api.Command, d api.MergeDraft) (api.Written, error) {
	return s.pair(ctx, c, decision.Joining{Pairing: decision.Pairing{Assets: d.Assets, Verdict: decision.VerdictSame, Reason: d.Reason}})
}

// Answer implements api.AssetDecisions.
func (s assetDecisions) Answer(ctx context.Context, c api.Command, a api.DuplicateAnswer) (api.Written, error) {
	verdict := decision.Verdict(a.Answer)
	if verdict == decision.VerdictUnmerged {
		verdict = "" // takes a merge back, by its id
	}
	j := decision.Joining{Pairing: decision.Pairing{Assets: a.Assets, Verdict: verdict, Reason: a.Reason}}
	if len(a.Keep) > 0 {
		_, before, err := s.log.Lookup(ctx, c.Tenant, c.AppendID)
		if err == nil && !before { // else they are one already, and its answer is that of then
			j.Keep, err = s.keeps(ctx, c.Tenant, a)
		}
		if err != nil {
			return api.Written{}, err
		}
	}
	return s.pair(ctx, c, j)
}

// pair appends a verdict, and what is kept, to the stream of the asset that the others join:
// the oldest of them. That all of them exist is checked, all faults at once.
func (s assetDecisions) pair(ctx context.Context, c api.Command, j decision.Joining) (api.Written, error) {
	if _, err := decision.Pair(j.Pairing); err != nil {
		return api.Written{}, err
	}
	oldest, err := s.known(ctx, c.Tenant, j.Assets)
	if err != nil {
		return api.Written{}, err
	}
	if j.Verdict == decision.VerdictSame {
		j.Assets = leading(j.Assets, oldest)
	}
	request := decide.Request[decision.Joining]{
		Tenant: c.Tenant, Stream: event.AssetStream(j.Assets[0]), Actor: c.Actor, Correlation: c.Correlation, ID: c.AppendID,
		Version: decide.AnyVersion, Command: j,
	}
	done, err := decide.Handle(ctx, s.log, pairDecider, request)
	if err != nil {
		return api.Written{}, conflicts(err)
	}
	w, err := writtenOf(ctx, s.log, c.Tenant, done, j.Assets[0], done.Versions[request.Stream])
	return undoable(ctx, s.log, c.Tenant, done, w, err)
}

// leading puts the one first that the others join.
func leading(assets []uuid.UUID, first int) []uuid.UUID {
	return append([]uuid.UUID{assets[first]}, slices.Delete(slices.Clone(assets), first, first+1)...)
}

// known refuses assets that are not there, and tells which is the oldest of those that are.
func (s assetDecisions) known(ctx context.Context, tenant uuid.UUID, ids []uuid.UUID) (oldest int, err error) {
	var faults []domain.Fault
	var first *asset.Row
	err = projections.Read(ctx, s.pool, tenant, s.now(), func(r *projections.Reading) error {
		for i, id := range ids {
			records, err := asset.Records(ctx, r, id)
			switch {
			case err != nil:
				return err
			case len(records) == 0:
				faults = append(faults, domain.Fault{Pointer: "/assets/" + strconv.Itoa(i), Code: "unknown", Message: "There is no such asset."})
			case first == nil || asset.Older(&records[0], first) < 0:
				first, oldest = &records[0], i
			}
		}
		return nil
	})
	if err != nil {
		return 0, conflicts(err)
	}
	return oldest, domain.Invalid(faults)
}

// keeps are the values that stay, read from the assets that have them. All faults at once.
func (s assetDecisions) keeps(ctx context.Context, tenant uuid.UUID, a api.DuplicateAnswer) (map[decision.Field]string, error) {
	values := make(map[decision.Field]string, len(a.Keep))
	var faults []domain.Fault
	fault := func(field, code, message string) {
		faults = append(faults, domain.Fault{Pointer: "/keep/" + field, Code: code, Message: message})
	}
	var shown map[uuid.UUID]asset.Asset
	var synced map[uuid.UUID]bool
	err := projections.Read(ctx, s.pool, tenant, s.now(), func(r *projections.Reading) (err error) {
		if shown, err = asset.These(ctx, r, a.Assets); err == nil {
			synced, err = asset.Synced(ctx, r, a.Assets)
		}
		return err
	})
	if err != nil {
		return nil, conflicts(err)
	}
	if !slices.ContainsFunc(a.Assets, func(id uuid.UUID) bool { return synced[id] }) {
		return nil, &domain.Error{Code: domain.CodeConflict, Reason: "manual_asset",
			Message: "All of these are kept by hand: merge them, and change the asset itself. Nothing was done."}
	}
	for field, id := range a.Keep {
		of, there := shown[id]
		value := of.Value(decision.Field(field))
		switch {
		case !slices.Contains(decision.Editable(), decision.Field(field)):
			fault(field, "unknown_field", "People set no field of this name.")
		case !slices.Contains(a.Assets, id) || !there:
			fault(field, "unknown", "Name one of the assets that become one.")
		case value == "":
			fault(field, "empty", "This asset has no value there that could stay.")
		default:
			values[decision.Field(field)] = value
		}
	}
	slices.SortFunc(faults, func(x, y domain.Fault) int { return strings.Compare(x.Pointer, y.Pointer) })
	return values, domain.Invalid(faults)
}
