package service

import (
	"context"
	"strconv"
	"time"

	"coresync/domain"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/asset"
	"coresync/projections/mapping"

	"github.com/google/uuid"
)

// line is a row as comparisons see it: what people are told of it, by field.
type line struct {
	id           uuid.UUID
	name         string
	connection   uuid.UUID
	organization int64
	values       []string
}

// lines are the rows of one side, in the order of their ids.
type lines struct {
	fields []string
	next   func() (line, bool, error)
	close  func()
}

// What is compared, field by field. Times of contact are left out: they change all day.
var (
	assetFields = []string{
		"name", "category", "manufacturer", "model", "serial_number", "os", "status", "connectivity", "customer", "organization", "location",
		"contact", "warranty_start", "warranty_end", "purchased_on", "missing_since", "notes",
	}
	mappingFields      = []string{"status", "source", "customer"}
	organizationFields = []string{"name", "listed", "locations", "devices"}
)

func linesOf(ctx context.Context, r *projections.Reading, of string, after uuid.UUID) (lines, error) {
	switch of {
	case api.CompareAssets:
		rows, err := asset.Each(ctx, r, after)
		return linesFrom(assetFields, rows, err, assetLine)
	case api.CompareMappings:
		rows, err := mapping.Each(ctx, r, after)
		return linesFrom(mappingFields, rows, err, mappingLine)
	case api.CompareOrganizations:
		devices, err := asset.CountByOrganization(ctx, r)
		if err != nil {
			return lines{}, err
		}
		rows, err := mapping.Each(ctx, r, after)
		return linesFrom(organizationFields, rows, err, func(m mapping.Mapping) line { return organizationLine(m, devices) })
	}
	return lines{}, domain.NotFound("comparison")
}

// streamed are rows that come one by one.
type streamed[R any] interface {
	Next() (R, bool, error)
	Close()
}

func linesFrom[R any](fields []string, rows streamed[R], err error, view func(R) line) (lines, error) {
	if err != nil {
		return lines{}, err
	}
	return lines{fields: fields, close: rows.Close, next: func() (line, bool, error) {
		row, is, err := rows.Next()
		if !is || err != nil {
			return line{}, false, err
		}
		return view(row), true, nil
	}}, nil
}

func assetLine(a asset.Asset) line {
	contact := ""
	if a.Contact != uuid.Nil {
		contact = a.Contact.String()
	}
	missing := ""
	if !a.MissingSince.IsZero() {
		missing = a.MissingSince.UTC().Format(time.RFC3339)
	}
	return line{
		id: a.AssetID(), name: a.Name, connection: a.Connection, organization: a.OrganizationID,
		values: []string{
			a.Name, string(a.Category), a.Manufacturer, a.Model, a.Serial, a.OS, string(a.Status), string(a.Connectivity),
			a.CustomerName, a.OrganizationName, a.LocationName, contact, day(a.WarrantyStart), day(a.WarrantyEnd), day(a.PurchasedOn), missing, a.Notes,
		},
	}
}

func mappingLine(m mapping.Mapping) line {
	customer := ""
	if m.Status.Customer != uuid.Nil {
		customer = m.CustomerName
	}
	return line{
		id: m.Organization.ID, name: m.Name, connection: m.Connection, organization: m.OrganizationID,
		values: []string{statuses[m.State], m.Source, customer},
	}
}

func organizationLine(m mapping.Mapping, devices map[uuid.UUID]int64) line {
	listed := "yes"
	if !m.VanishedAt.IsZero() {
		listed = "no"
	}
	return line{
		id: m.Organization.ID, name: m.Name, connection: m.Connection, organization: m.OrganizationID,
		values: []string{m.Name, listed, strconv.FormatInt(m.Locations, 10), strconv.FormatInt(devices[m.Organization.ID], 10)},
	}
}
