package api

import (
	"context"

	"coresync/domain/lifetime"

	"github.com/google/uuid"
)

// Warranty is one entitlement of an asset: what NinjaOne or the asset itself says, or
// what people recorded by hand or in a file (beyond.md rank 23). Its days are dates.
type Warranty struct {
	ID         uuid.UUID `json:"id"`
	ExternalID string    `json:"external_id,omitempty"`
	Asset      Ref       `json:"asset"`
	Customer   *Ref      `json:"customer,omitempty"` // of the asset
	// Source is hand, import, ninjaone or kept (by an asset that people keep).
	Source string `json:"source"`
	Name   string `json:"name,omitempty"`
	Start  string `json:"start,omitempty"` // 2006-01-02
	End    string `json:"end"`             // 2006-01-02, the last day
	State  string `json:"state"`           // active, expiring or expired
	// Counts: it decides until when the asset is covered.
	Counts bool `json:"counts"`
	// Version is 0 for what NinjaOne or the asset says: that can't be changed here.
	Version int64 `json:"version"`
}

// WarrantyFilter selects warranties; the zero value selects all.
type WarrantyFilter struct {
	Asset     uuid.UUID
	Customers []uuid.UUID
	Sources   []string
	States    []lifetime.Warranty
}

// WarrantyDraft is an entitlement to be recorded by hand. Without an external id it gets one.
type WarrantyDraft struct {
	ExternalID string    `json:"external_id"`
	Asset      uuid.UUID `json:"asset"`
	Name       string    `json:"name"`
	Start      string    `json:"start"`
	End        string    `json:"end"`
}

// WarrantyPatch changes what is not nil; whatever a person changes is entered by hand.
type WarrantyPatch struct {
	Name  *string `json:"name"`
	Start *string `json:"start"`
	End   *string `json:"end"`
}

// AssetWarranty is how an asset is covered.
type AssetWarranty struct {
	// On is the day that it is reckoned on.
	On string `json:"on"` // 2006-01-02
	// State is that of the end that counts: active, expiring, expired or none.
	State string `json:"state"`
	End   string `json:"end,omitempty"` // 2006-01-02
	// SetByHand: a person set the end in the asset's field, which decides alone.
	SetByHand bool `json:"set_by_hand"`
	// CoveredToday: an entitlement holds on that day.
	CoveredToday bool       `json:"covered_today"`
	Entitlements []Warranty `json:"entitlements"`
	// Gaps are the stretches between two entitlements that none covers.
	Gaps []DayRange `json:"gaps"`
}

// DayRange are days from the first to the last, both 2006-01-02.
type DayRange struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// Warranties keeps entitlements.
type Warranties interface {
	Directory[Warranty, WarrantyFilter, WarrantyDraft, WarrantyPatch]
	// Of is how an asset is covered: all its entitlements, and what lies between them.
	Of(ctx context.Context, s Scope, asset uuid.UUID) (Answer[AssetWarranty], error)
}
