package web

import (
	"time"

	"coresync/domain/lifetime"
	"coresync/http/api"
	"coresync/http/permission"
)

// openedLine are the devices behind a line of a report, shown under its chart.
type openedLine struct {
	Line reportLine
	Rows []api.Asset
}

// openLine asks for the devices behind the line that the address names (REP-06).
func (s *Site) openLine(r *Request, p *reportPage) error {
	key := p.query.Get("open")
	for _, line := range p.Lines {
		if key == "" || line.Key != key || s.Services.Assets == nil || !r.may(permission.AssetsView) {
			continue
		}
		filter := assetFilter(&listing{query: p.assets(line.Drill)})
		list := r.asked(p.listing, []string{"name"}, "name")
		list.Uncounted = true // the line counts
		found, err := s.Services.Assets.List(r.Context(), r.then(), filter, list)
		if err != nil {
			return err
		}
		p.Opened = &openedLine{line, found.Data.Items}
		if err := follows(p.listing, found.Data); err != nil {
			return err
		}
		p.Total = &line.Row.Total
		return nil
	}
	return nil
}

// opening is the page with the devices of a line under its chart.
func (p *reportPage) opening(line reportLine) string { return p.with("open", line.Key) + "#devices" }

// ageOn is how old an asset is on the day of the report.
func (p *reportPage) ageOn(a *api.Asset) string {
	born, err := time.Parse(time.DateOnly, a.BornOn)
	on, wrong := time.Parse(time.DateOnly, p.Table.Head.On)
	if err != nil || wrong != nil { // not known
		return ""
	}
	return monthsWord(max(0, lifetime.MonthsBetween(born, on)))
}
