package asset

import (
	"bytes"
	"maps"
	"slices"
	"time"

	rule "coresync/domain/asset"
	"coresync/domain/rules"
	"coresync/projections"
	"coresync/projections/mapping"

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
		IDs:     related,
		Common:  commonKey,
		Marked:  func(r *Row) bool { return r.State != nil && r.State.Kin },
		Settler: settler,
		Beside:  mapping.OwnerTables,
		Asks:    asks,
		Moved:   moved,
	}
}

// settler settles families. Records of one place need no owners: they have the same.
func settler(r *rules.Set, v *projections.TenantView) func([]*Row) ([]*Row, error) {
	var owners *mapping.Owners
	var err error
	if v != nil {
		owners, err = mapping.OwnersOf(r, v)
	}
	return func(rows []*Row) ([]*Row, error) {
		if err != nil {
			return nil, err
		}
		return settle(r, owners, rows)
	}
}

// asks tells whether records are in several places, so that it matters whose they are.
func asks(rows []*Row) bool {
	for _, row := range rows[1:] {
		if row.Source != rows[0].Source || row.Organization != rows[0].Organization || row.Location != rows[0].Location {
			return true
		}
	}
	return false
}

// moved tells which records have another owner.
func moved(r *rules.Set, before, after *projections.TenantView) func(*Row) bool {
	was, err := mapping.OwnersOf(r, before)
	is, failed := mapping.OwnersOf(r, after)
	if err != nil || failed != nil {
		return func(*Row) bool { return true } // settling them says what is wrong
	}
	places := was.Moved(is)
	if places == nil {
		return nil
	}
	return func(row *Row) bool { return row.Source != SourceManual && places(row.Organization, row.Location) }
}

func related(r *Row) []uuid.UUID {
	if r.State == nil || len(r.State.Pairs) == 0 {
		return nil
	}
	return slices.SortedFunc(maps.Keys(r.State.Pairs), func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) })
}

// member is a record as identity resolution sees it, by what the record itself says.
func member(owners *mapping.Owners, row *Row) rule.Member {
	m := rule.Member{
		ID: row.ID, Manual: row.Source == SourceManual,
		Serial: row.SerialKey, BIOS: row.BIOSKey, MAC: row.MACKey,
		Maker: rule.WordKey(row.Manufacturer), Model: rule.TextKey(row.Model), Name: rule.TextKey(row.Name),
		Virtual: row.Virtual || row.Category == rule.CategoryVirtualMachine,
		Begin:   row.CreatedAt, AliveAt: aliveAt(row),
		Online:    row.monitored() != rule.Offline,
		Missing:   !row.MissingSince.IsZero() || row.Released != "",
		FirstSeen: row.FirstSeenAt, ReleasedAt: row.ReleasedAt,
	}
	m.Owner, m.Owned = owner(owners, row)
	if m.Begin.IsZero() {
		m.Begin = row.FirstSeenAt
	}
	for other, same := range row.Decided().Pairs {
		m.Decisions = append(m.Decisions, rule.Decision{Other: other, Same: same})
	}
	return m
}

// owner is the customer that a record belongs to. A device of which nobody knows that
// belongs to its organization.
func owner(owners *mapping.Owners, row *Row) (owner string, owned bool) {
	customer := row.Customer
	if row.Source != SourceManual {
		if customer = uuid.Nil; owners != nil {
			customer = owners.Of(row.Organization, row.Location)
		}
		if customer == uuid.Nil {
			return "organization " + row.Organization.String(), false
		}
	}
	if customer == uuid.Nil {
		return "", false
	}
	return customer.String(), true
}

// aliveAt is a time after which the device was not heard of, unless it is on line:
// the newest observation knows it exactly when the device was off line; a page that
// said so later, or a listing without it, only that it was not long before. What was on
// line when its connection was ended was alive until then.
func aliveAt(row *Row) time.Time {
	switch {
	case row.monitored() != rule.Offline && row.MissingSince.IsZero():
		return row.ReleasedAt
	case row.monitored() != rule.Offline:
		return row.MissingSince
	case row.PresencePosition == row.ObservedPosition:
		return row.LastContact
	}
	return row.ConnectivityAt
}
