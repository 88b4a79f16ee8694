package service

import (
	"fmt"
	"slices"
	"strings"

	"coresync/adapters/export"
	"coresync/http/api"

	"github.com/google/uuid"
)

// quoteLine is what is offered to a customer: so many new devices of a category at a cost.
type quoteLine struct {
	customer, category string
	cost               *int64
	devices            []string
}

// quoteTable are the lines of a quote for new devices: a line a customer, category and unit
// cost, with sums. What has no cost is a line without one, and in no sum.
func quoteTable(items []api.Recommendation, currency string) sheet {
	lines, unpriced := quoteLines(items), int64(0)
	var rows [][]any
	t := sheet{title: "Quote lines", total: true, columns: []string{"Customer", "Item", "Quantity", costIn("Unit cost", currency), costIn("Sum", currency), "Replaces"}}
	var quantity, total int64
	for _, l := range lines {
		n, sum := int64(len(l.devices)), any(nil)
		quantity += n
		if l.cost != nil {
			sum = n * *l.cost
			total += n * *l.cost
		} else {
			unpriced += n
		}
		rows = append(rows, []any{l.customer, "New " + l.category, n, numberOf(l.cost), sum, strings.Join(l.devices, ", ")})
	}
	rows = append(rows, []any{"Total", "", quantity, nil, total, ""})
	summary := fmt.Sprintf("%s to be replaced, for %s.", devices(quantity), api.Money(fmt.Sprint(total), currency))
	if unpriced > 0 {
		summary += fmt.Sprintf(" Of %d the cost is not known: set it in the replacement policies.", unpriced)
	}
	t.summary, t.rows = summary, export.Rows(rows)
	return t
}

// quoteLines groups devices, by customer and category.
func quoteLines(items []api.Recommendation) []*quoteLine {
	type key struct {
		customer uuid.UUID
		category string
		cost     int64
		priced   bool
	}
	by := make(map[key]*quoteLine)
	var all []*quoteLine
	for _, x := range items {
		k, name := key{category: x.Category}, api.NoCustomer
		if x.Customer != nil {
			k.customer, name = x.Customer.ID, x.Customer.Name
		}
		if x.UnitCost != nil {
			k.cost, k.priced = *x.UnitCost, true
		}
		if by[k] == nil {
			by[k] = &quoteLine{customer: name, category: x.Category, cost: x.UnitCost}
			all = append(all, by[k])
		}
		by[k].devices = append(by[k].devices, x.Asset.Name)
	}
	slices.SortStableFunc(all, func(a, b *quoteLine) int {
		if by := strings.Compare(strings.ToLower(a.customer), strings.ToLower(b.customer)); by != 0 {
			return by
		}
		return strings.Compare(a.category, b.category)
	})
	for _, l := range all {
		slices.Sort(l.devices)
	}
	return all
}
