package service

import (
	"context"

	"coresync/domain"
	"coresync/domain/directory"
	decision "coresync/domain/mapping"
	"coresync/domain/rowid"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/mapping"

	"github.com/google/uuid"
)

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
		switch {
		case known[i]:
		case row.LocationID != 0:
			fault(i, "location_id", "unknown", "this connection has shown no such location")
		default:
			fault(i, "organization_id", "unknown", "this connection has shown no such organization")
		}
		if member, code, message := checkAction(row); code != "" {
			fault(i, member, code, message)
			continue
		}
		if row.Customer == nil || row.Action == "reject" { // one may reject a customer that is gone
			continue
		}
		if _, err := s.head(ctx, tenant, directory.Customers, *row.Customer); domain.ErrorCode(err) == domain.CodeNotFound {
			fault(i, "customer", "unknown", "there is no such customer")
		} else if err != nil {
			return err
		}
	}
	return domain.Invalid(faults)
}

// checkAction finds what is wrong with a row by itself.
func checkAction(row api.Mapping) (member, code, message string) {
	switch row.Action {
	case "map":
		if row.Customer == nil {
			return "customer", "required", "choose a customer"
		}
	case "reject":
		if row.LocationID != 0 {
			return "action", "not_allowed", "nothing is suggested for a location"
		}
		if row.Customer == nil {
			return "customer", "required", "name the customer that it is not"
		}
	case "confirm":
		if row.LocationID != 0 {
			return "action", "not_allowed", "nothing is suggested for a location"
		}
	case "ignore", "unmap":
	default:
		return "action", "unknown", "choose map, ignore, unmap, confirm or reject"
	}
	return "", "", ""
}

// observed tells of each row whether its organization or location was ever seen.
func (s organizations) observed(ctx context.Context, tenant uuid.UUID, rows []api.Mapping) ([]bool, error) {
	streams := make([]string, len(rows))
	for i, row := range rows {
		streams[i] = placeOf(row).Observed()
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

// suggested are the customers that are suggested now for the rows that confirm without
// naming one.
func (s organizations) suggested(ctx context.Context, tenant uuid.UUID, rows []api.Mapping) (map[decision.Place]uuid.UUID, error) {
	asked := make(map[uuid.UUID]decision.Place)
	for _, row := range rows {
		if row.Action == "confirm" && row.Customer == nil {
			asked[rowid.Organization(tenant, row.Connection, row.OrganizationID)] = placeOf(row)
		}
	}
	if len(asked) == 0 {
		return nil, nil
	}
	found, err := answer(ctx, s.reads, api.Scope{Tenant: tenant}, []string{mapping.Name}, func(r *projections.Reading) (map[decision.Place]uuid.UUID, error) {
		return suggestedIn(ctx, r, asked)
	})
	return found.Data, err
}

func suggestedIn(ctx context.Context, r *projections.Reading, asked map[uuid.UUID]decision.Place) (map[decision.Place]uuid.UUID, error) {
	ids := make([]uuid.UUID, 0, len(asked))
	for id := range asked {
		ids = append(ids, id)
	}
	statuses, err := mapping.StatusesByID(ctx, r, ids)
	suggested := make(map[decision.Place]uuid.UUID, len(statuses))
	for id, status := range statuses {
		suggested[asked[id]] = status.Suggested
	}
	return suggested, err
}
