package service

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"time"

	"coresync/adapters/export"
	"coresync/domain"
	"coresync/http/api"
)

// Export implements api.Reports.
func (s reports) Export(ctx context.Context, scope api.Scope, name string, f api.ReportFilter, format string) (api.Answer[api.File], error) {
	standing, table, err := s.table(ctx, scope, name, f)
	if err != nil {
		return api.Answer[api.File]{}, err
	}
	words, err := s.filterWords(ctx, scope, f)
	if err != nil {
		return api.Answer[api.File]{}, err
	}
	position := fmt.Sprintf("position %d of log %s", standing.Position.N, standing.Position.Epoch)
	t := export.Table{
		Title: table.Title, Columns: table.Columns, Rows: table.Rows, Total: true, At: table.Head.RecordedAt,
		Foot: table.Title + ", " + table.Head.On + ", " + position,
		Lines: []string{
			table.Summary, "Filter: " + words,
			fmt.Sprintf("As of %s, from what was known at %s: %s, rules %s.", table.Head.On, table.Head.RecordedAt.UTC().Format(time.RFC3339), position, standing.Rules),
		},
	}
	var body bytes.Buffer
	if err := export.Write(&body, export.Format(format), t); err != nil {
		return api.Answer[api.File]{}, err
	}
	return api.Answer[api.File]{Standing: standing, Data: api.File{
		Name:      fmt.Sprintf("%s-%s-position-%d.%s", name, table.Head.On, standing.Position.N, format),
		MediaType: export.Format(format).MediaType(), Body: body.Bytes(),
	}}, nil
}

// table asks for a report as a table.
func (s reports) table(ctx context.Context, scope api.Scope, name string, f api.ReportFilter) (api.Standing, api.ReportTable, error) {
	switch name {
	case api.ReportCompanies:
		found, err := s.Companies(ctx, scope, f)
		return found.Standing, api.TableOf(&found.Data), err
	case api.ReportAges:
		found, err := s.Ages(ctx, scope, f)
		return found.Standing, api.TableOf(&found.Data), err
	case api.ReportWarranties:
		found, err := s.Warranties(ctx, scope, f)
		return found.Standing, api.TableOf(&found.Data), err
	}
	return api.Standing{}, api.ReportTable{}, domain.NotFound("report")
}

// filterWords says in words what a report counts.
func (s reports) filterWords(ctx context.Context, scope api.Scope, f api.ReportFilter) (string, error) {
	var words []string
	names := []string{}
	for _, id := range f.Customers {
		c, err := s.customers.Get(ctx, scope, id)
		switch {
		case domain.ErrorCode(err) == domain.CodeNotFound:
			names = append(names, id.String())
		case err != nil:
			return "", err
		default:
			names = append(names, c.Data.Name)
		}
	}
	add := func(what string, values []string) {
		if len(values) > 0 {
			words = append(words, what+" "+strings.Join(values, " or "))
		}
	}
	add("customer", names)
	if f.NoCustomer {
		words = append(words, "without a customer")
	}
	add("type", f.Categories)
	add("online status", f.Connectivity)
	if f.Retired {
		words = append(words, "retired and archived ones included")
	} else {
		words = append(words, "retired and archived ones left out")
	}
	if f.Virtual {
		words = append(words, "virtual machines, network devices and cloud services included")
	}
	return strings.Join(words, "; ") + ".", nil
}
