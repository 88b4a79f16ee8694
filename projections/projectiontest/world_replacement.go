package projectiontest

import (
	"coresync/domain/event"
	"coresync/domain/rowid"

	"github.com/google/uuid"
	"pgregory.net/rapid"
)

// replacement sets and takes away policies, and plans for assets that need not be there.
func (w *World) replacement(t *rapid.T) {
	if rapid.Bool().Draw(t, "policy") {
		w.policy(t)
		return
	}
	asset := id("asset", small(t, "asset"))
	if rapid.Bool().Draw(t, "synced") {
		asset = rowid.Device(w.tenant, w.conn(t), small(t, "device"))
	}
	e := event.New{Stream: event.ReplacementStream(asset)}
	switch rapid.IntRange(0, 2).Draw(t, "plan") {
	case 0:
		e.Payload = &event.ReplacementSnoozed{Asset: asset, Until: rapid.SampledFrom([]string{"2027-01-31", "2024-02-29"}).Draw(t, "until"), Reason: "moves"}
	case 1:
		e.Payload = &event.ReplacementOrdered{Asset: asset, Note: rapid.SampledFrom([]string{"", "PO 4711"}).Draw(t, "note")}
	case 2:
		e.Payload = &event.ReplacementReopened{Asset: asset}
	}
	w.append(t, e)
}

func (w *World) policy(t *rapid.T) {
	customer := rapid.SampledFrom([]uuid.UUID{uuid.Nil, id("customer", 1), id("customer", 2)}).Draw(t, "customer")
	category := rapid.SampledFrom([]string{"Workstation", "Server"}).Draw(t, "category")
	e := event.New{Stream: event.ReplacementPolicyStream(customer), Payload: &event.ReplacementPolicyUnset{Customer: customer, Category: category}}
	if !w.gone(t) {
		set := &event.ReplacementPolicySet{Customer: customer, Category: category, EndOfLife: rapid.SampledFrom([]string{"", "age", "warranty"}).Draw(t, "basis")}
		if set.EndOfLife == "age" {
			set.MaxAgeMonths = rapid.IntRange(1, 60).Draw(t, "age")
			set.WarnMonths = rapid.IntRange(0, set.MaxAgeMonths-1).Draw(t, "warn")
		}
		if rapid.Bool().Draw(t, "costed") {
			set.UnitCost = new(rapid.Int64Range(0, 2000).Draw(t, "cost"))
		}
		e.Payload = set
	}
	w.append(t, e)
}
