package service

import (
	"context"
	"fmt"
	"slices"

	rule "coresync/domain/asset"
	"coresync/http/api"
	"coresync/projections/report"

	"github.com/google/uuid"
)

// Companies implements api.Reports (REP-02 to REP-04).
func (s reports) Companies(ctx context.Context, scope api.Scope, f api.ReportFilter) (api.Answer[api.CompanyReport], error) {
	now, before, err := both(ctx, s, scope, f, report.Companies)
	if err != nil {
		return api.Answer[api.CompanyReport]{}, err
	}
	t := newTally(now.Data, before)
	found := api.CompanyReport{}
	at := map[uuid.UUID]int{}
	row := func(c report.CompanyCell) *api.CompanyRow {
		i, known := at[c.Customer]
		if !known {
			i = len(found.Rows)
			at[c.Customer] = i
			found.Rows = append(found.Rows, api.CompanyRow{ReportRow: t.row()})
			if c.Customer != uuid.Nil {
				found.Rows[i].Customer = &api.Ref{ID: c.Customer, Name: c.Name}
			}
		}
		return &found.Rows[i]
	}
	for _, c := range now.Data.cells {
		r := row(c)
		t.add(&r.ReportRow, c.Category, c.N)
		switch rule.Connectivity(c.Connectivity) {
		case rule.Online:
			r.Online, found.Online = r.Online+c.N, found.Online+c.N
		case rule.Offline:
			r.Offline, found.Offline = r.Offline+c.N, found.Offline+c.N
		}
	}
	if before != nil {
		for _, c := range before.cells {
			t.was(&row(c).ReportRow, c.N)
		}
	}
	if i, none := at[uuid.Nil]; none { // those without a customer come last, whatever was compared
		rows := append(slices.Delete(slices.Clone(found.Rows), i, i+1), found.Rows[i])
		found.Rows = rows
	}
	if found.Rows == nil {
		found.Rows = []api.CompanyRow{}
	}
	found.ReportHead = t.finish("")
	found.Summary = companySummary(&found)
	return api.Answer[api.CompanyReport]{Standing: now.Standing, Data: found}, nil
}

func companySummary(c *api.CompanyReport) string {
	if c.Total == 0 {
		return "No devices."
	}
	customers, without := len(c.Rows), int64(0)
	if last := c.Rows[len(c.Rows)-1]; last.Customer == nil {
		customers, without = customers-1, last.Total
	}
	text := fmt.Sprintf("%s of %d customers: %d online, %d offline", devices(c.Total), customers, c.Online, c.Offline)
	if other := c.Total - c.Online - c.Offline; other > 0 { // not monitored, or nothing was ever heard of them
		text += fmt.Sprintf(", %d neither", other)
	}
	text += "."
	if without > 0 {
		text += fmt.Sprintf(" %d of them %s without a customer.", without, are(without))
	}
	return text
}
