package asset

import (
	"cmp"
	"slices"
	"strings"

	rule "coresync/domain/asset"
	"coresync/domain/rules"
	"coresync/projections/mapping"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
)

// apart begins what a row has in its search text beside what its own record gives.
const apart = "\x1e"

// alone gives a record that has no kin what people decided about it.
func alone(r *rules.Set, row *Row) *Row {
	if row.State == nil && row.Released == "" {
		return row
	}
	x := *row
	show(r, &x, []*Row{&x}, nil)
	return &x
}

// own is the row as its own record gives it, without what settling made of it.
func own(r *rules.Set, row *Row) *Row {
	if row.State == nil && row.Doubts == nil && row.Asset == uuid.Nil {
		return row
	}
	x := *row
	for f, v := range row.Decided().Given {
		if a, known := accessors[f]; known {
			a.set(&x, v)
		} else if a, known := inherited[f]; known {
			a.set(&x, v)
		}
	}
	x.alter(func(s *State) { s.Given, s.Sources, s.Kin, s.Rank, s.Rule = nil, nil, false, 0, "" })
	x.Asset, x.Doubts = uuid.Nil, nil
	x.NameKey = sortKey(x.Name)
	x.Search, _, _ = strings.Cut(x.Search, apart)
	x.Shown = x.ObservedPosition != 0 && (x.Source == SourceManual || visible(r, x.Approval))
	if x.ObservedPosition != 0 {
		x.settleStatus(r)
	}
	return &x
}

// visible tells whether a device of this approval makes an asset.
func visible(r *rules.Set, approval string) bool {
	return approval != "PENDING" || r.Asset.ShowPending
}

// settle makes assets out of records that share a key or a decision (appendix A).
func settle(r *rules.Set, owners *mapping.Owners, rows []*Row) ([]*Row, error) {
	settled := make([]*Row, len(rows))
	var members []rule.Member
	var at []int
	for i, row := range rows {
		x := *own(r, row)
		if len(rows) > 1 {
			x.alter(func(s *State) { s.Kin = true })
		}
		if !x.Shown { // it makes no asset
			settled[i] = alone(r, &x)
			continue
		}
		settled[i] = &x
		members, at = append(members, member(owners, &x)), append(at, i)
	}
	resolved := r.Asset.Resolve(members)
	assets := make(map[uuid.UUID][]int) // members by asset
	for m := range resolved {
		assets[resolved[m].Asset] = append(assets[resolved[m].Asset], m)
	}
	for _, of := range assets {
		slices.SortFunc(of, func(a, b int) int { return resolved[a].Rank - resolved[b].Rank })
		records, doubts := make([]*Row, len(of)), []rule.Doubt(nil)
		var head *Row
		for i, m := range of {
			row := settled[at[m]]
			records[i] = row
			if len(of) > 1 {
				row.alter(func(s *State) { s.Rank, s.Rule = resolved[m].Rank, resolved[m].Rule })
			}
			if row.ID != resolved[m].Asset {
				row.Asset = resolved[m].Asset
			}
			doubts = append(doubts, resolved[m].Doubts...)
			if row.ID == resolved[m].Head {
				head = row
			}
		}
		show(r, head, records, doubts)
	}
	return settled, nil
}

// show makes one record the row that shows an asset, and hides its other records,
// given from the oldest on.
func show(r *rules.Set, head *Row, records []*Row, doubts []rule.Doubt) {
	hands := make(map[rule.Field]Set)
	removed, retired := false, int64(0)
	var kept *Row // by people, beside the device
	for _, row := range records {
		s := row.Decided()
		for f, set := range s.Hand {
			if _, older := hands[f]; !older {
				hands[f] = set
			}
		}
		if row.Source == SourceManual && row != head && kept == nil {
			kept = row
		}
		removed = removed || s.Removed == RemovedIgnored || s.Removed == RemovedUntilSeen && s.RemovedPosition > head.ObservedPosition
		if !head.MissingSince.IsZero() && s.RetiredPosition > head.ObservedPosition {
			retired = max(retired, s.RetiredPosition)
		}
		row.Shown = row.Shown && row == head
	}
	doubts = append(doubts, head.flapping(hands)...)
	if len(hands) > 0 || kept != nil {
		choose(r, head, hands, kept)
	}
	head.cover(r, records, hands[rule.FieldWarrantyEnd], kept)
	inherit(head, records, kept)
	if len(head.Decided().Given) > 0 || len(records) > 1 {
		head.NameKey = sortKey(head.Name)
		head.Search = findable(head, records)
	}
	if len(doubts) > 0 {
		head.Doubts, _ = json.Marshal(doubts) // texts and ids
	}
	if retired > 0 {
		head.give(rule.FieldStatus, accessors[rule.FieldStatus], string(rule.StatusRetired), Origin{Source: rule.SourceHand, Position: retired})
	}
	if retired == 0 && hands[rule.FieldStatus].Value == "" && archived(records) {
		head.give(rule.FieldStatus, accessors[rule.FieldStatus], string(rule.StatusArchived), Origin{Source: rule.SourceHand, Position: head.ReleasedPosition})
	}
	if head.ObservedPosition != 0 {
		head.settleStatus(r)
	}
	head.Shown = head.Shown && !removed
}

// choose gives each field the value of the source that goes first.
func choose(r *rules.Set, head *Row, hands map[rule.Field]Set, kept *Row) {
	for f, a := range accessors {
		if f == rule.FieldWarrantyEnd {
			continue // see cover
		}
		offer := rule.Offer{rule.SourceHand: hands[f].Value, rule.SourceNinjaOne: a.get(head)}
		origins := map[rule.Source]int64{rule.SourceHand: hands[f].Position}
		if kept != nil {
			offer[rule.SourceKept], origins[rule.SourceKept] = a.get(kept), kept.ObservedPosition
		}
		value, source := r.Asset.Choose(f, offer)
		head.give(f, a, value, Origin{Source: source, Position: origins[source]})
	}
}

// inherit gives the row what the older records of the asset had.
func inherit(head *Row, records []*Row, kept *Row) {
	if kept != nil {
		head.give("external_id", inherited["external_id"], kept.ExternalID, Origin{Source: rule.SourceKept, Position: kept.ObservedPosition})
	}
	// Who uses it is what was decided last about any of its records.
	last := slices.MaxFunc(records, func(a, b *Row) int { return cmp.Compare(a.ContactPosition, b.ContactPosition) })
	if last.ContactPosition > head.ContactPosition {
		for _, f := range []rule.Field{"contact", "contact_position"} {
			head.give(f, inherited[f], inherited[f].get(last), Origin{Source: rule.SourceHand, Position: last.ContactPosition})
		}
	}
	first := inherited["first_seen_at"]
	for _, row := range records {
		if !row.FirstSeenAt.IsZero() && row.FirstSeenAt.Before(head.FirstSeenAt) {
			head.give("first_seen_at", first, first.get(row), Origin{Source: rule.SourceComputed, Position: row.ObservedPosition})
		}
	}
}

// give sets a column and remembers where it is from, and what the row's own record
// says of it.
func (row *Row) give(f rule.Field, a accessor, value string, from Origin) {
	was := a.get(row)
	if from.Source == rule.SourceNinjaOne || was == value && from.Source != rule.SourceHand {
		return // the record's own
	}
	row.alter(func(s *State) {
		if _, before := s.Given[f]; !before {
			put(&s.Given, f, was)
		}
		put(&s.Sources, f, from)
	})
	a.set(row, value)
}

// findable is the row's search text with what people set and with names and serial
// numbers of the asset's other records.
func findable(head *Row, records []*Row) string {
	texts := []string{head.Name, head.Serial, head.Manufacturer, head.Model, head.ExternalID}
	for _, row := range records {
		if row != head {
			texts = append(texts, row.Name, row.Serial)
		}
	}
	return head.Search + apart + search(texts...)
}
