package service

import (
	"context"
	"strings"

	"coresync/domain/directory"
	"coresync/domain/event"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/asset"
	read "coresync/projections/directory"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
)

// customers implements api.Customers.
type customers struct {
	directoryWriter
	reads
}

// List implements api.Directory.
func (s customers) List(ctx context.Context, scope api.Scope, _ api.CustomerFilter, l api.List) (api.Answer[api.Page[api.Customer]], error) {
	return answer(ctx, s.reads, scope, asset.Models(), func(r *projections.Reading) (api.Page[api.Customer], error) {
		counts, err := asset.CountByCustomer(ctx, r)
		if err != nil {
			return api.Page[api.Customer]{}, err
		}
		rows, err := read.Customers(ctx, r, asked(l))
		return paged(rows, err, func(e read.Entry[read.Customer]) api.Customer { return customer(e.Thing, counts[e.Thing.ID]) })
	})
}

// Get implements api.Directory.
func (s customers) Get(ctx context.Context, scope api.Scope, id uuid.UUID) (api.Answer[api.Customer], error) {
	return answer(ctx, s.reads, scope, asset.Models(), func(r *projections.Reading) (api.Customer, error) {
		counts, err := asset.CountByCustomer(ctx, r)
		if err != nil {
			return api.Customer{}, err
		}
		e, err := read.GetCustomer(ctx, r, id)
		return customer(e.Thing, counts[id]), err
	})
}

func customer(c read.Customer, assets int64) api.Customer {
	domains := []string{}
	_ = json.Unmarshal(c.Domains, &domains) // written by the read model; an empty one reads as none
	return api.Customer{
		ID: c.ID, ExternalID: c.ExternalID, Name: c.Name, Number: c.Number, Domains: domains,
		City: c.City, Assets: int(assets), Version: c.Version,
	}
}

// Create implements api.Directory.
func (s customers) Create(ctx context.Context, c api.Command, d api.CustomerDraft) (api.Written, error) {
	external := externalID(c, d.ExternalID)
	id := directory.ID(c.Tenant, directory.Customers, external)
	return s.create(ctx, c, directory.Customers, id, &event.CustomerRecorded{
		ID: id, ExternalID: external, Name: d.Name, Number: d.Number, Domains: lower(d.Domains), City: d.City,
	})
}

// Update implements api.Directory.
func (s customers) Update(ctx context.Context, c api.Command, id uuid.UUID, p api.CustomerPatch) (api.Written, error) {
	return s.change(ctx, c, directory.Customers, id, func(current event.Payload) []directory.Reference {
		e := current.(*event.CustomerRecorded)
		set(&e.Name, p.Name)
		set(&e.Number, p.Number)
		set(&e.City, p.City)
		if p.Domains != nil {
			e.Domains = lower(*p.Domains)
		}
		return nil
	})
}

// Remove implements api.Directory; mappings to the customer become stale (MAP-09).
func (s customers) Remove(ctx context.Context, c api.Command, id uuid.UUID) (api.Written, error) {
	return s.remove(ctx, c, directory.Customers, id)
}

// externalID is the one that was given, or one that a repeated request makes again.
func externalID(c api.Command, given string) string {
	switch {
	case given != "":
		return given
	case c.AppendID != uuid.Nil:
		return uuid.NewSHA1(c.AppendID, []byte("external id")).String()
	}
	return uuid.NewString()
}

// set changes a member that the patch names.
func set[T any](member *T, value *T) {
	if value != nil {
		*member = *value
	}
}

func lower(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = strings.ToLower(strings.TrimPrefix(s, "@"))
	}
	return out
}

// customerRef names the customer that an entity is to belong to.
func customerRef(id uuid.UUID) directory.Reference {
	return directory.Reference{Kind: directory.Customers, ID: id, Column: "customer"}
}
