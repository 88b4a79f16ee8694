package asset

import (
	"bytes"
	"maps"
	"slices"
	"time"

	rule "coresync/domain/asset"
	"coresync/domain/event"
	"coresync/domain/rules"
	"coresync/domain/warranty"
	"coresync/projections"

	"github.com/google/uuid"
)

// Entitlement is an entitlement that people recorded, as the state of a record keeps it.
type Entitlement struct {
	Source     warranty.Source `json:"source,omitempty"`
	ExternalID string          `json:"external_id,omitempty"`
	Name       string          `json:"name,omitempty"`
	Start      string          `json:"start,omitempty"`
	End        string          `json:"end,omitempty"`
	Position   int64           `json:"position"` // of its newest event
	Version    int64           `json:"version"`  // of its stream
	// Removed: only its history is left.
	Removed bool `json:"removed,omitempty"`
}

// entitle notes an entitlement, or its end.
func (s *State) entitle(e *projections.Event) {
	switch b := e.Body.(type) {
	case *event.WarrantyRecorded:
		put(&s.Warranties, b.ID, Entitlement{
			Source: warranty.Source(bounded(b.Source)), ExternalID: bounded(b.ExternalID), Name: bounded(b.Name),
			Start: b.Start, End: b.End, Position: e.Position, Version: e.Version,
		})
	case *event.WarrantyRemoved:
		put(&s.Warranties, b.ID, Entitlement{Removed: true, Position: e.Position, Version: e.Version})
	}
}

// fieldWarrantyStart is filled by entitlements where NinjaOne gives none.
const fieldWarrantyStart rule.Field = "warranty_start"

// Covering is an entitlement of an asset, and where it stands.
type Covering struct {
	warranty.Entitlement
	ExternalID string
	Position   int64
	Version    int64 // 0: it is no entitlement of its own but part of a record
	// Counts: it decides until when the asset is covered.
	Counts bool
}

// Coverings are all entitlements of an asset, by their ends; records are those of
// Records. set is what a person set as the end, which then decides alone.
func Coverings(records []Row) []Covering {
	var head *Row
	rows := make([]*Row, len(records))
	for i := range records {
		rows[i] = &records[i]
		if records[i].Shown || head == nil {
			head = rows[i]
		}
	}
	if head == nil {
		return nil
	}
	all := coverings(head, rows)
	from, given := head.Decided().Sources[rule.FieldWarrantyEnd]
	for i := range all {
		c := &all[i]
		switch {
		case !given:
			c.Counts = c.ID == head.ID && c.Version == 0
		case from.Source == rule.SourceKept:
			c.Counts = c.Source == warranty.SourceKept && c.ID != head.ID
		default:
			c.Counts = c.ID.String() == from.Entitlement
		}
	}
	slices.SortFunc(all, func(a, b Covering) int {
		if n := a.End.Compare(b.End); n != 0 {
			return n
		}
		return bytes.Compare(a.ID[:], b.ID[:])
	})
	return all
}

// coverings lists what covers an asset: the dates of the record that shows it and of the
// one that people keep beside it, and what people recorded for any of its records.
func coverings(head *Row, records []*Row) []Covering {
	var all []Covering
	kept := false
	for _, row := range records {
		manual := row.Source == SourceManual
		if row == head || manual && !kept {
			if start, end := row.ownWarranty(); !end.IsZero() {
				source := warranty.SourceNinjaOne
				if manual {
					source = warranty.SourceKept
				}
				all = append(all, Covering{Entitlement: warranty.Entitlement{ID: row.ID, Source: source, Start: start, End: end}, Position: row.ObservedPosition})
			}
		}
		kept = kept || manual && row != head
		s := row.Decided()
		for _, id := range slices.SortedFunc(maps.Keys(s.Warranties), func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) }) {
			e := s.Warranties[id]
			if e.Removed {
				continue
			}
			all = append(all, Covering{
				Entitlement: warranty.Entitlement{ID: id, Source: e.Source, Name: e.Name, Start: dateIn(e.Start), End: dateIn(e.End)},
				ExternalID:  e.ExternalID, Position: e.Position, Version: e.Version,
			})
		}
	}
	return all
}

// ownWarranty are the days that the record itself gives.
func (row *Row) ownWarranty() (start, end time.Time) {
	start, end = row.WarrantyStart, row.WarrantyEnd
	given := row.Decided().Given
	if text, other := given[fieldWarrantyStart]; other {
		start = dateIn(text)
	}
	if text, other := given[rule.FieldWarrantyEnd]; other {
		end = dateIn(text)
	}
	return start, end
}

// dateIn reads a date; what is none is the zero one.
func dateIn(text string) time.Time {
	day, _ := time.Parse(time.DateOnly, text)
	return day
}

// cover gives the row the end of the entitlement that decides. What a person set as the
// field's value stands for all that is entered by hand.
func (row *Row) cover(r *rules.Set, records []*Row, set Set, kept *Row) {
	all := coverings(row, records)
	if set.Value == "" && kept == nil && !slices.ContainsFunc(all, func(c Covering) bool { return c.Version != 0 }) {
		return
	}
	weighed := make([]warranty.Entitlement, 0, len(all)+1)
	positions := make(map[uuid.UUID]int64)
	if set.Value != "" {
		weighed = append(weighed, warranty.Entitlement{Source: warranty.SourceHand, End: dateIn(set.Value)})
		positions[uuid.Nil] = set.Position
	}
	for _, c := range all {
		if set.Value != "" && c.Source == warranty.SourceHand {
			continue
		}
		weighed = append(weighed, c.Entitlement)
		positions[c.ID] = c.Position
	}
	row.coverFrom(all)
	if best, any := warranty.Effective(weighed, r.Asset.WarrantyOrder()); any && best.ID != row.ID {
		row.give(rule.FieldWarrantyEnd, accessors[rule.FieldWarrantyEnd], best.End.Format(time.DateOnly), originOf(best, positions[best.ID]))
	}
}

// coverFrom gives the row the first day of the oldest entitlement where its own record
// knows none: age is reckoned from it (REP-05 ⚠).
func (row *Row) coverFrom(all []Covering) {
	if !row.WarrantyStart.IsZero() {
		return
	}
	var first *Covering
	for i := range all {
		if c := &all[i]; c.Version != 0 && !c.Start.IsZero() && !c.Start.After(c.End) && (first == nil || c.Start.Before(first.Start)) {
			first = c
		}
	}
	if first != nil {
		row.give(fieldWarrantyStart, inherited[fieldWarrantyStart], first.Start.Format(time.DateOnly), originOf(first.Entitlement, first.Position))
	}
}

func originOf(e warranty.Entitlement, position int64) Origin {
	o := Origin{Source: rule.Source(e.Source), Position: position}
	if e.Source == warranty.SourceImport || e.Source == warranty.SourceHand && e.ID != uuid.Nil {
		o.Entitlement = e.ID.String()
	}
	return o
}
