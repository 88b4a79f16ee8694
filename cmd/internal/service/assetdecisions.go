package service

import (
	"context"
	"strconv"

	"coresync/domain"
	decision "coresync/domain/asset"
	"coresync/domain/directory"
	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/eventstore/decide"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/asset"

	"github.com/google/uuid"
)

// assetDecisions implements api.AssetDecisions.
type assetDecisions struct{ assets }

var assetDecider = decide.Decider[decision.Decided, decision.Command]{Evolve: decision.Evolve, Decide: decision.Decide}

// decide carries a decision about one asset out, in the asset's own stream.
func (s assets) decide(ctx context.Context, c api.Command, id uuid.UUID, command decision.Command) (api.Written, error) {
	command.Asset = id
	request := decide.Request[decision.Command]{
		Tenant: c.Tenant, Stream: event.AssetStream(id), Actor: c.Actor, Correlation: c.Correlation, ID: c.AppendID,
		Version: decide.AnyVersion, Command: command,
	}
	if c.Expected != nil {
		request.Version = *c.Expected
	}
	done, err := decide.Handle(ctx, s.log, assetDecider, request)
	if err != nil {
		return api.Written{}, conflicts(err)
	}
	version := done.Versions[request.Stream]
	if version == 0 {
		if version, err = s.assetVersion(ctx, c.Tenant, id); err != nil {
			return api.Written{}, err
		}
	}
	w, err := writtenOf(ctx, s.log, c.Tenant, done, id, version)
	return undoable(ctx, s.log, c.Tenant, done, w, err)
}

// writtenOf is written for an append that may hold nothing.
func writtenOf(ctx context.Context, log eventstore.Log, tenant uuid.UUID, done eventstore.Appended, id uuid.UUID, version int64) (api.Written, error) {
	if done.Last == 0 {
		done.Tenant = tenant
	}
	return written(ctx, log, done, id, version)
}

// assetVersion is where the stream of the decisions about an asset stands.
func (s assets) assetVersion(ctx context.Context, tenant, id uuid.UUID) (int64, error) {
	stream := event.AssetStream(id)
	heads, err := s.log.Streams(ctx, tenant, []string{stream})
	return heads[stream].Version, conflicts(err)
}

// synced is the asset behind an id, if a device of NinjaOne is among its records.
func (s assets) synced(ctx context.Context, tenant, id uuid.UUID) (shown asset.Asset, synced bool, err error) {
	err = projections.Read(ctx, s.pool, tenant, s.now(), func(r *projections.Reading) error {
		records, err := asset.Records(ctx, r, id)
		if err != nil {
			return err
		}
		for i := range records {
			synced = synced || records[i].Source == asset.SourceNinjaOne
		}
		if !synced {
			return nil
		}
		if shown, err = asset.Get(ctx, r, id); domain.ErrorCode(err) == domain.CodeNotFound {
			shown, err = asset.Asset{Row: records[0]}, nil // it is removed
		}
		return err
	})
	return shown, synced, conflicts(err)
}

// mustBeSynced refuses decisions that make no sense for an asset kept by hand.
func (s assets) mustBeSynced(ctx context.Context, tenant, id uuid.UUID) (asset.Asset, error) {
	shown, synced, err := s.synced(ctx, tenant, id)
	if err != nil || synced {
		return shown, err
	}
	if _, err := s.Get(ctx, api.Scope{Tenant: tenant}, id); err != nil {
		return shown, err
	}
	return shown, &domain.Error{Code: domain.CodeConflict, Reason: "manual_asset",
		Message: "This asset is kept by hand; change or remove it itself."}
}

// Lock implements api.AssetDecisions.
func (s assetDecisions) Lock(ctx context.Context, c api.Command, id uuid.UUID, field string) (api.Written, error) {
	shown, err := s.mustBeSynced(ctx, c.Tenant, id)
	if err != nil {
		return api.Written{}, err
	}
	return s.decide(ctx, c, shown.AssetID(), decision.Command{
		Lock: map[decision.Field]string{decision.Field(field): shown.Value(decision.Field(field))},
	})
}

// Unlock implements api.AssetDecisions.
func (s assetDecisions) Unlock(ctx context.Context, c api.Command, id uuid.UUID, field string) (api.Written, error) {
	shown, err := s.mustBeSynced(ctx, c.Tenant, id)
	if err != nil {
		return api.Written{}, err
	}
	return s.decide(ctx, c, shown.AssetID(), decision.Command{Unlock: []decision.Field{decision.Field(field)}})
}

// Retire implements api.AssetDecisions.
func (s assetDecisions) Retire(ctx context.Context, c api.Command, id uuid.UUID) (api.Written, error) {
	shown, err := s.mustBeSynced(ctx, c.Tenant, id)
	if err != nil {
		return api.Written{}, err
	}
	if shown.MissingSince.IsZero() || shown.OutOfSight {
		return api.Written{}, &domain.Error{Code: domain.CodeConflict, Reason: "not_missing",
			Message: "NinjaOne lists this asset, or its whole organization is out of sight. Set the status instead."}
	}
	return s.decide(ctx, c, shown.AssetID(), decision.Command{Retire: true})
}

// Drop implements api.AssetDecisions.
func (s assetDecisions) Drop(ctx context.Context, c api.Command, id uuid.UUID, r api.AssetRemoval) (api.Written, error) {
	shown, err := s.mustBeSynced(ctx, c.Tenant, id)
	if err != nil {
		return api.Written{}, err
	}
	return s.decide(ctx, c, shown.AssetID(), decision.Command{Remove: true, UntilSeen: r.UntilSeen, Reason: r.Reason})
}

// Restore implements api.AssetDecisions.
func (s assetDecisions) Restore(ctx context.Context, c api.Command, id uuid.UUID) (api.Written, error) {
	shown, err := s.mustBeSynced(ctx, c.Tenant, id)
	if err != nil {
		return api.Written{}, err
	}
	return s.decide(ctx, c, shown.AssetID(), decision.Command{Restore: true})
}

// change sets fields of a synced asset, which locks them.
func (s assets) setFields(ctx context.Context, c api.Command, shown asset.Asset, p api.AssetPatch) (api.Written, error) {
	command := decision.Command{Set: make(map[decision.Field]string)}
	for f, v := range map[decision.Field]*string{
		decision.FieldName: p.Name, decision.FieldManufacturer: p.Manufacturer, decision.FieldModel: p.Model,
		decision.FieldSerial: p.SerialNumber, decision.FieldCategory: p.Category, decision.FieldStatus: p.Status, decision.FieldNotes: p.Notes,
		decision.FieldPurchased: p.PurchasedOn, decision.FieldWarrantyEnd: p.WarrantyEnd,
	} {
		if v != nil {
			command.Set[f] = *v
		}
	}
	if p.Customer != nil {
		command.Set[decision.FieldCustomer] = ""
		if *p.Customer != uuid.Nil {
			command.Set[decision.FieldCustomer] = p.Customer.String()
			if _, err := s.head(ctx, c.Tenant, directory.Customers, *p.Customer); domain.ErrorCode(err) == domain.CodeNotFound {
				return api.Written{}, domain.Invalid([]domain.Fault{{Pointer: "/customer", Code: "unknown", Message: "There is no such customer."}})
			} else if err != nil {
				return api.Written{}, err
			}
		}
	}
	if p.Notes != nil { // the block of the sync is shown, and not kept
		command.Set[decision.FieldNotes] = decision.WithNotesBlock(*p.Notes, "")
	}
	return s.decide(ctx, c, shown.AssetID(), command)
}

// Unmerge implements api.AssetDecisions.
func (s assetDecisions) Unmerge(ctx context.Context, c api.Command, id uuid.UUID) (api.Written, error) {
	var merge *event.AssetsMerged
	err := s.log.Read(ctx, c.Tenant, eventstore.Query{Types: []event.Type{"AssetsMerged"}}, func(e event.Recorded) error {
		if e.ID != id {
			return nil
		}
		payload, err := s.log.Registry().Decode(e)
		if err == nil {
			merge = payload.(*event.AssetsMerged)
		}
		return err
	})
	if err != nil {
		return api.Written{}, err
	}
	if merge == nil {
		return api.Written{}, domain.NotFound("merge")
	}
	return s.pair(ctx, c, decision.Joining{Pairing: decision.Pairing{Assets: merge.Assets, Verdict: decision.VerdictUnmerged, Reason: "taken back"}})
}

// Merges implements api.AssetDecisions.
func (s assetDecisions) Merges(ctx context.Context, scope api.Scope, l api.List) (api.Answer[api.Page[api.AssetMerge]], error) {
	return answer(ctx, s.reads, scope, asset.Models(), func(r *projections.Reading) (page api.Page[api.AssetMerge], err error) {
		q, err := pageOfLog(eventstore.Query{Types: []event.Type{"AssetsMerged"}}, l, true)
		if err != nil {
			return page, err
		}
		q = until(q, scope, r.Standing(asset.Models()...).Position)
		err = s.log.Read(ctx, scope.Tenant, q, func(e event.Recorded) error {
			if len(page.Items) == l.Limit {
				page.Next = []string{strconv.FormatInt(page.Items[l.Limit-1].Position, 10)}
				return nil
			}
			payload, err := s.log.Registry().Decode(e)
			if merge, is := payload.(*event.AssetsMerged); is {
				page.Items = append(page.Items, api.AssetMerge{
					ID: e.ID, Assets: merge.Assets, Reason: merge.Reason, Actor: e.Actor, RecordedAt: e.RecordedAt, Position: e.Position,
				})
			}
			return err
		})
		return page, err
	})
}
