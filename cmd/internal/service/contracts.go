package service

import (
	"context"

	"coresync/domain/directory"
	"coresync/domain/event"
	"coresync/http/api"
	"coresync/projections"
	read "coresync/projections/directory"

	"github.com/google/uuid"
)

// contracts implements api.Contracts.
type contracts struct {
	directoryWriter
	reads
}

// List implements api.Directory.
func (s contracts) List(ctx context.Context, scope api.Scope, f api.ContractFilter, l api.List) (api.Answer[api.Page[api.Contract]], error) {
	return answer(ctx, s.reads, scope, []string{read.Name}, func(r *projections.Reading) (api.Page[api.Contract], error) {
		rows, err := read.Contracts(ctx, r, read.Filter{Customer: f.Customer}, asked(l))
		return paged(rows, err, contract)
	})
}

// Get implements api.Directory.
func (s contracts) Get(ctx context.Context, scope api.Scope, id uuid.UUID) (api.Answer[api.Contract], error) {
	return answer(ctx, s.reads, scope, []string{read.Name}, func(r *projections.Reading) (api.Contract, error) {
		e, err := read.GetContract(ctx, r, id)
		return contract(e), err
	})
}

func contract(e read.Entry[read.Contract]) api.Contract {
	c := e.Thing
	return api.Contract{
		ID: c.ID, ExternalID: c.ExternalID, Customer: api.Ref{ID: c.Customer, Name: e.CustomerName},
		Name: c.Name, Start: day(c.Start), End: day(c.End), Version: c.Version,
	}
}

// Create implements api.Directory.
func (s contracts) Create(ctx context.Context, c api.Command, d api.ContractDraft) (api.Written, error) {
	external := externalID(c, d.ExternalID)
	id := directory.ID(c.Tenant, directory.Contracts, external)
	return s.create(ctx, c, directory.Contracts, id, &event.ContractRecorded{
		ID: id, ExternalID: external, Customer: d.Customer, Name: d.Name, Start: d.Start, End: d.End,
	}, customerRef(d.Customer))
}

// Update implements api.Directory.
func (s contracts) Update(ctx context.Context, c api.Command, id uuid.UUID, p api.ContractPatch) (api.Written, error) {
	return s.change(ctx, c, directory.Contracts, id, func(current event.Payload) []directory.Reference {
		e := current.(*event.ContractRecorded)
		set(&e.Customer, p.Customer)
		set(&e.Name, p.Name)
		set(&e.Start, p.Start)
		set(&e.End, p.End)
		return []directory.Reference{customerRef(e.Customer)}
	})
}

// Remove implements api.Directory.
func (s contracts) Remove(ctx context.Context, c api.Command, id uuid.UUID) (api.Written, error) {
	return s.remove(ctx, c, directory.Contracts, id)
}
