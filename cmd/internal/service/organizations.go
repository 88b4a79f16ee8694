package service

import (
	"context"
	"errors"
	"sync"

	"coresync/domain"
	"coresync/domain/directory"
	"coresync/domain/event"
	decision "coresync/domain/mapping"
	"coresync/domain/rowid"
	"coresync/eventstore"
	"coresync/eventstore/decide"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/asset"
	read "coresync/projections/directory"
	"coresync/projections/mapping"

	"github.com/google/uuid"
)

// organizations implements api.Organizations.
type organizations struct {
	directoryWriter
	reads
}

// statuses names the read model's states as the API does. An exact name that is
// unique both ways is linked at once and shown as mapped, with the source "name"
// (MAP-13); auto_matched is for likely names that wait for a person.
var statuses = map[mapping.State]string{
	mapping.Mapped: "mapped", mapping.MappedAuto: "mapped", mapping.Unmatched: "unmatched",
	mapping.Stale: "stale", mapping.Ignored: "ignored",
}

// List implements api.Organizations.
func (s organizations) List(ctx context.Context, scope api.Scope, f api.OrganizationFilter, l api.List) (api.Answer[api.OrganizationPage], error) {
	return answer(ctx, s.reads, scope, asset.Models(), func(r *projections.Reading) (api.OrganizationPage, error) {
		var page api.OrganizationPage
		filter := mapping.Filter{Connection: f.Connection}
		counts, err := mapping.Counts(ctx, r, filter)
		if err != nil {
			return page, err
		}
		page.Counts = api.OrganizationCounts{
			Mapped:    int(counts[mapping.Mapped] + counts[mapping.MappedAuto]),
			Unmatched: int(counts[mapping.Unmatched]), Stale: int(counts[mapping.Stale]), Ignored: int(counts[mapping.Ignored]),
		}
		devices, err := asset.CountByOrganization(ctx, r)
		if err != nil {
			return page, err
		}
		for state, name := range statuses {
			if f.Status == name {
				filter.States = append(filter.States, state)
			}
		}
		if f.Status != "" && len(filter.States) == 0 {
			page.Items = []api.Organization{}
			return page, nil // a status that no organization can have yet
		}
		rows, err := mapping.List(ctx, r, filter, asked(l))
		page.Page, err = paged(rows, err, func(m mapping.Mapping) api.Organization { return organization(m, devices) })
		return page, err
	})
}

func organization(m mapping.Mapping, devices map[uuid.UUID]int64) api.Organization {
	o := m.Organization
	view := api.Organization{
		Connection: o.Connection, OrganizationID: o.OrganizationID, Name: o.Name, Devices: int(devices[o.ID]),
		Locations: int(m.Locations), Status: statuses[m.State], Source: m.Source, Suggestions: []api.Suggestion{},
		Vanished: !o.VanishedAt.IsZero(), DecidedBy: o.DecidedBy, DecidedAt: when(o.DecidedAt), Version: o.Version,
	}
	customer := m.Status.Customer
	if customer == uuid.Nil {
		customer = m.Former
	}
	if customer != uuid.Nil {
		view.Customer = &api.Ref{ID: customer, Name: m.CustomerName}
	}
	return view
}

var mappingDecider = decide.Decider[decision.State, decision.Command]{Evolve: decision.Evolve, Decide: decision.Decide}

// Map implements api.Organizations. Rows are decided side by side, so that the
// store takes them in one transaction; one row's conflict leaves the others alone.
func (s organizations) Map(ctx context.Context, c api.Command, rows []api.Mapping) (api.MappingsWritten, error) {
	if err := s.checkRows(ctx, c.Tenant, rows); err != nil {
		return api.MappingsWritten{}, err
	}
	results := make([]api.MappingResult, len(rows))
	appended := make([]eventstore.Appended, len(rows))
	failures := make([]error, len(rows))
	var wg sync.WaitGroup
	for i, row := range rows {
		wg.Go(func() { results[i], appended[i], failures[i] = s.mapOne(ctx, c, i, row) })
	}
	wg.Wait()
	if err := errors.Join(failures...); err != nil {
		return api.MappingsWritten{}, conflicts(err)
	}
	var newest eventstore.Appended
	newest.Tenant = c.Tenant
	replayed := len(rows) > 0
	for _, a := range appended {
		if a.Last > newest.Last {
			newest = a
		}
		replayed = replayed && a.Replayed
	}
	w, err := written(ctx, s.log, newest, uuid.Nil, 0)
	return api.MappingsWritten{Rows: results, Position: w.Position, Replayed: replayed}, err
}

func (s organizations) mapOne(ctx context.Context, c api.Command, number int, row api.Mapping) (api.MappingResult, eventstore.Appended, error) {
	result := api.MappingResult{Connection: row.Connection, OrganizationID: row.OrganizationID}
	stream := event.MappingStream(row.Connection, row.OrganizationID)
	request := decide.Request[decision.Command]{
		Tenant: c.Tenant, Stream: stream, Actor: c.Actor, Correlation: c.Correlation, Version: row.ExpectedVersion,
		Command: decision.Command{
			Connection: row.Connection, OrganizationID: row.OrganizationID,
			Ignore: row.Action == "ignore", Unset: row.Action == "unmap", Reason: row.Reason,
		},
	}
	if row.Action == "map" && row.Customer != nil {
		request.Command.Customer = *row.Customer
	}
	if c.AppendID != uuid.Nil {
		request.ID = uuid.NewSHA1(c.AppendID, []byte(stream))
	}
	done, err := decide.Handle(ctx, s.log, mappingDecider, request)
	var conflict *eventstore.VersionConflictError
	switch {
	case errors.As(err, &conflict):
		result.Outcome, result.Version = "conflict", conflict.Got
		result.Message = "Somebody else decided about it in between. Look at it again and save again."
		return result, done, nil
	case err != nil:
		return result, done, err
	case done.Last == 0:
		result.Outcome, result.Version = "unchanged", max(row.ExpectedVersion, 0)
	case done.Replayed:
		result.Outcome = "saved"
		result.Version, err = s.versionOf(ctx, c.Tenant, stream)
	default:
		result.Outcome, result.Version = "saved", done.Versions[stream]
	}
	return result, done, err
}

// versionOf is where a stream stands now.
func (s organizations) versionOf(ctx context.Context, tenant uuid.UUID, stream string) (int64, error) {
	heads, err := s.log.Streams(ctx, tenant, []string{stream})
	return heads[stream].Version, err
}

// checkRows refuses the batch where a row makes no sense, all faults at once.
func (s organizations) checkRows(ctx context.Context, tenant uuid.UUID, rows []api.Mapping) error {
	var faults []domain.Fault
	fault := func(i int, member, code, message string) {
		faults = append(faults, domain.Fault{Pointer: pointer("rows", i, member), Code: code, Message: message})
	}
	known, err := s.observed(ctx, tenant, rows)
	if err != nil {
		return err
	}
	for i, row := range rows {
		if !known[i] {
			fault(i, "organization_id", "unknown", "this connection has shown no such organization")
		}
		switch {
		case row.Action == "map" && row.Customer == nil:
			fault(i, "customer", "required", "choose a customer")
		case row.Action == "map":
			if _, err := s.head(ctx, tenant, directory.Customers, *row.Customer); domain.ErrorCode(err) == domain.CodeNotFound {
				fault(i, "customer", "unknown", "there is no such customer")
			} else if err != nil {
				return err
			}
		case row.Action != "ignore" && row.Action != "unmap":
			fault(i, "action", "unknown", "choose map, ignore or unmap")
		}
	}
	return domain.Invalid(faults)
}

// observed tells of each row whether its organization was ever seen.
func (s organizations) observed(ctx context.Context, tenant uuid.UUID, rows []api.Mapping) ([]bool, error) {
	streams := make([]string, len(rows))
	for i, row := range rows {
		streams[i] = event.OrganizationStream(row.Connection, row.OrganizationID)
	}
	heads, err := s.log.Streams(ctx, tenant, streams)
	if err != nil {
		return nil, conflicts(err)
	}
	known := make([]bool, len(rows))
	for i, stream := range streams {
		known[i] = heads[stream].Version > 0
	}
	return known, nil
}

// Preview implements api.Organizations.
func (s organizations) Preview(ctx context.Context, scope api.Scope, rows []api.Mapping) (api.Answer[[]api.MappingEffect], error) {
	return answer(ctx, s.reads, scope, asset.Models(), func(r *projections.Reading) ([]api.MappingEffect, error) {
		devices, err := asset.CountByOrganization(ctx, r)
		if err != nil {
			return nil, err
		}
		effects := make([]api.MappingEffect, len(rows))
		for i, row := range rows {
			if effects[i], err = s.effect(ctx, r, devices, row); err != nil {
				return nil, err
			}
		}
		return effects, nil
	})
}

// effect is what one decision would do to assets.
func (s organizations) effect(ctx context.Context, r *projections.Reading, devices map[uuid.UUID]int64, row api.Mapping) (api.MappingEffect, error) {
	e := api.MappingEffect{Connection: row.Connection, OrganizationID: row.OrganizationID}
	m, err := mapping.Get(ctx, r, rowid.Organization(r.Tenant, row.Connection, row.OrganizationID))
	if err != nil {
		return e, err
	}
	now := organization(m, devices)
	e.Conflict = row.ExpectedVersion != now.Version
	if m.State.Linked() {
		e.From = now.Customer
	}
	if row.Action == "map" && row.Customer != nil {
		customer, err := read.GetCustomer(ctx, r, *row.Customer)
		if err != nil {
			return e, err
		}
		e.To = &api.Ref{ID: *row.Customer, Name: customer.Thing.Name}
	}
	if (e.From == nil) != (e.To == nil) || e.From != nil && e.From.ID != e.To.ID {
		e.Assets = now.Devices
	}
	return e, nil
}
