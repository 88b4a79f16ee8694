package asset

import (
	"slices"
	"strings"

	rule "coresync/domain/asset"
	"coresync/domain/rules"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
)

// apart begins what a row has in its search text beside what its own record gives.
const apart = "\x1e"

// alone gives a record that has no kin what people decided about it.
func alone(r *rules.Set, row *Row) *Row {
	if row.DecidedPosition == 0 && !row.flapping() {
		return row
	}
	x := *row
	show(r, &x, []*Row{&x}, nil)
	return &x
}

// own is the row as its own record gives it, without what settling made of it.
func own(r *rules.Set, row *Row) *Row {
	if row.Given == nil && !row.Kin && row.Doubts == nil && row.Asset == uuid.Nil && row.Removed == "" && row.RetiredPosition == 0 {
		return row
	}
	x := *row
	for f, v := range row.given() {
		if a, known := accessors[f]; known {
			a.set(&x, v)
		} else if a, known := inherited[f]; known {
			a.set(&x, v)
		}
	}
	x.Given, x.Asset, x.Kin, x.Rank, x.LinkRule, x.Doubts = nil, uuid.Nil, false, 0, "", nil
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
func settle(r *rules.Set, rows []*Row) ([]*Row, error) {
	settled := make([]*Row, len(rows))
	var members []rule.Member
	var at []int
	for i, row := range rows {
		x := *own(r, row)
		x.Kin = len(rows) > 1
		if !x.Shown { // it makes no asset
			settled[i] = alone(r, &x)
			continue
		}
		settled[i] = &x
		members, at = append(members, member(&x)), append(at, i)
	}
	resolved := r.Asset.Resolve(members)
	assets := make(map[uuid.UUID][]int) // members by asset
	for m := range resolved {
		assets[resolved[m].Asset] = append(assets[resolved[m].Asset], m)
	}
	for _, of := range assets {
		slices.SortFunc(of, func(a, b int) int { return resolved[a].Rank - resolved[b].Rank })
		records, doubts := make([]*Row, len(of)), []rule.Doubt(nil)
		head := records[0]
		for i, m := range of {
			row := settled[at[m]]
			records[i] = row
			row.Rank, row.LinkRule = int64(resolved[m].Rank), resolved[m].Rule
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
	removed, retired := false, false
	var kept *Row // by people, beside the device
	for _, row := range records {
		for f, set := range row.Hands() {
			if _, older := hands[f]; !older {
				hands[f] = set
			}
		}
		if row.Source == SourceManual && row != head && kept == nil {
			kept = row
		}
		removed = removed || row.Removed == RemovedIgnored || row.Removed == RemovedUntilSeen && row.RemovedPosition > head.ObservedPosition
		retired = retired || row.RetiredPosition > head.ObservedPosition && !head.MissingSince.IsZero()
		row.Shown = row.Shown && row == head
	}
	if head.flapping() && hands[rule.FieldName].Value == "" {
		doubts = append(doubts, rule.Doubt{Kind: rule.DoubtFlapping, Others: []uuid.UUID{}, Rule: "beyond 9", Reason: "the name goes to and fro"})
	}
	if len(hands) > 0 || kept != nil {
		choose(r, head, hands, kept)
	}
	inherit(head, records, kept)
	if head.Given != nil || len(records) > 1 {
		head.NameKey = sortKey(head.Name)
		head.Search = findable(head, records)
	}
	if len(doubts) > 0 {
		head.Doubts, _ = json.Marshal(doubts) // texts and ids
	}
	if retired {
		head.give(rule.FieldStatus, accessors[rule.FieldStatus], string(rule.StatusRetired))
	}
	if head.ObservedPosition != 0 {
		head.settleStatus(r)
	}
	head.Shown = head.Shown && !removed
}

// choose gives each field the value of the source that goes first.
func choose(r *rules.Set, head *Row, hands map[rule.Field]Set, kept *Row) {
	for f, a := range accessors {
		offer := rule.Offer{rule.SourceHand: hands[f].Value, rule.SourceNinjaOne: a.get(head)}
		if kept != nil {
			offer[rule.SourceKept] = a.get(kept)
		}
		value, _ := r.Asset.Choose(f, offer)
		head.give(f, a, value)
	}
}

// inherit gives the row what the older records of the asset had.
func inherit(head *Row, records []*Row, kept *Row) {
	if kept != nil {
		head.give("external_id", inherited["external_id"], kept.ExternalID)
	}
	if i := slices.IndexFunc(records, func(row *Row) bool { return row.Contact != uuid.Nil }); i >= 0 {
		for _, f := range []rule.Field{"contact", "contact_position"} {
			head.give(f, inherited[f], inherited[f].get(records[i]))
		}
	}
	first := inherited["first_seen_at"]
	for _, row := range records {
		if !row.FirstSeenAt.IsZero() && row.FirstSeenAt.Before(head.FirstSeenAt) {
			head.give("first_seen_at", first, first.get(row))
		}
	}
}

// give sets a column and remembers what the row's own record says of it.
func (row *Row) give(f rule.Field, a accessor, value string) {
	was := a.get(row)
	if was == value {
		return
	}
	given := row.given()
	if given == nil {
		given = make(map[rule.Field]string)
	}
	if _, before := given[f]; !before {
		given[f] = was
	}
	row.Given = packed(given)
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

// flapping tells whether the name goes to and fro.
func (row *Row) flapping() bool {
	const few = 3 // commas of fewer names than it takes
	if strings.Count(string(row.FormerNames), ",") < few {
		return false
	}
	var former []string
	_ = json.Unmarshal(row.FormerNames, &former) // written by this package
	name := row.Name
	if v, other := row.OwnValue(rule.FieldName); other {
		name = v
	}
	return rule.Flaps(name, former)
}
