package web

import (
	"strconv"
	"strings"

	"coresync/domain/lifetime"
	"coresync/domain/replacement"
	"coresync/http/api"
)

// lifeStates are in the order in which people are shown them.
func lifeStates() []replacement.State { return replacement.States() }

// lifeTone shows what policies say of a device (EOL-06 to EOL-08).
func lifeTone(state string) tone {
	word := api.LifeWord(state)
	switch replacement.State(state) {
	case replacement.Overdue:
		return tone{word, "circle-x", "red"}
	case replacement.Approaching:
		return tone{word, "alert-triangle", "orange"}
	case replacement.Compliant:
		return tone{word, "circle-check", "green"}
	case replacement.UnknownAge:
		return tone{word, "question-mark", "secondary"}
	}
	return tone{word, "circle-dashed", "secondary"}
}

// shortLife is lifeTone where there is little room.
func shortLife(state string) tone {
	t := lifeTone(state)
	if replacement.State(state) == replacement.Approaching {
		t.Word = "Approaching"
	}
	return t
}

// shortWarranty is warrantyTone where there is little room.
func shortWarranty(state string) tone {
	t := warrantyTone(state)
	if warrantyOf(state) == lifetime.WarrantyExpiring {
		t.Word = "Expiring"
	}
	return t
}

// ageWord writes an age, "" where it is not known.
func ageWord(months *int) string {
	if months == nil {
		return ""
	}
	return monthsWord(*months)
}

// monthsWord writes months as years and months.
func monthsWord(n int) string {
	var parts []string
	if n >= 12 {
		parts = append(parts, strconv.Itoa(n/12)+" y")
	}
	if n%12 > 0 || n < 12 {
		parts = append(parts, strconv.Itoa(n%12)+" m")
	}
	return strings.Join(parts, " ")
}

// planTone shows what people plan for a device.
func (v *view) planTone(p *api.DevicePlan) tone {
	if p.Action == string(replacement.Order) {
		return tone{"Replacement ordered", "check", "blue"}
	}
	return tone{"Snoozed until " + v.date(p.Until), "clock", "secondary"}
}

// costWord writes money; what is not known is a dash.
func (v *view) costWord(cost *int64) string {
	if cost == nil {
		return "–"
	}
	return v.money(*cost)
}

// money writes an amount in the workspace's currency.
func (v *view) money(amount int64) string { return api.Money(grouped(amount), v.Currency) }

func warrantyOf(state string) lifetime.Warranty { return lifetime.Warranty(state) }

// costLabel names the cost of one new device.
func (v *view) costLabel() string {
	if v.Currency == "" {
		return "Unit cost"
	}
	return "Unit cost (" + v.Currency + ")"
}
