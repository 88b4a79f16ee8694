package web

import (
	"cmp"
	"slices"
	"strconv"

	"coresync/http/api"

	"github.com/google/uuid"
)

// facet is one thing that a list is narrowed by, with its values and how many rows
// each would give.
type facet struct {
	Name, Word string
	Values     []facetValue
}

type facetValue struct {
	Value, Word, Icon string
	N                 int64
	// Name is of another filter than the facet's; Href leads elsewhere than to the list with the
	// value added or taken away. Both may be empty.
	Name, Href string
}

// of is the filter that a value of a facet is of.
func (v facetValue) of(f facet) string { return cmp.Or(v.Name, f.Name) }

// at is where a value leads: to the list with it, or without it where it is there.
func (v facetValue) at(l *listing, f facet) string { return cmp.Or(v.Href, l.toggled(f.Name, v.Value)) }

// dimension says how a facet reads a cell.
type dimension struct {
	name, word string
	of         func(api.AssetCount) string
	show       func(string) tone
}

func dimensions() []dimension {
	return []dimension{
		{"connectivity", "Online", func(c api.AssetCount) string { return c.Connectivity }, connectivity},
		{"category", "Category", func(c api.AssetCount) string { return c.Category }, func(s string) tone { return tone{s, categoryIcon(s), ""} }},
		{"status", "Status", func(c api.AssetCount) string { return c.Status }, func(s string) tone { return tone{statusWord(s), "", ""} }},
		{"source", "Source", func(c api.AssetCount) string { return c.Source }, func(s string) tone { return tone{sourceWord(s), "", ""} }},
		{"missing", "Presence", func(c api.AssetCount) string { return strconv.FormatBool(c.Missing) }, missingWord},
		{noCustomerName, "Customer", func(c api.AssetCount) string { return strconv.FormatBool(c.NoCustomer) }, noCustomerWord},
	}
}

func missingWord(value string) tone {
	if value == "true" {
		return tone{"Missing", "link-off", ""}
	}
	return tone{"Present", "", ""}
}

func noCustomerWord(value string) tone {
	if value == "true" {
		return tone{"No customer", "", ""}
	}
	return tone{"Has one", "", ""}
}

// noCustomerName is the filter of assets without a customer.
const noCustomerName = "no_customer"

// customersBeside is how many customers stand beside the list; a picker finds all others.
const customersBeside = 10

// customerFacet are the customers with the most assets under the other filters, and those
// without one.
func customerFacet(l *listing, customers []api.CustomerCount) facet {
	f := facet{Name: "customer", Word: "Customer"}
	none := facetValue{Value: "true", Word: "No customer", Name: noCustomerName, Href: l.without("customer").toggled(noCustomerName, "true")}
	for _, c := range customers {
		if c.ID == uuid.Nil {
			none.N = c.N
			continue
		}
		f.Values = append(f.Values, facetValue{Value: c.ID.String(), Word: named(c.Name), N: c.N, Href: l.without(noCustomerName).toggled("customer", c.ID.String())})
	}
	if none.N > 0 || l.has(noCustomerName, "true") {
		f.Values = append(f.Values, none)
	}
	return f
}

// tagsBeside is how many tags stand beside the list, and tagsAtOnce how many of them at first.
const (
	tagsBeside = 100
	tagsAtOnce = 10
)

// tagFacet are the tags that the most assets have under the other filters; nothing where no
// device has any.
func tagFacet(tags []api.TagCount) []facet {
	if len(tags) == 0 {
		return nil
	}
	f := facet{Name: "tag", Word: "Tag"}
	for _, t := range tags {
		f.Values = append(f.Values, facetValue{Value: t.Tag, Word: t.Tag, N: t.N})
	}
	return []facet{f}
}

// first are the values that are shown at once: the first ones, and those that are chosen.
func (f facet) first(l *listing) []facetValue { return f.those(l, true) }

// more are all others.
func (f facet) more(l *listing) []facetValue { return f.those(l, false) }

func (f facet) those(l *listing, first bool) (values []facetValue) {
	for i, v := range f.Values {
		if first == (f.Name != "tag" || i < tagsAtOnce || l.has(v.of(f), v.Value)) {
			values = append(values, v)
		}
	}
	return values
}

// facetsOf adds the cells up: the numbers of each facet hold under the filters of all others.
func facetsOf(l *listing, cells []api.AssetCount) (facets []facet, total int64) {
	all := dimensions()
	for _, d := range all {
		if d.name == noCustomerName {
			continue // a value of the facet of customers
		}
		sums := map[string]int64{}
		for _, c := range cells {
			if matches(l, all, c, d.name) {
				sums[d.of(c)] += c.N
			}
		}
		for _, chosen := range l.query[d.name] {
			sums[chosen] += 0 // what is chosen stays to be seen
		}
		f := facet{Name: d.name, Word: d.word}
		for value, n := range sums {
			t := d.show(value)
			f.Values = append(f.Values, facetValue{Value: value, Word: t.Word, Icon: t.Icon, N: n})
		}
		slices.SortFunc(f.Values, func(a, b facetValue) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Word, b.Word)) })
		facets = append(facets, f)
	}
	for _, c := range cells {
		if matches(l, all, c, "") {
			total += c.N
		}
	}
	return facets, total
}

// matches tells whether a cell is under all filters but one.
func matches(l *listing, all []dimension, c api.AssetCount, but string) bool {
	for _, d := range all {
		if d.name != but && len(l.query[d.name]) > 0 && !l.has(d.name, d.of(c)) {
			return false
		}
	}
	return true
}
