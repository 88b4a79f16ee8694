package web

import (
	"net/url"
	"slices"
	"time"

	"coresync/domain"
	"coresync/http/api"
	"coresync/http/permission"
)

// comparisons is the page that compares two moments, and its file.
func (s *Site) comparisons() []Route {
	has := s.Services.Comparisons != nil
	return []Route{
		{"page.compare", get, "/compare", permission.AssetsView, has, s.showComparison},
		{"page.compare.export", get, "/compare/export", permission.AssetsView, has && s.Services.Exports != nil, s.exportComparison},
	}
}

// comparePage is the form, and what came of it.
type comparePage struct {
	*listing
	Of       string
	From, To string // as people write them
	Found    *api.Comparison
	Faults   faults
}

// compareWord names what is compared.
func compareWord(of string) string {
	return map[string]string{api.CompareAssets: "Assets", api.CompareMappings: "Mappings", api.CompareOrganizations: "Organizations"}[of]
}

// differenceTone is how a kind of difference looks.
func differenceTone(kind string) tone {
	switch kind {
	case api.DifferenceCame:
		return tone{"Came", "plus", "green"}
	case api.DifferenceWent:
		return tone{"Went", "x", "red"}
	}
	return tone{"Changed", "pencil", "blue"}
}

// comparison reads the address; a moment that is none is a fault of the form.
func (s *Site) comparison(r *Request, zone *time.Location) (*comparePage, api.CompareQuery, error) {
	p := &comparePage{listing: r.listing("of", "from", "to", "rules", "kind", "field"), Faults: faults{}}
	p.path = "/compare"
	p.query.Del("q")
	p.query.Del("sort")
	if p.Of = p.query.Get("of"); !slices.Contains(api.CompareNames(), p.Of) {
		p.Of = api.CompareAssets
		p.query.Del("of")
	}
	q := api.CompareQuery{Of: p.Of, Fields: p.query["field"]}
	for _, kind := range p.query["kind"] {
		if slices.Contains(api.DifferenceKinds(), kind) {
			q.Kinds = append(q.Kinds, kind)
		}
	}
	if p.Of != api.CompareAssets && !r.may(permission.IntegrationsView) {
		return p, q, &domain.Error{Code: domain.CodeForbidden, Reason: "permission_missing",
			Message: "This needs the permission " + string(permission.IntegrationsView) + ". Ask an owner for a role that has it."}
	}
	rules := rulesIn(p.query.Get("rules"))
	read := func(name string) (api.Moment, string) {
		text := momentText(p.query.Get(name), zone)
		m, is := s.momentIn(text)
		if m.Rules = rules; text != "" && !is {
			p.Faults[name] = "Give a time that has passed, such as 2026-03-31 12:00, or a position of the log."
		}
		if !m.Time.IsZero() {
			text = m.Time.In(zone).Format("2006-01-02 15:04:05")
		}
		return m, text
	}
	q.From, p.From = read("from")
	var to api.Moment
	if to, p.To = read("to"); p.To != "" {
		q.To = &to
	}
	return p, q, nil
}

func (s *Site) showComparison(r *Request) error {
	v, err := r.view("Compare two moments", "operations")
	if err != nil {
		return err
	}
	p, q, err := s.comparison(r, v.Zone)
	if err != nil {
		return err
	}
	status := 200
	switch {
	case len(p.Faults) > 0:
		status = 400
	case p.From != "":
		found, err := s.Services.Comparisons.Compare(r.Context(), r.scope(), q, r.asked(p.listing, nil, ""))
		if err == nil {
			err = follows(p.listing, found.Data.Page)
		}
		if f := faultsOf(err); f != nil {
			p.Faults["from"], status = firstOf(f), 400
		} else if err != nil {
			return err
		} else {
			p.Found = &found.Data
			sayContacts(p.Found.Items)
		}
	}
	return r.render(status, shell(v, comparisonPage(v, p)))
}

// sayContacts tells that a contact changed without its id, which says nothing to people.
func sayContacts(all []api.Difference) {
	for _, d := range all {
		for i := range d.Fields {
			f := &d.Fields[i]
			if f.Field != "contact" {
				continue
			}
			both := f.Old != "" && f.New != ""
			if f.Old != "" {
				f.Old = "a contact"
			}
			if f.New != "" {
				f.New = "a contact"
			}
			if both {
				f.New = "another contact"
			}
		}
	}
}

// firstOf is one of the faults.
func firstOf(f faults) string {
	for _, message := range f {
		return message
	}
	return ""
}

// exportComparison makes a file of every difference, a line a field.
func (s *Site) exportComparison(r *Request) error {
	v, err := r.view("", "")
	if err != nil {
		return err
	}
	p, asked, err := s.comparison(r, v.Zone)
	if err != nil {
		return err
	}
	if p.From == "" || len(p.Faults) > 0 {
		return notPassed("/from")
	}
	return r.answerFile(s.Services.Exports.Export(r.Context(), r.scope(), api.ExportAsk{Table: api.TableComparison, Query: asked.Values(), Format: r.URL.Query().Get("format")}))
}

// since is the address of the comparison of now with a moment.
func (p *comparePage) since(then time.Time) string {
	q := p.copy()
	q.Set("from", then.UTC().Format(time.RFC3339))
	q.Del("to")
	return p.address(q)
}

// at is where a row is to be seen, as of one of the two moments.
func (p *comparePage) at(d api.Difference, m api.ComparedMoment) string {
	address := "/assets/" + d.ID.String()
	if p.Of != api.CompareAssets && d.Connection != nil {
		address = "/assets?" + url.Values{"connection": {d.Connection.String()}, "organization": {number(d.Organization)}}.Encode()
	}
	if p.query.Get("to") == "" && m.Position == p.Found.To.Position {
		return address
	}
	return atMoment(address, number(m.Position.N), rulesIn(p.query.Get("rules")))
}

// found is how many differences there are.
func (p *comparePage) found() int64 {
	if p.Found.Page.Total != nil {
		return *p.Found.Page.Total
	}
	return int64(len(p.Found.Items))
}

// count is how many rows of a kind are different; nil: nobody counted.
func (p *comparePage) count(kind string) *int64 {
	if len(p.query["kind"]) > 0 {
		return nil
	}
	return map[string]*int64{api.DifferenceCame: p.Found.Came, api.DifferenceWent: p.Found.Went, api.DifferenceChanged: p.Found.Changed}[kind]
}

func momentHint(required bool) string {
	if required {
		return "2026-03-31 12:00"
	}
	return "now"
}

// sidesWord says what the two moments are.
func sidesWord(v *view, h api.ComparisonHead) string {
	side := func(m api.ComparedMoment) string {
		return v.moment(m.RecordedAt) + " (position " + grouped(m.Position.N) + ", rules " + m.Rules + ")"
	}
	return side(h.From) + " → " + side(h.To)
}
