package service

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"

	"coresync/adapters/postgres"
	"coresync/domain"
	decision "coresync/domain/asset"
	"coresync/domain/directory"
	"coresync/eventstore"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/asset"

	"github.com/google/uuid"
)

// assetChanges implements api.AssetChanges.
type assetChanges struct {
	assets
	assign associations
}

// Select implements api.AssetChanges.
func (s assetChanges) Select(ctx context.Context, scope api.Scope, f api.AssetFilter, q string) (api.Answer[api.AssetSelection], error) {
	return answer(ctx, s.reads, scope, asset.Models(), func(r *projections.Reading) (api.AssetSelection, error) {
		f, err := s.dated(ctx, scope, r, f)
		if err != nil {
			return api.AssetSelection{}, err
		}
		ids, err := asset.IDs(ctx, r, asset.Filter(f), q, api.MostChanged+1)
		if err != nil || len(ids) <= api.MostChanged {
			return api.AssetSelection{Count: int64(len(ids)), Selection: printOf(ids)}, err
		}
		total, err := asset.List(ctx, r, asset.Filter(f), asked(api.List{Limit: 1, Q: q, Sort: api.Sort{By: "name"}}))
		if err != nil {
			return api.AssetSelection{}, err
		}
		return api.AssetSelection{Count: *total.Total}, nil
	})
}

// printOf is the same for the same ids in the same order.
func printOf(ids []uuid.UUID) string {
	h := sha256.New()
	for _, id := range ids {
		h.Write(id[:])
	}
	return fmt.Sprintf("%d-%s", len(ids), hex.EncodeToString(h.Sum(nil)[:12]))
}

// wanted is a change with the assets that it is about, as the read models have them.
type wanted struct {
	api.AssetChange
	command api.Command
	ids     []uuid.UUID
	found   map[uuid.UUID]asset.Asset
	synced  map[uuid.UUID]bool
}

// Change implements api.AssetChanges. The assets are changed in appends of some hundreds.
func (s assetChanges) Change(ctx context.Context, c api.Command, change api.AssetChange) (api.AssetsChanged, error) {
	if err := s.check(ctx, c.Tenant, change); err != nil {
		return api.AssetsChanged{}, err
	}
	if c.Correlation == uuid.Nil {
		c.Correlation = uuid.New() // all appends are one save
	}
	if c.AppendID != uuid.Nil {
		end, err := postgres.Lock(ctx, s.log.Pool(), "asset change "+c.AppendID.String()) // the same request, sent twice at once
		if err != nil {
			return api.AssetsChanged{}, err
		}
		defer end()
		save, err := s.savedBefore(ctx, c)
		switch {
		case err != nil:
			return api.AssetsChanged{}, err
		case save != uuid.Nil && change.Matching != nil: // others may be under the filter now
			return s.changedBy(ctx, c.Tenant, save, change.Matching.Selection)
		case save != uuid.Nil:
			c.Correlation = save // the rest of it, if it was cut short, is the same save
		}
	}
	w := wanted{AssetChange: change, command: c}
	if err := s.choose(ctx, &w); err != nil {
		return api.AssetsChanged{}, conflicts(err)
	}
	if change.Action == api.ChangeAssign || change.Action == api.ChangeUnassign {
		return s.assignAll(ctx, w)
	}
	return s.changeAll(ctx, w)
}

// check tells what is wrong with a change, whatever it is about.
func (s assetChanges) check(ctx context.Context, tenant uuid.UUID, change api.AssetChange) error {
	var faults []domain.Fault
	fault := func(pointer, code, message string) {
		faults = append(faults, domain.Fault{Pointer: pointer, Code: code, Message: message})
	}
	switch {
	case (len(change.Assets) > 0) == (change.Matching != nil):
		fault("/assets", "required", "Name the assets, or say by a selection that all are meant that match.")
	case len(change.Assets) > api.MostChanged:
		fault("/assets", "too_many", fmt.Sprintf("At most %d assets are changed at once.", api.MostChanged))
	}
	switch change.Action {
	case api.ChangeSet:
		if change.Status == nil && change.Category == nil && change.Customer == nil {
			fault("/status", "required", "Say what to set: a status, a category or a customer.")
		}
		if _, err := decision.Decide(decision.Decided{}, s.setting(change)); err != nil {
			return err
		}
		if change.Customer != nil && *change.Customer != uuid.Nil {
			if _, err := s.head(ctx, tenant, directory.Customers, *change.Customer); domain.ErrorCode(err) == domain.CodeNotFound {
				fault("/customer", "unknown", "There is no such customer.")
			} else if err != nil {
				return err
			}
		}
	case api.ChangeLock, api.ChangeUnlock:
		if !slices.Contains(decision.Editable(), decision.Field(change.Field)) {
			fault("/field", "unknown_field", fmt.Sprintf("Choose one of %v.", decision.Editable()))
		}
	case api.ChangeAssign:
		if (change.Contact == nil) == (len(change.Contacts) == 0) {
			fault("/contact", "required", "Say whom the assets are given to: one contact, or one for each customer.")
		}
	case api.ChangeUnassign, api.ChangeIgnore:
	default:
		fault("/action", "unknown", "Choose set, lock, unlock, ignore, assign or unassign.")
	}
	return domain.Invalid(faults)
}

// choose finds the assets that are meant, all in one snapshot.
func (s assetChanges) choose(ctx context.Context, w *wanted) error {
	scope := api.Scope{Tenant: w.command.Tenant}
	return projections.Read(ctx, s.pool, w.command.Tenant, s.now(), func(r *projections.Reading) (err error) {
		w.ids = slices.Clone(w.Assets)
		if m := w.Matching; m != nil {
			f, err := s.dated(ctx, scope, r, m.Filter)
			if err != nil {
				return err
			}
			if w.ids, err = asset.IDs(ctx, r, asset.Filter(f), m.Q, api.MostChanged+1); err != nil {
				return err
			}
			if err := unchangedSince(m.Selection, w.ids); err != nil {
				return err
			}
		}
		slices.SortFunc(w.ids, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
		w.ids = slices.Compact(w.ids)
		if w.found, err = asset.These(ctx, r, w.ids); err == nil {
			w.synced, err = asset.Synced(ctx, r, w.ids)
		}
		return err
	})
}

// partID is the id of the nth append of a change; zero where it is not repeated.
func partID(c api.Command, n int) uuid.UUID {
	if c.AppendID == uuid.Nil {
		return uuid.Nil
	}
	return uuid.NewSHA1(c.AppendID, fmt.Appendf(nil, "part %d", n))
}

// keptID is the id of the append of a part about assets kept by hand.
func keptID(part uuid.UUID) uuid.UUID {
	if part == uuid.Nil {
		return uuid.Nil
	}
	return uuid.NewSHA1(part, []byte("kept by hand"))
}

// savedBefore is the save that a request of the same id made; zero: none.
func (s assetChanges) savedBefore(ctx context.Context, c api.Command) (uuid.UUID, error) {
	var ids []uuid.UUID
	for n := range api.MostChanged/assetsOfPart + 1 {
		part := c
		part.AppendID = partID(c, n)
		ids = append(ids, part.AppendID, keptID(part.AppendID), partID(part, 0), partID(part, 1))
	}
	done, found, err := s.log.LookupAny(ctx, c.Tenant, ids)
	if err != nil || !found {
		return uuid.Nil, err
	}
	return correlationAt(ctx, s.log, c.Tenant, done.Last)
}

// changedBy is what a change of a selection wrote.
func (s assetChanges) changedBy(ctx context.Context, tenant, save uuid.UUID, selection string) (api.AssetsChanged, error) {
	undo, err := undos{s.log, s.reads, s.assign}.Preview(ctx, api.Scope{Tenant: tenant}, save)
	if err != nil {
		return api.AssetsChanged{}, conflicts(err)
	}
	all := api.AssetsChanged{Replayed: true, Undo: &save, Selected: selected(selection)}
	for _, row := range undo.Rows {
		if id, is := assetOf(row.Stream); is {
			all.Rows = append(all.Rows, api.AssetChanged{Asset: api.Ref{ID: id, Name: row.Name}, Outcome: "saved"})
		}
	}
	head, err := s.log.Head(ctx, tenant)
	all.Position = api.Position{Epoch: head.Epoch, N: head.Position}
	return all, err
}

// told is the answer to a change whose newest append is this one.
func (s assetChanges) told(ctx context.Context, w wanted, rows []api.AssetChanged, newest eventstore.Appended) (api.AssetsChanged, error) {
	newest.Tenant = w.command.Tenant
	done, err := written(ctx, s.log, newest, uuid.Nil, 0)
	all := api.AssetsChanged{Rows: rows, Position: done.Position}
	if newest.Last > 0 {
		all.Undo = &w.command.Correlation
	}
	return all, err
}

// outcomeOf says what an error about one asset means; the store's own are handed on.
func outcomeOf(row *api.AssetChanged, err error) error {
	var refused *domain.Error
	var conflict *eventstore.VersionConflictError
	switch {
	case errors.As(err, &conflict):
		row.Outcome, row.Code, row.Message = "conflict", "version_conflict", "Somebody else changed it in between. Look at it, and try again."
	case errors.As(err, &refused):
		row.Outcome, row.Code, row.Message = "refused", refused.Reason, faultsOf(refused)
	default:
		return err
	}
	return nil
}
