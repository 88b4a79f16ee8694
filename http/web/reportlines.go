package web

import (
	"fmt"
	"net/url"

	"coresync/domain/lifetime"
	"coresync/http/api"
)

// mostColumns is up to how many columns a table of a report fits a page; a wider one scrolls by itself.
const mostColumns = 16

// fillReport asks for the report and makes its lines.
func (s *Site) fillReport(r *Request, p *reportPage, f api.ReportFilter) error {
	reports, scope := s.Services.Reports, r.then()
	switch p.Name {
	case api.ReportAges:
		found, err := reports.Ages(r.Context(), scope, f)
		if err != nil {
			return err
		}
		p.Position = found.Position.N
		p.ages(&found.Data)
	case api.ReportWarranties:
		found, err := reports.Warranties(r.Context(), scope, f)
		if err != nil {
			return err
		}
		p.Position = found.Position.N
		p.warranties(&found.Data)
	default:
		found, err := reports.Companies(r.Context(), scope, f)
		if err != nil {
			return err
		}
		p.Position = found.Position.N
		p.companies(&found.Data)
	}
	return nil
}

func one(name, value string) url.Values { return url.Values{name: {value}} }

// both joins what drills into a number.
func both(a, b url.Values) url.Values {
	q := url.Values{}
	for _, values := range []url.Values{a, b} {
		for name := range values {
			q[name] = values[name]
		}
	}
	return q
}

func (p *reportPage) companies(c *api.CompanyReport) {
	p.Table = api.TableOf(c)
	for _, row := range c.Rows {
		line := reportLine{Word: api.NoCustomer, Row: row.ReportRow, Drill: one("no_customer", "true")}
		if row.Customer != nil {
			line.Word, line.Drill = row.Customer.Name, one("customer", row.Customer.ID.String())
		}
		line.More = []reportNumber{
			{row.Online, both(line.Drill, one("connectivity", "online"))}, {row.Offline, both(line.Drill, one("connectivity", "offline"))},
		}
		p.Lines = append(p.Lines, line)
	}
	p.Tiles = []reportTile{
		{"Devices", grouped(c.Total), "devices", "", p.list(), ""},
		{"Online", grouped(c.Online), "wifi", "green", p.list(one("connectivity", "online")), ""},
		{"Offline", grouped(c.Offline), "wifi-off", "red", p.list(one("connectivity", "offline")), ""},
	}
	p.sums(c.ReportHead, reportNumber{c.Online, one("connectivity", "online")}, reportNumber{c.Offline, one("connectivity", "offline")})
}

func (p *reportPage) ages(a *api.AgeReport) {
	p.Table = api.TableOf(a)
	for _, b := range a.Bands {
		line := reportLine{Key: string(b.Band), Word: api.BandWord(b.Band), Row: b.ReportRow, Drill: one("age", string(b.Band))}
		line.More = []reportNumber{{b.Estimated, both(line.Drill, one("age_estimated", "true"))}}
		if b.Band == lifetime.BandUnknown {
			line.Note = "nothing tells when it was made or bought"
		}
		p.Lines = append(p.Lines, line)
	}
	median := "not known"
	if a.MedianMonths != nil {
		median = fmt.Sprintf("%.1f years", float64(*a.MedianMonths)/12)
	}
	p.Tiles = []reportTile{
		{"Devices", grouped(a.Total), "devices", "", p.list(), ""},
		{"Median age", median, "clock", "", "", ""},
		{"Estimated from when first seen", grouped(a.Estimated), "eye", "", p.list(one("age_estimated", "true")), ""},
	}
	p.sums(a.ReportHead, reportNumber{a.Estimated, one("age_estimated", "true")})
}

func (p *reportPage) warranties(w *api.WarrantyReport) {
	p.Table = api.TableOf(w)
	for _, m := range w.Ending { // a warranty that ended this month is no more to come
		p.Ending = append(p.Ending, reportMonth{m.Month, m.N, url.Values{
			"warranty_ends": {m.Month}, "warranty": {string(lifetime.WarrantyActive), string(lifetime.WarrantyExpiring)},
		}})
	}
	looks := map[lifetime.Warranty][2]string{
		lifetime.WarrantyActive: {"circle-check", "green"}, lifetime.WarrantyExpiring: {"alert-triangle", "orange"},
		lifetime.WarrantyExpired: {"circle-x", "red"}, lifetime.WarrantyNone: {"question-mark", "secondary"},
	}
	for _, state := range w.States {
		line := reportLine{Key: string(state.State), Word: api.WarrantyWord(state.State), Row: state.ReportRow, Drill: one("warranty", string(state.State))}
		if state.State == lifetime.WarrantyNone {
			line.Note = "No warranty data, which is no proof of none"
		}
		p.Lines = append(p.Lines, line)
		p.Tiles = append(p.Tiles, reportTile{line.Word, grouped(state.Total), looks[state.State][0], looks[state.State][1], p.list(line.Drill), line.Note})
	}
	p.sums(w.ReportHead)
}

// sums makes the line below all others: it counts what is under the filter of the report.
func (p *reportPage) sums(h api.ReportHead, more ...reportNumber) {
	p.Sum = reportLine{Word: "Total", More: more, Drill: url.Values{}, Row: api.ReportRow{Total: h.Total, Before: h.Before, Categories: map[string]int64{}}}
	for _, line := range p.Lines {
		for category, n := range line.Row.Categories {
			p.Sum.Row.Categories[category] += n
		}
	}
}

// segment is a part of a bar, in thousandths of the widest bar.
type segment struct {
	Series   int
	Word     string
	X, Width string
}

// segments are the parts of a line's bar, one a category. The bar of a customer shows the
// shares of its types; those of bands and states can be compared with one another.
func (p *reportPage) segments(line reportLine) []segment {
	most := max(1, line.Row.Total)
	for _, l := range p.Lines {
		if p.Name != api.ReportCompanies {
			most = max(most, l.Row.Total)
		}
	}
	var parts []segment
	at := 0.0
	for i, c := range p.Table.Head.Categories {
		if n := line.Row.Categories[c]; n > 0 {
			width := 1000 * float64(n) / float64(most)
			parts = append(parts, segment{i % seriesColours, c, fmt.Sprintf("%.2f", at), fmt.Sprintf("%.2f", width)})
			at += width
		}
	}
	return parts
}

// shortWord is a column's name where there is little room for it.
func shortWord(column string) string {
	if column == "Of these estimated" {
		return "Estimated"
	}
	return column
}

// seriesColours is how many colours of series there are.
const seriesColours = 10

// height is that of a month's column, in hundredths of the tallest, from the top.
func (p *reportPage) height(m reportMonth) (y, height string) {
	most := int64(1)
	for _, x := range p.Ending {
		most = max(most, x.N)
	}
	h := 100 * float64(m.N) / float64(most)
	return fmt.Sprintf("%.1f", 100-h), fmt.Sprintf("%.1f", h)
}

// endingSentence says in words what the columns of the months show.
func (p *reportPage) endingSentence() string {
	sum, most := int64(0), reportMonth{}
	for _, m := range p.Ending {
		sum += m.N
		if m.N > most.N {
			most = m
		}
	}
	if sum == 0 {
		return "No warranty ends within the next 12 months."
	}
	return fmt.Sprintf("%s within the next 12 months, most in %s (%s).", plural(int(sum), "warranty ends", "warranties end"), most.Month, grouped(most.N))
}

// difference writes how a number changed.
func difference(now int64, before *int64) string {
	switch n := now - *before; {
	case n > 0:
		return "+" + grouped(n)
	case n < 0:
		return "−" + grouped(-n)
	}
	return "0"
}

// stamp says which state the page shows.
func (p *reportPage) stamp() string {
	text := "As of " + p.Table.Head.On
	if p.Table.Head.Compared != "" {
		text += ", compared with " + p.Table.Head.Compared
	}
	return text + ", position " + grouped(p.Position) + " of the log."
}
