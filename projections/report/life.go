package report

import (
	"time"

	rule "coresync/domain/asset"
	"coresync/domain/replacement"
	"coresync/projections"
	"coresync/projections/asset"
	"coresync/projections/query"
	model "coresync/projections/replacement"

	"github.com/google/uuid"
)

// life is SQL of what policies say of a row of assets named a. Which days matter is
// worked out before (replacement.Limit), so that SQL compares dates alone.
type life struct {
	joins     string // what gives a row its policy, behind asset.Placed
	state     string // replacement.State
	due       string // end of its life, a date; null: not known
	cost      string // of a new one; null: not known
	plan      string // replacement.Action as it holds on the day
	expected  string // when it is to be replaced: due, but not while it is snoozed
	planTable string // null columns where nobody planned
}

// policyArrays are policies as arrays of columns.
type policyArrays struct {
	customers, categories []string
	warranty              []bool
	overdueBy, warnBy     []*string // null: there is no limit
	months                []int
	costs                 []*int64
}

func (p *policyArrays) add(customer uuid.UUID, category rule.Category, of replacement.Policy, today time.Time) {
	p.customers, p.categories, p.costs = append(p.customers, customer.String()), append(p.categories, string(category)), append(p.costs, of.Cost)
	var warranty bool
	var overdue, warn *string
	months := 0
	if l := of.Limit; l != nil {
		overdue, warn = new(l.OverdueBy(today).Format(time.DateOnly)), new(l.WarnBy(today).Format(time.DateOnly))
		warranty, months = l.By == replacement.ByWarranty, l.MaxAge
	}
	p.warranty, p.overdueBy, p.warnBy, p.months = append(p.warranty, warranty), append(p.overdueBy, overdue), append(p.warnBy, warn), append(p.months, months)
}

// join joins the arrays under an alias.
func (p *policyArrays) join(w *query.Where, alias, on string) string {
	return " left join unnest(" + w.Add(p.customers) + "::text[]::uuid[], " + w.Add(p.categories) + "::text[], " + w.Add(p.warranty) + "::boolean[], " +
		w.Add(p.overdueBy) + "::text[]::date[], " + w.Add(p.warnBy) + "::text[]::date[], " + w.Add(p.months) + "::int[], " + w.Add(p.costs) + "::bigint[]) as " +
		alias + "(customer, category, warranty, overdue_by, warn_by, months, cost) on " + alias + ".category = a.category" + on
}

// lifeOf writes what policies say on a day. A prefix keeps the names of two sets of
// policies in one statement apart.
func lifeOf(w *query.Where, p replacement.Policies, today time.Time, prefix string) life {
	var defaults, own policyArrays
	for _, c := range rule.Categories() {
		defaults.add(uuid.Nil, c, p.Of(uuid.Nil, c), today)
	}
	for key := range p {
		if key.Customer != uuid.Nil {
			own.add(key.Customer, key.Category, p.Of(key.Customer, key.Category), today)
		}
	}
	g, o := prefix+"g", prefix+"o"
	l := life{joins: defaults.join(w, g, "")}
	of := func(column string) string { return g + "." + column }
	if len(own.categories) > 0 {
		l.joins += own.join(w, o, " and "+o+".customer = "+asset.Customer)
		of = func(column string) string {
			return "(case when " + o + ".category is null then " + g + "." + column + " else " + o + "." + column + " end)"
		}
	}
	from := "(case when " + of("warranty") + " then a.warranty_end else " + asset.BornSQL + " end)"
	l.state = "(case when " + of("overdue_by") + " is null then 'no_policy' when " + from + " is null then 'unknown_age'" +
		" when " + from + " <= " + of("overdue_by") + " then 'overdue' when " + from + " <= " + of("warn_by") + " then 'approaching' else 'compliant' end)"
	l.due = "(case when " + of("overdue_by") + " is not null then (" + from + " + make_interval(months => " + of("months") + "))::date end)"
	l.cost = of("cost")
	return l
}

// plannedLifeOf is lifeOf with what people plan.
func plannedLifeOf(r *projections.Reading, w *query.Where, p replacement.Policies, today time.Time) life {
	l := lifeOf(w, p, today, "")
	day := "date '" + today.Format(time.DateOnly) + "'" // no parameter: a statement may need neither of what follows
	l.planTable = asset.Join(r, model.Name, "plan", "p", "coalesce(a.asset, a.id)")
	l.plan = "(case when p.action = 'ordered' then 'ordered' when p.action = 'snoozed' and p.until > " + day + " then 'snoozed' else 'open' end)"
	l.expected = "(case when p.action = 'snoozed' and p.until > " + day + " and " + l.due + " is not null then greatest(" + l.due + ", p.until) else " + l.due + " end)"
	return l
}
