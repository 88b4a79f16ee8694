package asset

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"coresync/domain"
	"coresync/domain/event"

	"github.com/google/uuid"
)

// Decided is what people decided about one asset, out of its stream.
type Decided struct {
	Hand    map[Field]string
	Retired bool
	Removed bool
	Until   bool // removed until it is seen
}

// Command is what a person wants of one asset: exactly one of its parts.
type Command struct {
	Asset uuid.UUID
	// Set gives fields a value, which locks them; "" is like Unlock.
	Set map[Field]string
	// Lock keeps fields as the person saw them.
	Lock map[Field]string
	// Unlock takes the values of people away.
	Unlock []Field

	Retire    bool
	Remove    bool
	UntilSeen bool // with Remove
	Restore   bool
	Reason    string
}

// Evolve folds a decision into what is decided.
func Evolve(d Decided, p event.Payload) Decided {
	d.Hand = maps.Clone(d.Hand)
	set := func(f, value string) {
		if d.Hand == nil {
			d.Hand = make(map[Field]string)
		}
		d.Hand[Field(f)] = value
	}
	switch p := p.(type) {
	case *event.FieldSet:
		set(p.Field, p.Value)
	case *event.FieldLocked:
		set(p.Field, p.Value)
	case *event.FieldUnlocked:
		delete(d.Hand, Field(p.Field))
	case *event.AssetRetired:
		d.Retired = true
	case *event.AssetRemoved:
		d.Removed, d.Until = true, p.UntilSeen
	case *event.AssetRestored:
		d.Removed, d.Until, d.Retired = false, false, false
	}
	return d
}

// Decide turns a command into events: none where it changes nothing. Error:
// domain.CodeInvalid with every fault.
func Decide(d Decided, c Command) ([]event.Payload, error) {
	if err := domain.Invalid(c.faults()); err != nil {
		return nil, err
	}
	var events []event.Payload
	for _, f := range Editable() {
		if value, wanted := c.Set[f]; wanted && value != "" && d.Hand[f] != value {
			events = append(events, &event.FieldSet{Asset: c.Asset, Field: string(f), Value: value})
		} else if _, locked := d.Hand[f]; wanted && value == "" && locked {
			events = append(events, &event.FieldUnlocked{Asset: c.Asset, Field: string(f)})
		}
		if value, wanted := c.Lock[f]; wanted && d.Hand[f] != value {
			events = append(events, &event.FieldLocked{Asset: c.Asset, Field: string(f), Value: value})
		}
		if _, locked := d.Hand[f]; locked && slices.Contains(c.Unlock, f) {
			events = append(events, &event.FieldUnlocked{Asset: c.Asset, Field: string(f)})
		}
	}
	switch {
	case c.Retire:
		// Whether it is missing, and so can be retired, is for who sees the read model.
		events = append(events, &event.AssetRetired{Asset: c.Asset})
	case c.Remove && (!d.Removed || d.Until != c.UntilSeen || c.UntilSeen):
		events = append(events, &event.AssetRemoved{Asset: c.Asset, UntilSeen: c.UntilSeen, Reason: c.Reason})
	case c.Restore && (d.Removed || d.Retired):
		events = append(events, &event.AssetRestored{Asset: c.Asset})
	}
	return events, nil
}

// Bounds of values that people set, in bytes.
const (
	maxValue = 200
	// MaxNotes bounds notes.
	MaxNotes = 10000
)

// isDate tells whether a text is a date that a database can keep.
func isDate(text string) bool {
	_, err := time.Parse(time.DateOnly, text)
	return err == nil && text > "0001-01-01"
}

func (c *Command) faults() []domain.Fault {
	var faults []domain.Fault
	fault := func(f Field, code, format string, args ...any) {
		faults = append(faults, domain.Fault{Pointer: "/" + string(f), Code: code, Message: fmt.Sprintf(format, args...)})
	}
	known := Editable()
	check := func(f Field, value string) {
		most := maxValue
		if f == FieldNotes {
			most = MaxNotes
		}
		switch {
		case !slices.Contains(known, f):
			fault(f, "unknown_field", "People may set one of %v.", known)
		case len(value) > 4*most: // the description counts characters
			fault(f, "too_long", "At most %d bytes are kept.", 4*most)
		case value == "":
		case strings.TrimSpace(value) == "":
			fault(f, "blank", "Write something, or nothing to unlock it.")
		case f == FieldStatus && !slices.Contains(Statuses(), Status(value)):
			fault(f, "unknown", "Choose one of %v.", Statuses())
		case f == FieldCategory && !slices.Contains(Categories(), Category(value)):
			fault(f, "unknown", "Choose one of %v.", Categories())
		case (f == FieldPurchased || f == FieldWarrantyEnd) && !isDate(value):
			fault(f, "no_date", "Write a date as 2026-01-31.")
		case f == FieldCustomer && uuid.Validate(value) != nil:
			fault(f, "no_id", "Name the customer by its id.")
		}
	}
	for _, f := range slices.Sorted(maps.Keys(c.Set)) {
		check(f, c.Set[f])
	}
	for _, f := range slices.Sorted(maps.Keys(c.Lock)) {
		if check(f, c.Lock[f]); strings.TrimSpace(c.Lock[f]) == "" {
			fault(f, "blank", "The field is empty; there is nothing to lock.")
		}
	}
	for _, f := range c.Unlock {
		check(f, "")
	}
	return faults
}
