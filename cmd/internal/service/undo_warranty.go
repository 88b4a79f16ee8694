package service

import (
	"fmt"

	"coresync/domain/event"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// warrantyUndo takes entitlements back: one that was removed is there again, and one that
// was changed is as it was.
func warrantyUndo() undoKind {
	return undoSpec[*event.WarrantyRecorded]{
		evolve: func(s *event.WarrantyRecorded, p event.Payload) *event.WarrantyRecorded {
			recorded, _ := p.(*event.WarrantyRecorded)
			return recorded
		},
		restore: func(_ string, now, before *event.WarrantyRecorded) ([]event.Payload, error) {
			var events []event.Payload
			if now != nil && (before == nil || before.Asset != now.Asset) {
				events = append(events, &event.WarrantyRemoved{ID: now.ID, Asset: now.Asset})
			}
			if before != nil && (now == nil || *now != *before) {
				was := *before
				events = append(events, &was)
			}
			return events, nil
		},
		words: func(s *event.WarrantyRecorded, _ func(uuid.UUID) string) string {
			switch {
			case s == nil:
				return "no entitlement"
			case s.Name == "":
				return "an entitlement until " + s.End
			}
			return fmt.Sprintf("%q until %s", s.Name, s.End)
		},
	}.of(undoKind{
		prefixes: []string{"warranty/"}, needs: permission.AssetsManage, types: []event.Type{"WarrantyRecorded", "WarrantyRemoved"},
		about: func(uuid.UUID, string) (uuid.UUID, string) { return uuid.Nil, "warranty" },
	})
}
