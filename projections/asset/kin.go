package asset

import (
	"bytes"
	"maps"
	"slices"
	"time"

	rule "coresync/domain/asset"
	"coresync/projections"

	"github.com/google/uuid"
)

// commonKey is the number of records up to which a serial number or a network card
// makes them kin: what more of them share says nothing about any (A.3: learned).
const commonKey = 64

// kin says which records are looked at together: those with an equal key, and those
// that people said something about.
func kin() *projections.Kin[Row] {
	return &projections.Kin[Row]{
		Columns: []string{"serial_key", "bios_key", "mac_key"},
		Key: func(r *Row, column int) string {
			switch column {
			case 0:
				return r.SerialKey
			case 1:
				return r.BIOSKey
			}
			return r.MACKey
		},
		IDs:    related,
		Common: commonKey,
		Marked: func(r *Row) bool { return r.State != nil && r.State.Kin },
		Settle: settle,
	}
}

func related(r *Row) []uuid.UUID {
	if r.State == nil || len(r.State.Pairs) == 0 {
		return nil
	}
	return slices.SortedFunc(maps.Keys(r.State.Pairs), func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) })
}

// member is a record as identity resolution sees it, by what the record itself says.
func member(row *Row) rule.Member {
	m := rule.Member{
		ID: row.ID, Manual: row.Source == SourceManual, Owner: owner(row),
		Serial: row.SerialKey, BIOS: row.BIOSKey, MAC: row.MACKey,
		Maker: rule.WordKey(row.Manufacturer), Model: rule.TextKey(row.Model), Name: rule.TextKey(row.Name),
		Virtual: row.Virtual || row.Category == rule.CategoryVirtualMachine,
		Begin:   row.CreatedAt, AliveAt: aliveAt(row),
		Online:  row.Connectivity != rule.Offline,
		Missing: !row.MissingSince.IsZero(),
	}
	if m.Begin.IsZero() {
		m.Begin = row.FirstSeenAt
	}
	for other, same := range row.Decided().Pairs {
		m.Decisions = append(m.Decisions, rule.Decision{Other: other, Same: same})
	}
	return m
}

func owner(row *Row) string {
	switch {
	case row.Source != SourceManual:
		return row.Organization.String()
	case row.Customer == uuid.Nil:
		return ""
	}
	return row.Customer.String()
}

// aliveAt is a time after which the device was not heard of, unless it is on line:
// the newest observation knows it exactly when the device was off line; a page that
// said so later, or a listing without it, only that it was not long before.
func aliveAt(row *Row) time.Time {
	switch {
	case row.Connectivity != rule.Offline:
		return row.MissingSince
	case row.PresencePosition == row.ObservedPosition:
		return row.LastContact
	}
	return row.ConnectivityAt
}
