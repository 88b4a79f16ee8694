package http

import (
	"context"
	"time"

	"coresync/domain"
	"coresync/http/api"

	"github.com/google/uuid"
)

type assetsFake struct {
	fakeDirectory[api.Asset, api.AssetFilter, api.AssetDraft, api.AssetPatch]
}

func ago(d time.Duration) *time.Time {
	t := noon.Add(-d)
	return &t
}

// notebook is a synced asset with every member filled; its texts are hostile.
func notebook() api.Asset {
	customer, contact := acme(), thing(31)
	return api.Asset{
		Contact: &contact,
		Source:  "ninjaone", ExternalID: "N-402", Name: "LAPTOP-1</script>", Names: []string{"LAPTOP-1</script>", "laptop-1.example.com"},
		Manufacturer: "Dell", Model: "Latitude 5440", SerialNumber: "5CD1234", BIOSSerial: "5CD1234", Category: "Workstation",
		NodeClass: "WINDOWS_WORKSTATION", OS: "Windows 11 Pro", Tags: []string{"Loaner", hostile}, Notes: "On loan", Status: "in_use", Connectivity: "online",
		LastContact: ago(3 * time.Minute), Customer: &customer, LastUser: `EXAMPLE\jdoe`,
		Device: &api.DeviceRef{
			Connection: thing(5), ID: 402, OrganizationID: 17, OrganizationName: "Acme", LocationID: 3, LocationName: "Head office",
			DashboardURL: "https://eu.ninjarmm.com/#/deviceDashboard/402/overview",
		},
		WarrantyStart: "2024-02-29", WarrantyEnd: "2027-02-28", FirstSeenAt: ago(48 * time.Hour), MissingSince: ago(time.Hour), Degraded: true,
		Life: "missing", Locks: []api.AssetLock{{Field: "name", Value: "LAPTOP-1</script>", Ninja: "LAPTOP-1", Position: 41}},
		Records: []api.AssetRecord{{ID: thing(402), Source: "ninjaone", Name: "LAPTOP-1", DeviceID: 402, Current: true}},
	}
}

func fakeAssets() *assetsFake {
	f := &assetsFake{fakeDirectory[api.Asset, api.AssetFilter, api.AssetDraft, api.AssetPatch]{
		noun: "asset", name: func(a api.Asset) string { return a.Name },
		show: func(a api.Asset, id uuid.UUID, version int64) api.Asset {
			a.ID, a.Version = id, version
			return a
		},
		make: func(d api.AssetDraft) api.Asset {
			return api.Asset{Source: "manual", Name: d.Name, Model: d.Model, Category: "Other", Status: "in_use", Connectivity: "not_monitored", Life: "present"}
		},
		change: func(a *api.Asset, p api.AssetPatch) { assign(&a.Name, p.Name) },
	}}
	f.things = append(f.things, kept[api.Asset]{thing(402), 12, notebook()})
	return f
}

func (f *assetsFake) Update(ctx context.Context, c api.Command, id uuid.UUID, p api.AssetPatch) (api.Written, error) {
	if id == thing(402) {
		return api.Written{}, &domain.Error{Code: domain.CodeConflict, Reason: "manual_asset", Message: "This asset is kept by hand."}
	}
	return f.fakeDirectory.Update(ctx, c, id, p)
}

func (f *assetsFake) History(_ context.Context, s api.Scope, id uuid.UUID, l api.List) (api.Answer[api.Page[api.HistoryEntry]], error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.scopes = append(f.scopes, s)
	if f.find(id) < 0 {
		return api.Answer[api.Page[api.HistoryEntry]]{}, domain.NotFound("asset")
	}
	return answerOf(pageBy([]api.HistoryEntry{
		{Position: 12, EventID: thing(12), Type: "DeviceObserved", OccurredAt: noon, RecordedAt: noon, Actor: "poller", Summary: "First seen."},
		{Position: 40, EventID: thing(40), Type: "DeviceObserved", OccurredAt: noon, RecordedAt: noon, Actor: "poller",
			Summary: "Renamed.", Fields: []api.FieldChange{{Field: "name", Old: "PC", New: "LAPTOP-1"}}},
	}, l, func(h api.HistoryEntry) string { return string(rune('a' + h.Position)) })), nil
}

func (f *assetsFake) Facets(context.Context, api.Scope, api.AssetFilter, string, api.MostFacets) (api.Answer[api.AssetFacets], error) {
	return answerOf(api.AssetFacets{
		Counts:    []api.AssetCount{{Category: "Workstation", Status: "in_use", Connectivity: "online", Source: "ninjaone", N: 1}},
		Customers: []api.CustomerCount{{ID: thing(1), Name: "Acme", N: 1}, {ID: thing(2), Name: "Beta", N: 0}},
		Tags:      []api.TagCount{{Tag: "Loaner", N: 1}, {Tag: hostile, N: 1}, {Tag: "A & B", N: 1}},
	}), nil
}

func (f *assetsFake) Known(context.Context, api.Scope, uuid.UUID) (api.Answer[[]api.KnownBy], error) {
	begin := noon.Add(-48 * time.Hour)
	return answerOf([]api.KnownBy{
		{Kind: "serial_number", Value: "5CD1234", Record: thing(402), First: begin, Last: noon, Now: true},
		{Kind: "serial_number", Value: "OLD<1>", Record: thing(402), First: begin, Last: begin},
		{Kind: "name", Value: hostile, Record: thing(402), First: begin, Last: noon, Now: true},
	}), nil
}

func (f *assetsFake) Users(context.Context, api.Scope, uuid.UUID) (api.Answer[[]api.SeenUser], error) {
	return answerOf([]api.SeenUser{
		{Name: `EXAMPLE\jdoe`, Part: 0.75, Seconds: 60 * 24 * 3600, Last: noon},
		{Name: hostile, Part: 0.2, Seconds: 16 * 24 * 3600, Last: noon.Add(-time.Hour)},
		{Erased: true, Part: 0.05, Seconds: 4 * 3600, Last: noon.Add(-48 * time.Hour)},
	}), nil
}

// fakeChanges changes what is named; one asset is left as it is.
type fakeChanges struct {
	*assetsFake
	commands []api.Command
	asked    []api.AssetChange
	left     uuid.UUID
}

func (f *fakeChanges) Select(_ context.Context, _ api.Scope, filter api.AssetFilter, _ string) (api.Answer[api.AssetSelection], error) {
	f.filters = append(f.filters, filter)
	return answerOf(api.AssetSelection{Count: 1, Selection: "1-0123456789abcdef01234567"}), nil
}

func (f *fakeChanges) Change(_ context.Context, c api.Command, change api.AssetChange) (api.AssetsChanged, error) {
	f.commands, f.asked = append(f.commands, c), append(f.asked, change)
	done := api.AssetsChanged{Position: at(4711), Undo: new(thing(77))}
	ids := change.Assets
	if change.Matching != nil {
		ids = []uuid.UUID{thing(402)}
	}
	for _, id := range ids {
		row := api.AssetChanged{Asset: api.Ref{ID: id, Name: "LAPTOP-1</script>"}, Outcome: "saved"}
		if id == f.left {
			row.Outcome, row.Code, row.Message = "conflict", "already_assigned", "This asset is assigned to somebody else."
		}
		done.Rows = append(done.Rows, row)
	}
	return done, nil
}
