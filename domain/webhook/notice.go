package webhook

import (
	"maps"
	"slices"
	"time"

	"coresync/domain/asset"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
)

// Notice is one thing that is told. It never changes once it was written down, so it is the
// same however often it is told. It holds nothing personal: contacts are ids.
type Notice struct {
	ID       uuid.UUID `json:"id"`
	Type     string    `json:"type"`     // the most telling of Kinds
	Kinds    []string  `json:"kinds"`    // all that it is
	Position int64     `json:"position"` // of the log, that the thing stands at
	At       time.Time `json:"at"`
	Subject  Subject   `json:"subject"`
	// Changes are the fields that differ, by name; of an asset that is new those that it has.
	Changes map[string]Change `json:"changes,omitempty"`
	// Data is what there is to say besides, such as the numbers of a run.
	Data json.RawMessage `json:"data,omitempty"`
}

// Subject is what a notice is about.
type Subject struct {
	Type       string     `json:"type"` // asset or run
	ID         uuid.UUID  `json:"id"`
	Name       string     `json:"name,omitempty"`
	Customer   *uuid.UUID `json:"customer,omitempty"`
	Connection *uuid.UUID `json:"connection,omitempty"`
}

// Change is a field before and after; null: it has none.
type Change struct {
	Old any `json:"old"`
	New any `json:"new"`
}

// Fields are the fields of an asset that are told: those that it has, by the names of the API.
type Fields map[string]any

// Diff tells which fields differ.
func Diff(old, now Fields) map[string]Change {
	changes := make(map[string]Change)
	for name, was := range old {
		if is, has := now[name]; !has || !equal(was, is) {
			changes[name] = Change{Old: was, New: now[name]}
		}
	}
	for name, is := range now {
		if _, had := old[name]; !had {
			changes[name] = Change{New: is}
		}
	}
	return changes
}

// Apply makes of old fields those after a change: what a receiver does.
func Apply(old Fields, changes map[string]Change) Fields {
	now := maps.Clone(old)
	if now == nil {
		now = Fields{}
	}
	for name, c := range changes {
		if c.New == nil {
			delete(now, name)
		} else {
			now[name] = c.New
		}
	}
	return now
}

// equal compares values as JSON has them.
func equal(a, b any) bool {
	x, err := json.Marshal(a)
	y, wrong := json.Marshal(b)
	return err == nil && wrong == nil && slices.Equal(x, y)
}

// KindsOf are the kinds of a change of an asset, the most telling first. nil fields: it is
// not there. first: nothing was told before.
func KindsOf(old, now Fields, first bool) []string {
	switch {
	case old == nil && first:
		return []string{AssetPresent}
	case old == nil:
		return []string{AssetCreated}
	case now == nil:
		return []string{AssetRemoved}
	}
	kinds := []string{}
	if !equal(old["missing_since"], now["missing_since"]) {
		switch {
		case old["missing_since"] == nil:
			kinds = append(kinds, AssetMissing)
		case now["missing_since"] == nil:
			kinds = append(kinds, AssetReturned)
		}
	}
	if !equal(old["customer"], now["customer"]) {
		kinds = append(kinds, AssetMapped)
	}
	if !equal(old["contact_id"], now["contact_id"]) {
		kinds = append(kinds, AssetAssigned)
	}
	if !equal(old["status"], now["status"]) {
		if kinds = append(kinds, AssetStatus); len(kinds) == 1 && comesAndGoes(old) && comesAndGoes(now) && len(Diff(old, now)) == 1 {
			return kinds
		}
	}
	return append(kinds, AssetUpdated)
}

// comesAndGoes tells whether a status follows from whether a device is on line (FLD-06).
func comesAndGoes(f Fields) bool {
	return f["status"] == string(asset.StatusInUse) || f["status"] == string(asset.StatusAvailable)
}
