package asset

import (
	"fmt"

	rule "coresync/domain/asset"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
)

// Why says where a field of a row comes from (beyond.md rank 6).
type Why struct {
	Field  string
	Value  string
	Source rule.Source
	// Position is that of the event that gave it.
	Position int64
	// Rule says by which rule it is what it is; the row's rule set has it.
	Rule string
	// Locked: a person set it, and the sync leaves it alone.
	Locked bool
	// Own is what NinjaOne, or the record itself, says of a field that it doesn't give.
	Own *string
	// Filled: the member is blank now, this is its last filled value.
	Filled bool
}

// explained are the fields that Explain knows, with the rule behind each.
var explained = []struct{ field, rule string }{
	{"name", "FLD-01: display name, else system name, else DNS name"},
	{"manufacturer", "FLD-02: the system's maker, else the vendor"},
	{"model", "FLD-03: the system's model"},
	{"serial_number", "FLD-04: the first that is not junk"},
	{"bios_serial_number", "FLD-04: kept beside the serial number"},
	{"os", "FLD-05: the operating system's name"},
	{"notes", "FLD-05: what people wrote, with a block of the sync at its end"},
	{"category", "CAT: the table of categories by node class"},
	{"node_class", "CAT: as NinjaOne calls it"},
	{"status", "FLD-06: connectivity switches between in_use and available alone"},
	{"connectivity", "FLD-06: a field of its own"},
	{"last_contact_at", "FLD-06: when NinjaOne last heard of it"},
	{"customer", "FLD-08: the customer of the organization"},
	{"organization", "GAP-02: where NinjaOne shows it"},
	{"location", "GAP-02: where NinjaOne shows it"},
	{"contact", "ASG-04: who it was assigned to"},
	{"last_user", "CON-01: who last logged on"},
	{"external_id", "AST-01: the file that it was imported from"},
	{"warranty_start", "EOL-01: the maker's dates"},
	{"warranty_end", "EOL-01: the maker's dates"},
	{"purchased_on", "REP-05: what people say of it"},
	{"first_seen_at", "A.2: the first observation of its oldest record"},
	{"missing_since", "A.5: a complete listing no longer showed it"},
	{"names", "FLD-01: the name, and those before it, the newest first"},
	{"born_on", "REP-05: the day it was bought, else delivered, else when its warranty began, else when it was first seen"},
	{"life", "A.5: what complete listings show, and what people decided of it"},
}

// WhyFields lists the fields that can be asked for.
func WhyFields() []string {
	names := make([]string, len(explained))
	for i := range explained {
		names[i] = explained[i].field
	}
	return names
}

// Explain says where a field of an asset comes from; false for a field that there
// is not. A customer that the row does not have itself comes from the mapping of its
// organization; who asks joins that.
func (row *Row) Explain(field string) (Why, bool) {
	for _, x := range explained {
		if x.field == field {
			w := Why{Field: field, Rule: x.rule, Source: rule.SourceNinjaOne, Position: row.ObservedPosition}
			if row.Source == SourceManual {
				w.Source = rule.SourceKept
			}
			row.explainOwn(&w)
			row.explainDerived(&w)
			row.explainGiven(&w)
			return w, true
		}
	}
	return Why{}, false
}

// explainOwn says what event of the row's own record a field comes from.
func (row *Row) explainOwn(w *Why) {
	if a, known := accessors[rule.Field(w.Field)]; known {
		w.Value = a.get(row)
	}
	switch w.Field {
	case "bios_serial_number":
		w.Value = row.BIOSSerial
	case "os":
		w.Value = row.OS
	case "external_id":
		w.Value = row.ExternalID
	case "node_class":
		w.Value = row.NodeClass
	case "status":
		w.Value, w.Source, w.Position = string(row.Status), rule.SourceComputed, row.PresencePosition
		switch {
		case row.Source == SourceManual && row.StatusSet != "":
			w.Source, w.Position = rule.SourceKept, row.ObservedPosition
		case row.Contact != uuid.Nil:
			w.Rule, w.Position = "FLD-06: an assigned asset stays in use", row.ContactPosition
		case w.Position == 0:
			w.Position = row.ObservedPosition
		}
	case "connectivity":
		if w.Value = string(row.Connectivity); row.Released != "" {
			w.Rule, w.Source = "GAP-01: its connection was ended, nobody asks for it", rule.SourceHand
			w.Position = row.ReleasedPosition
			return
		}
		w.Position = max(row.PresencePosition, row.ObservedPosition)
	case "last_contact_at":
		if row.Connectivity == rule.Online && !row.LastContact.Before(row.ConnectivityAt) {
			w.Position = max(row.PresencePosition, row.ObservedPosition)
		}
	case "contact":
		w.Source = rule.SourceHand
		if w.Position = row.ContactPosition; w.Position == 0 {
			w.Position = row.ObservedPosition // nobody was ever asked
		}
	case "last_user":
		if row.UserPosition != 0 {
			w.Position = row.UserPosition
		}
	case "missing_since":
		if row.MissingPosition != 0 {
			w.Position = row.MissingPosition
		}
	}
	row.explainFilled(w)
}

// explainFilled finds a last filled value that stands in for a blank one (FLD-09).
func (row *Row) explainFilled(w *Why) {
	if row.Filled == nil {
		return
	}
	var filled map[string]int64
	_ = json.Unmarshal(row.Filled, &filled) // written by this package
	for _, path := range rule.Ladder(w.Field) {
		if position, is := filled[path]; is {
			w.Position, w.Filled = position, true
			w.Rule += "; FLD-09: blank now, the last filled value stays"
			return
		}
	}
}

// explainGiven says which other source gives a field.
func (row *Row) explainGiven(w *Why) {
	f := rule.Field(w.Field)
	s := row.Decided()
	from, other := s.Sources[f]
	if !other {
		return
	}
	own := s.Given[f]
	w.Own, w.Source, w.Position, w.Filled = &own, from.Source, from.Position, false
	switch {
	case f == rule.FieldWarrantyEnd && (from.Entitlement != "" || from.Source == rule.SourceKept):
		w.Rule = "REP-10: the entitlement that ends last; those entered by hand go first"
	case from.Source == rule.SourceHand:
		w.Locked = true
		w.Rule = "FLD-09: what a person set stays until it is unlocked"
		switch {
		case f != rule.FieldStatus:
		case from.Position == s.RetiredPosition:
			w.Rule, w.Locked = "A.5: retired while it is missing", false
		case from.Position == row.ReleasedPosition:
			w.Rule, w.Locked = "GAP-01: archived when its connection was ended", false
		}
	case from.Source == rule.SourceKept:
		w.Rule = "AST-01: kept by people before it was synced"
	}
	if f == "contact" {
		w.Locked, w.Rule = false, "ASG-04: who it was assigned to"
	}
}

// Lock is a field that a person set.
type Lock struct {
	Field    rule.Field
	Value    string
	Own      string // what NinjaOne says
	Position int64
}

// Locks are the fields of an asset that people set, in order.
func (row *Row) Locks() []Lock {
	s := row.Decided()
	var locks []Lock
	for _, f := range rule.Editable() {
		from, other := s.Sources[f]
		if other && from.Source == rule.SourceHand && from.Entitlement == "" && from.Position != s.RetiredPosition && from.Position != row.ReleasedPosition {
			locks = append(locks, Lock{f, accessors[f].get(row), s.Given[f], from.Position})
		}
	}
	return locks
}

// Questions are the doubts about an asset.
func (row *Row) Questions() []rule.Doubt {
	var doubts []rule.Doubt
	if row.Doubts != nil {
		_ = json.Unmarshal(row.Doubts, &doubts) // written by this package
	}
	return doubts
}

// Value is what an asset shows in a field that people may set.
func (a *Asset) Value(f rule.Field) string {
	switch f {
	case rule.FieldStatus:
		return string(a.Status)
	case rule.FieldCustomer:
		if a.CustomerID != uuid.Nil {
			return a.CustomerID.String()
		}
	}
	if of, known := accessors[f]; known {
		return of.get(&a.Row)
	}
	return ""
}

// Said is what the members of an observed device say of a field.
func Said(r *rule.Rules, payload []byte, field string) ([]rule.Said, error) {
	var b deviceObserved
	if err := json.Unmarshal(payload, &b); err != nil {
		return nil, fmt.Errorf("read an observation: %w", err)
	}
	return r.Explain(&b.Device, lastFilled(b.Facts.LastFilled), field), nil
}
