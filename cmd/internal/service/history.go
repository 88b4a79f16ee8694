package service

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"coresync/domain"
	"coresync/domain/event"
	"coresync/domain/warranty"
	"coresync/eventstore"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/asset"

	"github.com/google/uuid"
)

// History implements api.Assets: the events of the asset's own stream and of the
// device behind it.
func (s assets) History(ctx context.Context, scope api.Scope, id uuid.UUID, l api.List) (api.Answer[api.Page[api.HistoryEntry]], error) {
	return answer(ctx, s.reads, scope, asset.Models(), func(r *projections.Reading) (page api.Page[api.HistoryEntry], err error) {
		records, err := asset.Records(ctx, r, id)
		if err != nil {
			return page, err
		}
		if len(records) == 0 {
			return page, domain.NotFound("asset")
		}
		q, err := pageOfLog(eventstore.Query{Streams: asset.Streams(records)}, l, true)
		if err != nil {
			return page, err
		}
		q = until(q, scope, r.Standing(asset.Models()...).Position)
		page.Items = []api.HistoryEntry{}
		read, last := 0, int64(0)
		err = s.log.Read(ctx, scope.Tenant, q, func(e event.Recorded) error {
			if read++; read > l.Limit {
				page.Next = []string{strconv.FormatInt(last, 10)}
				return nil
			}
			last = e.Position
			entry, about, err := s.entry(e)
			if about == nil || slices.ContainsFunc(records, about) {
				page.Items = append(page.Items, entry)
			}
			return err
		})
		return page, err
	})
}

// errCursor is the answer to keys that no page ever gave.
var errCursor = domain.Invalid([]domain.Fault{{Pointer: "?cursor", Code: "invalid", Message: "begin again without a cursor"}})

// pageOfLog continues a query of the log behind the last position of the page
// before, and asks for one event more, which tells whether there is a next page.
func pageOfLog(q eventstore.Query, l api.List, newestFirst bool) (eventstore.Query, error) {
	q.Limit = l.Limit + 1
	q.Backwards = l.Sort.Descending || newestFirst && l.Sort.By == ""
	if len(l.After) == 0 {
		return q, nil
	}
	last, err := strconv.ParseInt(l.After[0], 10, 64)
	if err != nil {
		return q, errCursor
	}
	if q.Backwards {
		q.To = last - 1
	} else {
		q.After = last
	}
	return q, nil
}

// until ends a query of the log at the moment that is asked for.
func until(q eventstore.Query, scope api.Scope, then int64) eventstore.Query {
	switch {
	case scope.AsOf == nil:
	case then == 0: // before the first event
		q.After = math.MaxInt64
	case q.To == 0 || q.To > then:
		q.To = then
	}
	return q
}

// entry says what an event did. about tells which records it is about, where that doesn't
// follow from its stream.
func (s assets) entry(e event.Recorded) (entry api.HistoryEntry, about func(asset.Row) bool, err error) {
	entry = api.HistoryEntry{
		Position: e.Position, EventID: e.ID, Type: string(e.Type), OccurredAt: e.OccurredAt, RecordedAt: e.RecordedAt,
		Actor: e.Actor, Fields: []api.FieldChange{},
	}
	payload, err := s.log.Registry().Decode(e)
	if err != nil {
		return entry, about, err
	}
	switch p := payload.(type) {
	case *event.DeviceObserved:
		entry.Summary = "First seen in NinjaOne"
		if len(p.Changed) > 0 {
			changed := slices.Clone(p.Changed)
			entry.Summary = "Changed in NinjaOne: " + strings.Join(changed, ", ")
			for _, field := range changed {
				entry.Fields = append(entry.Fields, api.FieldChange{Field: field})
			}
		} else if e.Version > 1 {
			entry.Summary = "Seen again in NinjaOne"
		}
	case *event.DeviceUserObserved:
		if entry.Summary = "Somebody else logged on"; p.Withheld != "" {
			entry.Summary = "The last user is no longer kept, by the rules of the " + string(p.Withheld)
		}
	case *event.DeviceVanished:
		entry.Summary = "No longer listed by NinjaOne"
	case *event.DevicesReleased:
		entry.Summary = releasedText(p.Assets)
	case *event.ManualAssetRecorded:
		entry.Summary = "Recorded by hand"
	case *event.ManualAssetRemoved:
		entry.Summary = "Removed"
	default:
		entry.Summary, entry.Fields = decisionText(payload)
	}
	return entry, concerned(payload), nil
}

// concerned tells which records an event is about that has a stream for several: an
// entitlement may have gone from one asset to another, and a connection has many devices.
func concerned(payload event.Payload) func(asset.Row) bool {
	of := func(id uuid.UUID) func(asset.Row) bool {
		return func(r asset.Row) bool { return r.ID == id || r.AssetID() == id }
	}
	switch p := payload.(type) {
	case *event.WarrantyRecorded:
		return of(p.Asset)
	case *event.WarrantyRemoved:
		return of(p.Asset)
	case *event.DevicesReleased:
		return func(r asset.Row) bool { return r.Connection == p.Connection && slices.Contains(p.Devices, r.DeviceID) }
	}
	return nil
}

// releasedText says what became of an asset when its connection was ended (GAP-01).
func releasedText(choice string) string {
	switch choice {
	case asset.ReleasedMarked:
		return "No longer synced: its NinjaOne was disconnected"
	case asset.ReleasedArchived:
		return "Its NinjaOne was disconnected, and what came only from there was archived"
	}
	return "Its NinjaOne was disconnected; the asset was kept as it was"
}

// decisionText says in a sentence what a person decided about an asset.
func decisionText(p event.Payload) (summary string, fields []api.FieldChange) {
	fields = []api.FieldChange{}
	switch p := p.(type) {
	case *event.FieldSet:
		return "Set by hand: " + p.Field, append(fields, api.FieldChange{Field: p.Field, New: p.Value})
	case *event.FieldLocked:
		return "Locked: " + p.Field, append(fields, api.FieldChange{Field: p.Field, New: p.Value})
	case *event.FieldUnlocked:
		return "Unlocked: " + p.Field, append(fields, api.FieldChange{Field: p.Field})
	case *event.AssetsMerged:
		return "Merged with another asset", fields
	case *event.AssetsUnmerged:
		return "Merge taken back", fields
	case *event.AssetsDistinct:
		return "Said to be another thing than an asset that looks like it", fields
	case *event.AssetsUndecided:
		return "No longer said to be another thing", fields
	case *event.AssetRetired:
		return "Retired while it was missing", fields
	case *event.AssetRemoved:
		return "Removed", fields
	case *event.AssetRestored:
		return "Restored", fields
	case *event.WarrantyRecorded:
		return warrantyText(p), fields
	case *event.WarrantyRemoved:
		return "Warranty removed", fields
	case *event.DeviceAssigned:
		return assignedText(p), fields
	case *event.DeviceUnassigned:
		return "Taken back from its contact", fields
	case *event.AssociationSkipped:
		return "Left without a contact for now", fields
	case *event.AssociationNever:
		return "Said to be nobody's own", fields
	case *event.AssociationReopened:
		return "Open for suggestions again", fields
	}
	return string(p.EventType()), fields
}

// warrantyText says until when an entitlement covers. Whether it counts, other entitlements
// say, so it is no change of the asset's own warranty.
func warrantyText(p *event.WarrantyRecorded) string {
	text := "Warranty recorded"
	if p.Source == string(warranty.SourceImport) {
		text = "Warranty taken from a file"
	}
	if p.Name != "" {
		text += ": " + p.Name
	}
	return text + ", until " + p.End
}

func assignedText(p *event.DeviceAssigned) string {
	text := "Assigned to a contact"
	if p.Suggestion != nil {
		text = fmt.Sprintf("Assigned to the contact who was suggested with %d %%", p.Suggestion.Percent)
	}
	if p.OtherCustomer {
		text += ", of another customer"
	}
	return text
}
