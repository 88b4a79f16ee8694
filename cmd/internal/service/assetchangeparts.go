package service

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"coresync/domain"
	decision "coresync/domain/asset"
	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/eventstore/decide"
	"coresync/http/api"

	"github.com/google/uuid"
)

// assetsOfPart is how many assets one append changes: three fields of each at most.
const assetsOfPart = eventstore.MaxChunk / 3

// unchangedSince refuses a selection that other assets are under now.
func unchangedSince(selection string, ids []uuid.UUID) error {
	if len(ids) > api.MostChanged {
		return &domain.Error{Code: domain.CodeConflict, Reason: "too_many",
			Message: fmt.Sprintf("More than %d assets are under this filter. Narrow it, and change them in parts.", api.MostChanged)}
	}
	if selection == printOf(ids) {
		return nil
	}
	then := selected(selection)
	said := fmt.Sprintf("%d assets matched when you looked, %d match now.", then, len(ids))
	if then == len(ids) {
		said = fmt.Sprintf("Other assets match now than when you looked, again %d.", len(ids))
	}
	return &domain.Error{Code: domain.CodeConflict, Reason: "selection_changed",
		Message: said + " Nothing was changed: look at the list again, and select them again."}
}

// selected is how many assets a selection stands for; 0 for one that is none of ours.
func selected(selection string) int {
	text, _, _ := strings.Cut(selection, "-")
	n, _ := strconv.Atoi(text)
	return n
}

// assetOf is the asset that a stream of decisions is about.
func assetOf(stream string) (uuid.UUID, bool) {
	for _, prefix := range []string{"asset/", "assignment/"} {
		if text, is := strings.CutPrefix(stream, prefix); is {
			id, err := uuid.Parse(text)
			return id, err == nil
		}
	}
	return uuid.Nil, false
}

// setting is what a change sets, as a decision about an asset.
func (assetChanges) setting(change api.AssetChange) decision.Command {
	set := make(map[decision.Field]string)
	if change.Status != nil {
		set[decision.FieldStatus] = *change.Status
	}
	if change.Category != nil {
		set[decision.FieldCategory] = *change.Category
	}
	if change.Customer != nil {
		set[decision.FieldCustomer] = ""
		if *change.Customer != uuid.Nil {
			set[decision.FieldCustomer] = change.Customer.String()
		}
	}
	return decision.Command{Set: set}
}

// decided is what a change means for one synced asset.
func (s assetChanges) decided(w wanted, id uuid.UUID) decision.Command {
	command, field := decision.Command{}, decision.Field(w.Field)
	switch w.Action {
	case api.ChangeSet:
		command = s.setting(w.AssetChange)
	case api.ChangeLock:
		shown := w.found[id]
		command.Lock = map[decision.Field]string{field: shown.Value(field)}
	case api.ChangeUnlock:
		command.Unlock = []decision.Field{field}
	case api.ChangeIgnore:
		command.Remove = true
	}
	command.Asset = id
	return command
}

// changeAll changes the assets part by part, in the order of their ids.
func (s assetChanges) changeAll(ctx context.Context, w wanted) (api.AssetsChanged, error) {
	var rows []api.AssetChanged
	var newest eventstore.Appended
	for ids := range slices.Chunk(w.ids, assetsOfPart) {
		n := len(rows) / assetsOfPart
		part := make([]api.AssetChanged, len(ids))
		var synced, kept []int
		for i, id := range ids {
			shown, there := w.found[id]
			part[i].Asset = api.Ref{ID: id, Name: shown.Name}
			switch {
			case !there:
				_ = outcomeOf(&part[i], domain.NotFound("asset")) // it is a refusal
			case w.synced[id]:
				synced = append(synced, i)
			default:
				kept = append(kept, i)
			}
		}
		for _, do := range []func() (eventstore.Appended, error){
			func() (eventstore.Appended, error) { return s.decidePart(ctx, w, partID(w.command, n), part, synced) },
			func() (eventstore.Appended, error) { return s.recordPart(ctx, w, partID(w.command, n), part, kept) },
		} {
			done, err := do()
			if err != nil {
				return api.AssetsChanged{}, conflicts(err)
			}
			if done.Last > newest.Last {
				newest = done
			}
		}
		rows = append(rows, part...)
	}
	return s.told(ctx, w, rows, newest)
}

// decidePart decides about synced assets, in one append.
func (s assetChanges) decidePart(ctx context.Context, w wanted, id uuid.UUID, part []api.AssetChanged, at []int) (eventstore.Appended, error) {
	b := decide.Batch[decision.Command]{Tenant: w.command.Tenant, Actor: w.command.Actor, ID: id, Correlation: w.command.Correlation}
	for _, i := range at {
		asset := part[i].Asset.ID
		b.Rows = append(b.Rows, decide.Row[decision.Command]{Stream: event.AssetStream(asset), Command: s.decided(w, asset), Version: decide.AnyVersion})
	}
	if len(b.Rows) == 0 {
		return eventstore.Appended{}, nil
	}
	outcomes, done, err := decide.Together(ctx, s.log, assetDecider, b)
	if err != nil {
		return done, err
	}
	for n, outcome := range outcomes {
		row := &part[at[n]]
		switch {
		case errors.Is(outcome.Err, decide.ErrLeft):
			row.Outcome, row.Code, row.Message = "refused", "left_before", "This request was carried out before and left this asset as it was. Try again."
		case outcome.Err != nil:
			err = outcomeOf(row, outcome.Err)
		case outcome.Changed:
			row.Outcome = "saved"
		default:
			row.Outcome = "unchanged"
		}
		if err != nil {
			return done, err
		}
	}
	return done, nil
}
