package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"coresync/projections"
	"coresync/projections/asset"
	"coresync/projections/directory"
	"coresync/projections/mapping"

	"github.com/google/uuid"
)

// Table is a list as it was: what it shows, and of when.
type Table struct {
	Position int64 `json:"position"`
	// RecordedAt is the time of the event there.
	RecordedAt time.Time  `json:"recorded_at"`
	Rules      string     `json:"rules"`
	Columns    []string   `json:"columns"`
	Rows       [][]string `json:"rows"` // sorted by the first columns
}

// AssetsAsOf are the assets as they were known at a moment, with the customers
// that they belonged to then.
func (a *App) AssetsAsOf(ctx context.Context, tenant uuid.UUID, at projections.Moment) (Table, error) {
	past, err := a.Models.AsOf(ctx, tenant, at, asset.Name, mapping.Name, directory.Name)
	if err != nil {
		return Table{}, err
	}
	customers := customerNames(past)
	linked, scope := mapping.LinksOf(past), mapping.ScopeOf(past)
	t := Table{Position: past.Position, RecordedAt: past.RecordedAt, Rules: past.Rules, Columns: []string{
		"name", "id", "customer", "category", "manufacturer", "model", "serial_number", "os", "status", "connectivity",
		"organization_id", "device_id", "warranty_end", "missing_since",
	}}
	for _, r := range projections.PastRows[asset.Row](past, asset.Name, "asset") {
		if !r.Shown {
			continue
		}
		customer := r.Customer
		if customer == uuid.Nil {
			customer = linked.Customer(r.Organization, r.Location)
		}
		if r.Source == asset.SourceNinjaOne && !scope.Holds(r.Ignorable(), customer) {
			continue
		}
		t.Rows = append(t.Rows, []string{
			r.Name, r.AssetID().String(), customers[customer], string(r.Category), r.Manufacturer, r.Model, r.Serial, r.OS,
			string(r.Status), string(r.Connectivity), number(r.OrganizationID), number(r.DeviceID), date(r.WarrantyEnd), date(r.MissingSince),
		})
	}
	slices.SortFunc(t.Rows, slices.Compare)
	return t, nil
}

// MappingsAsOf are the organizations and their customers as they were at a moment.
func (a *App) MappingsAsOf(ctx context.Context, tenant uuid.UUID, at projections.Moment) (Table, error) {
	past, err := a.Models.AsOf(ctx, tenant, at, mapping.Name, directory.Name)
	if err != nil {
		return Table{}, err
	}
	customers := customerNames(past)
	states := make(map[uuid.UUID]mapping.Status)
	for _, s := range projections.PastRows[mapping.Status](past, mapping.Name, "status") {
		states[s.ID] = *s
	}
	t := Table{Position: past.Position, RecordedAt: past.RecordedAt, Rules: past.Rules, Columns: []string{
		"organization", "organization_id", "status", "customer", "source", "evidence",
	}}
	for _, o := range projections.PastRows[mapping.Organization](past, mapping.Name, "organization") {
		if s := states[o.ID]; o.Observed {
			t.Rows = append(t.Rows, []string{
				o.Name, number(o.OrganizationID), string(s.State), customers[s.Customer], s.Source, s.Evidence,
			})
		}
	}
	slices.SortFunc(t.Rows, slices.Compare)
	return t, nil
}

func customerNames(past *projections.Past) map[uuid.UUID]string {
	names := make(map[uuid.UUID]string)
	for _, c := range projections.PastRows[directory.Customer](past, directory.Name, "customer") {
		names[c.ID] = c.Name
	}
	return names
}

func number(n int64) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}

func date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}
