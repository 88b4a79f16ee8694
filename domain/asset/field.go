package asset

import (
	"slices"
	"strings"

	"coresync/domain"
	"coresync/domain/warranty"
)

// Field names a field of an asset that several sources may give.
type Field string

// The fields that people may set themselves.
const (
	FieldName         Field = "name"
	FieldManufacturer Field = "manufacturer"
	FieldModel        Field = "model"
	FieldSerial       Field = "serial_number"
	FieldCategory     Field = "category"
	FieldStatus       Field = "status"
	FieldNotes        Field = "notes"
	FieldCustomer     Field = "customer"
	// FieldPurchased is the day when it was bought, FieldWarrantyEnd the last day of its
	// warranty; both are written 2006-01-02 (REP-05 ⚠, REP-07 ⚠).
	FieldPurchased   Field = "purchased_on"
	FieldWarrantyEnd Field = "warranty_end"
)

// Editable lists the fields that people may set themselves.
func Editable() []Field {
	return []Field{FieldName, FieldManufacturer, FieldModel, FieldSerial, FieldCategory, FieldStatus, FieldNotes, FieldCustomer,
		FieldPurchased, FieldWarrantyEnd}
}

// Source is who gives a field.
type Source string

// The sources of fields. Kept is an asset that people keep, or that was imported
// from a file, beside the device that it turned out to be.
const (
	SourceHand     Source = "hand"
	SourceNinjaOne Source = "ninjaone"
	SourceKept     Source = "kept"
	SourceComputed Source = "computed"
	// SourceImport gives the end of a warranty out of a file (beyond.md rank 23).
	SourceImport Source = "import"
)

// DefaultPrecedence is whose value goes first where the rules say nothing else: what
// people set is locked, and what people kept fills what NinjaOne leaves blank.
func DefaultPrecedence() []Source { return []Source{SourceHand, SourceNinjaOne, SourceKept} }

func defaultPrecedence() map[Field][]Source {
	kept := []Source{SourceHand, SourceKept, SourceNinjaOne}
	return map[Field][]Source{FieldNotes: kept, FieldCustomer: kept, FieldStatus: kept}
}

// PrecedenceOf lists the sources of a field, the one that goes first first.
func (r *Rules) PrecedenceOf(f Field) []Source {
	if order, ruled := r.Precedence[f]; ruled {
		return order
	}
	return DefaultPrecedence()
}

// WarrantyOrder groups the sources of entitlements, the group that goes first first: what
// is entered by hand, then all others together, so that a renewal counts wherever it is
// known from. Where the rules order the sources of the field, they are that order.
func (r *Rules) WarrantyOrder() [][]warranty.Source {
	order, ruled := r.Precedence[FieldWarrantyEnd]
	if !ruled {
		return [][]warranty.Source{{warranty.SourceHand}, {warranty.SourceNinjaOne, warranty.SourceImport, warranty.SourceKept}}
	}
	groups := make([][]warranty.Source, len(order))
	for i, s := range order {
		groups[i] = []warranty.Source{warranty.Source(s)}
		if s == SourceKept {
			groups[i] = append(groups[i], warranty.SourceImport)
		}
	}
	return groups
}

// Offer is what the sources say of one field.
type Offer map[Source]string

// Choose gives the value of a field: that of the first source that is not blank. So
// a lock never blocks the first fill, and a blank never wins (FLD-09).
func (r *Rules) Choose(f Field, o Offer) (string, Source) {
	for _, s := range r.PrecedenceOf(f) {
		// Other is what a category is while nobody knows better.
		if v := o[s]; strings.TrimSpace(v) != "" && (f != FieldCategory || s == SourceHand || v != string(CategoryOther)) {
			return v, s
		}
	}
	return o[SourceNinjaOne], SourceNinjaOne
}

func precedenceFaults(all map[Field][]Source) []domain.Fault {
	var faults []domain.Fault
	fields, sources := Editable(), DefaultPrecedence()
	for f, order := range all {
		if !slices.Contains(fields, f) {
			faults = append(faults, domain.Fault{Pointer: "/precedence/" + string(f), Code: "unknown_field", Message: "No field that people may set is called so."})
			continue
		}
		sorted := slices.Sorted(slices.Values(order))
		if !slices.Equal(sorted, slices.Sorted(slices.Values(sources))) {
			faults = append(faults, domain.Fault{Pointer: "/precedence/" + string(f), Code: "not_all_sources", Message: "Name hand, ninjaone and kept, each once."})
		}
	}
	slices.SortFunc(faults, func(a, b domain.Fault) int {
		if a.Pointer < b.Pointer {
			return -1
		}
		return 1
	})
	return faults
}

// Flaps tells whether a value went to and fro three times: A, B, A, B, A. former
// holds the values before it, newest first.
func Flaps[V comparable](now V, former []V) bool {
	const returns = 3
	n, later, last := 0, now, now // two values on, and one
	for i, v := range former {
		if i > 0 && v == later && v != last {
			n++
		}
		later, last = last, v
	}
	return n >= returns
}
