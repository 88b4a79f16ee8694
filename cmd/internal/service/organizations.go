package service

import (
	"context"
	"slices"

	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/asset"
	"coresync/projections/mapping"

	"github.com/goccy/go-json"
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
	mapping.Mapped: "mapped", mapping.MappedAuto: "mapped", mapping.AutoMatched: "auto_matched", mapping.Unmatched: "unmatched",
	mapping.Stale: "stale", mapping.Ignored: "ignored",
}

// List implements api.Organizations.
func (s organizations) List(ctx context.Context, scope api.Scope, f api.OrganizationFilter, l api.List) (api.Answer[api.OrganizationPage], error) {
	return answer(ctx, s.reads, scope, asset.Models(), func(r *projections.Reading) (api.OrganizationPage, error) {
		var page api.OrganizationPage
		filter := mapping.Filter{Connection: f.Connection}
		var err error
		if page.Counts, err = organizationCounts(ctx, r, filter); err != nil {
			return page, err
		}
		for state, name := range statuses {
			if f.Status == name || f.Status == "open" && slices.Contains(mapping.Open(), state) {
				filter.States = append(filter.States, state)
			}
		}
		rows, err := mapping.List(ctx, r, filter, asked(l))
		if err != nil {
			return page, err
		}
		view, err := organizationViews(ctx, r, rows.Items)
		if err != nil {
			return page, err
		}
		page.Page, err = paged(rows, nil, view)
		return page, err
	})
}

// Counts implements api.Organizations.
func (s organizations) Counts(ctx context.Context, scope api.Scope, connection uuid.UUID) (api.Answer[api.OrganizationCounts], error) {
	return answer(ctx, s.reads, scope, asset.Models(), func(r *projections.Reading) (api.OrganizationCounts, error) {
		return organizationCounts(ctx, r, mapping.Filter{Connection: connection})
	})
}

func organizationCounts(ctx context.Context, r *projections.Reading, f mapping.Filter) (api.OrganizationCounts, error) {
	counts, err := mapping.Counts(ctx, r, f)
	return api.OrganizationCounts{
		Mapped:      int(counts[mapping.Mapped] + counts[mapping.MappedAuto]),
		AutoMatched: int(counts[mapping.AutoMatched]), Unmatched: int(counts[mapping.Unmatched]),
		Stale: int(counts[mapping.Stale]), Ignored: int(counts[mapping.Ignored]),
	}, err
}

// organizationViews looks up what the rows of a page refer to, and makes the function
// that shows one.
func organizationViews(ctx context.Context, r *projections.Reading, rows []mapping.Mapping) (func(mapping.Mapping) api.Organization, error) {
	devices, err := asset.CountByOrganization(ctx, r)
	if err != nil {
		return nil, err
	}
	var ids []uuid.UUID
	candidates := make(map[uuid.UUID][]mapping.Candidate, len(rows))
	for _, m := range rows {
		var list []mapping.Candidate
		if len(m.Candidates) > 0 {
			if err := json.Unmarshal(m.Candidates, &list); err != nil {
				return nil, err
			}
		}
		for _, c := range list {
			ids = append(ids, c.Customer)
		}
		candidates[m.Organization.ID] = list
	}
	customers, err := mapping.CustomersByID(ctx, r, ids)
	return func(m mapping.Mapping) api.Organization {
		view := organization(m, devices)
		for _, c := range candidates[m.Organization.ID] {
			of := api.Ref{ID: c.Customer, Name: customers[c.Customer].Name}
			view.Suggestions = append(view.Suggestions, api.Suggestion{Customer: of, Score: c.Score, Evidence: c.Reason, Source: "name"})
			if c.Customer == m.Suggested {
				view.Suggested = &of
			}
		}
		return view
	}, err
}

func organization(m mapping.Mapping, devices map[uuid.UUID]int64) api.Organization {
	o := m.Organization
	view := api.Organization{
		Connection: o.Connection, OrganizationID: o.OrganizationID, Name: o.Name, FormerNames: []string{}, Devices: int(devices[o.ID]),
		Locations: int(m.Locations), Status: statuses[m.State], Source: m.Source, Evidence: m.Evidence, Suggestions: []api.Suggestion{},
		Vanished: !o.VanishedAt.IsZero(), DecidedBy: o.DecidedBy, DecidedAt: when(o.DecidedAt), Version: o.Version,
	}
	_ = json.Unmarshal(o.FormerNames, &view.FormerNames) // written by the read model; an empty one reads as none
	customer := m.Status.Customer
	if customer == uuid.Nil {
		customer = m.Former
	}
	if customer != uuid.Nil {
		view.Customer = &api.Ref{ID: customer, Name: m.CustomerName}
	}
	return view
}
