package asset

import (
	"slices"

	rule "coresync/domain/asset"
	"coresync/domain/event"

	"github.com/google/uuid"
)

// flappable are the fields of a device that are watched, with the rule that gives each
// and the field that a person sets to end it.
var flappable = []struct {
	field, settable rule.Field
	rule, reason    string
}{
	{"name", rule.FieldName, "FLD-01", "the name goes to and fro"},
	{"manufacturer", rule.FieldManufacturer, "FLD-02", "the manufacturer goes to and fro"},
	{"model", rule.FieldModel, "FLD-03", "the model goes to and fro"},
	{"serial_number", rule.FieldSerial, "FLD-04", "the serial number goes to and fro"},
	{"os", "", "FLD-05", "the operating system goes to and fro"},
	{"category", rule.FieldCategory, "FLD-07", "the device type goes to and fro"},
	{"organization", rule.FieldCustomer, "FLD-08", "the device goes to and fro between organizations"},
	{"location", "", "GAP-02", "the device goes to and fro between locations"},
}

// noteFlaps notes which fields of a device go to and fro: what an observation says now
// against what its facts say was before. Connectivity does so by its nature.
func (row *Row) noteFlaps(facts *event.DeviceFacts) {
	var flaps []rule.Field
	note := func(f rule.Field, does bool) {
		if does {
			flaps = append(flaps, f)
		}
	}
	note("name", rule.Flaps(row.Name, facts.Names))
	note("manufacturer", rule.Flaps(row.Manufacturer, facts.Manufacturers))
	note("model", rule.Flaps(row.Model, facts.Models))
	note("serial_number", rule.Flaps(row.Serial, facts.Serials))
	note("os", rule.Flaps(row.OS, facts.Systems))
	note("category", rule.Flaps(row.NodeClass, facts.Classes))
	note("organization", rule.Flaps(row.OrganizationID, facts.Organizations))
	note("location", rule.Flaps(row.LocationID, facts.Locations))
	if len(flaps) > 0 {
		row.alter(func(s *State) { s.Flaps = flaps })
	}
}

// flapping are the questions about fields that go to and fro; none about one that a
// person set.
func (row *Row) flapping(hands map[rule.Field]Set) []rule.Doubt {
	flaps := row.Decided().Flaps
	if len(flaps) == 0 {
		return nil
	}
	var doubts []rule.Doubt
	for _, f := range flappable {
		if slices.Contains(flaps, f.field) && hands[f.settable].Value == "" {
			doubts = append(doubts, rule.Doubt{Kind: rule.DoubtFlapping, Others: []uuid.UUID{}, Rule: f.rule, Reason: f.reason})
		}
	}
	return doubts
}
