package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// policies is the page on which replacement policies are kept (EOL-01, screen 5.12).
func (s *Site) policies() []Route {
	has, manage := s.Services.Replacements != nil && s.Services.Connections != nil, permission.IntegrationsManage
	const path = "/settings/integrations/ninjaone/{connection}/policies"
	return []Route{
		{"page.policies", get, path, permission.IntegrationsView, has, s.showPolicies},
		{"page.policies.save", post, path, manage, has, s.savePolicies},
		{"page.policies.preview", post, path + "/preview", manage, has, s.previewPolicies},
		{"page.policies.reset", post, path + "/reset", manage, has, s.turnPolicy((*policyRow).reset)},
		{"page.policies.copy", post, path + "/copy", manage, has, s.turnPolicy((*policyRow).copyInherited)},
	}
}

// policiesView is what the page shows.
type policiesView struct {
	Connection api.Connection
	Path       string
	Customer   *api.Ref // whose rows are edited; nil: the defaults
	Rows       []policyRow
	Overrides  []policyOverride
	Customers  []api.Customer // to choose from
	Version    int64
	Effect     *api.ReplacementEffect
	Faults     faults
	// Conflict: somebody else saved since the form was loaded.
	Conflict bool
	// Turned is the category whose fields a button filled or emptied.
	Turned string
}

// policyRow is a row of the form: what holds, and what stands in its fields.
type policyRow struct {
	api.ReplacementPolicy
	By, MaxAge, Warn, Cost string
	// Own tells that the row says something itself.
	Own bool
	At  int // its place in the draft, which faults name
}

// policyOverride is a customer with rows of its own, in words.
type policyOverride struct {
	Customer api.Ref
	Said     []string
}

func (s *Site) showPolicies(r *Request) error {
	v, err := s.policiesView(r)
	if err != nil {
		return err
	}
	return s.policiesPage(r, http.StatusOK, v)
}

func (s *Site) policiesPage(r *Request, status int, p *policiesView) error {
	return r.pageWith(status, "Replacement policies", "integrations", func(v *view) page { return policiesPage(v, p) })
}

func (s *Site) policiesView(r *Request) (*policiesView, error) {
	c, err := s.connectionHere(r)
	if err != nil {
		return nil, err
	}
	p := &policiesView{Connection: c, Path: ConnectionPath(c.ID) + "/policies"}
	scope := r.then()
	all, err := s.Services.Replacements.Policies(r.Context(), scope, uuid.Nil)
	if err != nil {
		return nil, err
	}
	rows, version := all.Data.Items, all.Data.Version
	p.Overrides = overridesOf(rows)
	customer, err := uuid.Parse(r.FormValue("customer"))
	if err == nil && customer != uuid.Nil {
		own, err := s.Services.Replacements.Policies(r.Context(), scope, customer)
		if err != nil {
			return nil, err
		}
		rows, version = own.Data.Items, own.Data.Version
	}
	p.Version = version
	for _, row := range rows {
		if row.Customer != nil && row.Customer.ID != customer {
			break // what follows the defaults are the rows of customers
		}
		p.Customer = row.Customer
		p.Rows = append(p.Rows, rowOf(row, len(p.Rows)))
	}
	customers, err := s.Services.Customers.List(r.Context(), r.scope(), api.CustomerFilter{}, api.List{Limit: pageSize, Sort: api.Sort{By: "name"}})
	p.Customers = customers.Data.Items
	return p, err
}

// rowOf fills the fields of a row with what is its own.
func rowOf(p api.ReplacementPolicy, at int) policyRow {
	row := policyRow{ReplacementPolicy: p, At: at}
	if !slices.Contains(p.Inherited, "end_of_life") && p.EndOfLife != "" {
		row.By, row.MaxAge, row.Warn, row.Own = p.EndOfLife, monthsField(p.MaxAgeMonths), monthsField(p.WarnMonths), true
	}
	if !slices.Contains(p.Inherited, "unit_cost") && p.UnitCost != nil {
		row.Cost, row.Own = strconv.FormatInt(*p.UnitCost, 10), true
	}
	return row
}

func monthsField(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}

// copyInherited fills the fields with what is inherited, to be changed.
func (row *policyRow) copyInherited() {
	if row.By == "" {
		row.By, row.MaxAge, row.Warn = row.EndOfLife, monthsField(row.MaxAgeMonths), monthsField(row.WarnMonths)
	}
}

// reset empties the fields, so that what is saved is inherited.
func (row *policyRow) reset() { row.By, row.MaxAge, row.Warn, row.Cost = "", "", "", "" }

func (row *policyRow) empty() bool { return row.By+row.MaxAge+row.Warn+row.Cost == "" }

// unsaved tells whether the fields say something else than what holds.
func (p *policiesView) unsaved() bool {
	return slices.ContainsFunc(p.Rows, func(row policyRow) bool { return row.changed() })
}

func (row policyRow) changed() bool {
	now := rowOf(row.ReplacementPolicy, row.At)
	return now.By != row.By || now.MaxAge != row.MaxAge || now.Warn != row.Warn || now.Cost != row.Cost
}

// hint is the inherited number that an empty field shows.
func (row policyRow) hint(member string) string {
	switch {
	case !slices.Contains(row.Inherited, member):
		return ""
	case member == "max_age_months":
		return monthsField(row.MaxAgeMonths)
	case member == "warn_months":
		return monthsField(row.WarnMonths)
	case row.UnitCost != nil:
		return strconv.FormatInt(*row.UnitCost, 10)
	}
	return ""
}

// fault is what is wrong with a field of the row.
func (p *policiesView) fault(row policyRow, member string) string {
	return p.Faults["policies/"+strconv.Itoa(row.At)+"/"+member]
}

func overridesOf(rows []api.ReplacementPolicy) []policyOverride {
	var found []policyOverride
	for _, row := range rows {
		if row.Customer == nil {
			continue
		}
		if n := len(found); n == 0 || found[n-1].Customer.ID != row.Customer.ID {
			found = append(found, policyOverride{Customer: *row.Customer})
		}
		last := &found[len(found)-1]
		last.Said = append(last.Said, row.Category+" "+policyWords(row))
	}
	return found
}

// policyWords say what is a row's own.
func policyWords(p api.ReplacementPolicy) string {
	row, said := rowOf(p, 0), []string{}
	switch row.By {
	case "age":
		said = append(said, row.MaxAge+" months, warned "+row.Warn+" months before")
	case "warranty":
		said = append(said, "until the warranty ends, warned "+row.Warn+" months before")
	}
	if row.Cost != "" {
		said = append(said, "cost "+grouped(*p.UnitCost))
	}
	return strings.Join(said, ", ")
}

// read takes what stands in the fields of the form.
func (p *policiesView) read(r *Request) {
	for i := range p.Rows {
		row := &p.Rows[i]
		field := func(name string) string { return r.field(name + ":" + row.Category) }
		row.By, row.MaxAge, row.Warn, row.Cost = field("by"), field("age"), field("warn"), field("cost")
		if row.By == "warranty" {
			row.MaxAge = ""
		}
	}
}

// draft is what the fields say; text that is no number is a fault of its field.
func (p *policiesView) draft() api.ReplacementPolicyDraft {
	d := api.ReplacementPolicyDraft{}
	if p.Customer != nil {
		d.Customer = &p.Customer.ID
	}
	p.Faults = faults{}
	for i := range p.Rows {
		row := p.Rows[i]
		number := func(text, member string) *int64 {
			n, err := strconv.ParseInt(text, 10, 64)
			if err != nil && text != "" {
				p.Faults["policies/"+strconv.Itoa(i)+"/"+member] = "Write a whole number."
			}
			if err != nil {
				return nil
			}
			return &n
		}
		months := func(text, member string) *int {
			if n := number(text, member); n != nil {
				return new(int(min(max(*n, -1), 10_000))) // what is out of range stays so
			}
			return nil
		}
		d.Policies = append(d.Policies, api.ReplacementPolicyRow{
			Category: row.Category, EndOfLife: row.By, MaxAgeMonths: months(row.MaxAge, "max_age_months"), WarnMonths: months(row.Warn, "warn_months"), UnitCost: number(row.Cost, "unit_cost"),
		})
	}
	return d
}
