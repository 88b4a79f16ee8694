package asset

import (
	"context"
	"fmt"

	"coresync/domain/ignore"
	"coresync/projections"
	"coresync/projections/mapping"
	"coresync/projections/query"
)

// underPlace is the condition that an ignore rule g is about a device a for where or what
// it is, which cells of reports know, too.
const underPlace = `g.place in (a.organization, a.location)
		or g.kind = 'class' and lower(g.value) = lower(a.node_class)`

// underRule is the condition that an ignore rule g is about a device a.
const underRule = `(` + underPlace + `
		or g.kind = 'name' and lower(a.name) like g.pattern
		or g.kind = 'tag' and exists (select 1 from json_array_elements_text(a.tags) t where lower(t) = lower(g.value)))`

// ignored is the condition that a device is no asset under an ignore rule (GAP-03), by
// the rules that from gives as g. Whether there is any rule is asked once a statement.
func ignored(from string) string {
	return `(a.source = 'ninjaone' and exists (select 1 from ` + from + `) and exists (select 1 from ` + from + ` and ` + underRule + `))`
}

// outside is the condition that a device has no customer where only those with one
// become assets (MAP-13 ⚠), by the setting that from gives as t.
func outside(from string) string {
	return `(a.source = 'ninjaone' and ` + Customer + ` is null and exists (select 1 from ` + from + ` and t.mapped_only))`
}

// Ignored is the condition that a device is ignored, where Placed names the tables.
func Ignored(r *projections.Reading, w *query.Where) string {
	return ignored(ownTable(r, w, "ignore_rule", "g"))
}

// seen leaves out what is no asset, or leaves only that.
func seen(r *projections.Reading, w *query.Where, onlyIgnored bool) {
	Hidden{Ruled: true, Mapped: true}.seen(r, w, onlyIgnored)
}

// seen is the same where it is known what hides assets: what hides none is not asked for
// each of them.
func (h Hidden) seen(r *projections.Reading, w *query.Where, onlyIgnored bool) {
	switch {
	case onlyIgnored:
		w.And(Ignored(r, w))
		return
	case h.Ruled:
		w.And("not " + Ignored(r, w))
	}
	if h.Mapped {
		w.And("not " + outside(ownTable(r, w, "scope", "t")))
	}
}

func ownTable(r *projections.Reading, w *query.Where, table, alias string) string {
	return r.Table(mapping.Name, table) + " " + alias + " where " + alias + ".tenant_id = " + w.Add(r.Tenant) +
		" and " + alias + ".variant = " + w.Add(r.Variant(mapping.Name))
}

// Seen leaves out what is no asset, where Placed names the tables.
func Seen(r *projections.Reading, w *query.Where) { seen(r, w, false) }

// Unseen leaves only what is no asset, where Placed names the tables.
func Unseen(r *projections.Reading, w *query.Where) {
	w.And("(" + Ignored(r, w) + " or " + outside(ownTable(r, w, "scope", "t")) + ")")
}

// SeenCells leaves out what is no asset, where PlacedCells names the tables. Cells don't
// know what rules by name and tag are about, see Blurred.
func SeenCells(r *projections.Reading, w *query.Where) {
	Hidden{Ruled: true, Mapped: true}.seenCells(r, w)
}

func (h Hidden) seenCells(r *projections.Reading, w *query.Where) {
	if h.Ruled {
		rules := ownTable(r, w, "ignore_rule", "g")
		w.And(`not (a.source = 'ninjaone' and exists (select 1 from ` + rules + `) and exists (select 1 from ` + rules + ` and (` + underPlace + `)))`)
	}
	if h.Mapped {
		w.And("not " + outside(ownTable(r, w, "scope", "t")))
	}
}

// SeenClasses leaves out of cells what ignore rules by class leave out.
func SeenClasses(r *projections.Reading, w *query.Where) {
	w.And(`not (a.source = 'ninjaone' and exists (select 1 from ` + ownTable(r, w, "ignore_rule", "g") + ` and g.kind = 'class' and lower(g.value) = lower(a.node_class)))`)
}

// Hidden says what hides assets, so that counts over cells know what to take off.
type Hidden struct {
	// Ruled: there are ignore rules.
	Ruled bool
	// Mapped: assets are only those with a customer.
	Mapped bool
	// Blurred: by name or tag, which no cell knows.
	Blurred bool
	// Placed: by place, or those without a customer, which cells by month don't know.
	Placed bool
}

// HiddenBy asks which kinds of ignore rules there are.
func HiddenBy(ctx context.Context, r *projections.Reading) (h Hidden, err error) {
	w := &query.Where{}
	rules, scope := ownTable(r, w, "ignore_rule", "g"), ownTable(r, w, "scope", "t")
	var placed bool
	err = r.Tx.QueryRow(ctx, `select exists (select 1 from `+rules+`), exists (select 1 from `+rules+` and g.kind in ('name', 'tag')),
		exists (select 1 from `+rules+` and g.place is not null), exists (select 1 from `+scope+` and t.mapped_only)`, w.Values()...).
		Scan(&h.Ruled, &h.Blurred, &placed, &h.Mapped)
	h.Placed = placed || h.Mapped
	if err != nil {
		return h, fmt.Errorf("ask what hides assets: %w", err)
	}
	return h, nil
}

// Ignorable is what ignore rules look at.
func (r *Row) Ignorable() ignore.Device {
	return ignore.Device{Organization: r.Organization, Location: r.Location, Class: r.NodeClass, Name: r.Name, Tags: r.TagList()}
}
