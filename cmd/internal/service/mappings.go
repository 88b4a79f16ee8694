package service

import (
	"context"
	"errors"
	"sync"

	decision "coresync/domain/mapping"
	"coresync/eventstore"
	"coresync/eventstore/decide"
	"coresync/http/api"

	"github.com/google/uuid"
)

var mappingDecider = decide.Decider[decision.State, decision.Command]{Evolve: decision.Evolve, Decide: decision.Decide}

// Map implements api.Organizations. Rows are decided side by side, so that the
// store takes them in one transaction; one row's conflict leaves the others alone.
func (s organizations) Map(ctx context.Context, c api.Command, rows []api.Mapping) (api.MappingsWritten, error) {
	if err := s.checkRows(ctx, c.Tenant, rows); err != nil {
		return api.MappingsWritten{}, err
	}
	suggested, err := s.suggested(ctx, c.Tenant, rows)
	if err != nil {
		return api.MappingsWritten{}, err
	}
	if c.Correlation == uuid.Nil {
		c.Correlation = uuid.New() // what was saved in one go is undone in one go
	}
	saves := make([]save, len(rows))
	var wg sync.WaitGroup
	for i, row := range rows {
		wg.Go(func() { saves[i] = s.save(ctx, c, row, suggested) })
	}
	wg.Wait()
	return s.saved(ctx, c, saves)
}

// save is what became of one row.
type save struct {
	result api.MappingResult
	done   eventstore.Appended
	err    error
}

// saved sums up a batch: its position is that of the newest event.
func (s organizations) saved(ctx context.Context, c api.Command, saves []save) (api.MappingsWritten, error) {
	all := api.MappingsWritten{Rows: make([]api.MappingResult, len(saves))}
	newest := eventstore.Appended{Tenant: c.Tenant}
	replayed := len(saves) > 0
	for i, one := range saves {
		if one.err != nil {
			return api.MappingsWritten{}, conflicts(one.err)
		}
		all.Rows[i] = one.result
		if one.done.Last > newest.Last {
			newest = one.done
		}
		replayed = replayed && one.done.Replayed
	}
	w, err := written(ctx, s.log, newest, uuid.Nil, 0)
	if err != nil {
		return api.MappingsWritten{}, err
	}
	all.Position, all.Replayed = w.Position, replayed
	all.Undo, err = undoOf(ctx, s.log, c.Tenant, newest)
	return all, err
}

// save decides one row.
func (s organizations) save(ctx context.Context, c api.Command, row api.Mapping, suggested map[decision.Place]uuid.UUID) save {
	command, message := commandOf(row, suggested)
	one := save{result: api.MappingResult{Connection: row.Connection, OrganizationID: row.OrganizationID, LocationID: row.LocationID}}
	request := decide.Request[decision.Command]{
		Tenant: c.Tenant, Stream: command.Stream(), Actor: c.Actor, Correlation: c.Correlation, Version: row.ExpectedVersion, Command: command,
	}
	if c.AppendID != uuid.Nil {
		request.ID = uuid.NewSHA1(c.AppendID, []byte(request.Stream))
	}
	if message != "" { // a repeated request finds what it did, though nothing is suggested any more
		var found bool
		if request.ID != uuid.Nil {
			one.done, found, one.err = s.log.Lookup(ctx, c.Tenant, request.ID)
		}
		if one.err != nil {
			return one
		}
		if !found {
			one.result.Outcome, one.result.Version, one.result.Message = "refused", max(row.ExpectedVersion, 0), message
			return one
		}
	} else {
		one.done, one.err = decide.Handle(ctx, s.log, mappingDecider, request)
	}
	return s.outcome(ctx, c.Tenant, request.Stream, row, one)
}

// outcome says in the row's result what the append did.
func (s organizations) outcome(ctx context.Context, tenant uuid.UUID, stream string, row api.Mapping, one save) save {
	var conflict *eventstore.VersionConflictError
	switch {
	case errors.As(one.err, &conflict):
		one.result.Outcome, one.result.Version, one.err = "conflict", conflict.Got, nil
		one.result.Message = "Somebody else decided about it in between. Look at it again and save again."
		one.result.DecidedBy, one.err = s.newestActor(ctx, tenant, stream, conflict.Got)
	case one.err != nil:
	case one.done.Last == 0:
		one.result.Outcome, one.result.Version = "unchanged", max(row.ExpectedVersion, 0)
	case one.done.Replayed:
		one.result.Outcome = "saved"
		one.result.Version, one.err = s.versionOf(ctx, tenant, stream)
	default:
		one.result.Outcome, one.result.Version = "saved", one.done.Versions[stream]
	}
	return one
}

// commandOf is the decision of a row; message says why there is none.
func commandOf(row api.Mapping, suggested map[decision.Place]uuid.UUID) (c decision.Command, message string) {
	c.Place = placeOf(row)
	var customer uuid.UUID
	if row.Customer != nil {
		customer = *row.Customer
	}
	switch row.Action {
	case "ignore":
		c.Ignore, c.Reason = true, row.Reason
	case "unmap":
		c.Unset = true
	case "reject":
		c.Reject = customer
	case "confirm":
		if customer == uuid.Nil {
			customer = suggested[c.Place]
		}
		if customer == uuid.Nil {
			return c, "No customer is suggested for it now. Look at it again and choose one."
		}
		c.Customer = customer
	default:
		c.Customer = customer
	}
	return c, ""
}

func placeOf(row api.Mapping) decision.Place {
	return decision.Place{Connection: row.Connection, Organization: row.OrganizationID, Location: row.LocationID}
}

// versionOf is where a stream stands now.
func (s organizations) versionOf(ctx context.Context, tenant uuid.UUID, stream string) (int64, error) {
	heads, err := s.log.Streams(ctx, tenant, []string{stream})
	return heads[stream].Version, err
}

// newestActor is who decided last; "" where nobody did.
func (s organizations) newestActor(ctx context.Context, tenant uuid.UUID, stream string, version int64) (string, error) {
	if version == 0 {
		return "", nil
	}
	events, err := s.log.ReadStream(ctx, tenant, stream, version-1, 1)
	if err != nil || len(events) == 0 {
		return "", err
	}
	return events[0].Actor, nil
}
