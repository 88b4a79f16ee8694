package service

import (
	"context"
	"slices"
	"strings"
	"time"

	"coresync/domain"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/connection"

	"github.com/google/uuid"
)

// exports implements api.Exports.
type exports struct {
	reads
	// The reports make files of themselves.
	counts  reports
	lives   replacements
	ledgers ledgers
	moves   movements
	// Of lists, files are made here.
	assets        assets
	decisions     assetDecisions
	organizations organizations
	associations  associations
	customers     customers
	contacts      contacts
	contracts     contracts
	tickets       tickets
	requests      accessRequests // and accounts, roles and grants
	runs          runs
	events        events
	inbox         notifications
}

// Export implements api.Exports.
func (s exports) Export(ctx context.Context, scope api.Scope, ask api.ExportAsk) (api.Answer[api.File], error) {
	if !slices.Contains(api.Formats(), ask.Format) {
		return api.Answer[api.File]{}, api.NoFormat(ask.Format)
	}
	if _, there := api.ExportTableOf(ask.Table); !there {
		return api.Answer[api.File]{}, domain.NotFound("table")
	}
	a, faults := readAsk(ask.Table, ask.Query.Encode())
	if ask.Table == api.TableInbox && scope.AsOf != nil {
		faults = append(faults, domain.Fault{Pointer: "?as_of", Code: "invalid", Message: "an inbox is of now alone"})
	}
	if err := domain.Invalid(faults); err != nil {
		return api.Answer[api.File]{}, err
	}
	switch ask.Table {
	case api.ReportCompanies, api.ReportAges, api.ReportWarranties:
		return s.counts.Export(ctx, scope, ask.Table, a.counts(), ask.Format)
	case api.ReportLedger:
		return s.ledgers.Export(ctx, scope, a.ledger(), a.flag("devices"), ask.Format)
	case api.ReportMovements:
		return s.moves.Export(ctx, scope, a.movements(), ask.Format)
	case api.ExportRecommendations, api.ExportForecast:
		return s.lives.Export(ctx, scope, ask.Table, a.lives(), api.Sort{By: "due"}, api.DefaultQuarters, ask.Format)
	case api.TableComparison:
		return s.comparison(ctx, scope, a, ask.Format)
	}
	return s.list(ctx, scope, a, ask.Format)
}

// list makes a file of a list, in one snapshot.
func (s exports) list(ctx context.Context, scope api.Scope, a reportAsk, format string) (found api.Answer[api.File], err error) {
	t, _ := api.ExportTableOf(a.report) // Export looked
	models := exportModels(a.report)
	err = s.reading(ctx, scope, a.reads(models), func(r *projections.Reading) error {
		ctx := within(ctx, r)
		stands := r.Standing(models...)
		today, err := s.dayOf(ctx, scope, stands)
		if err != nil {
			return err
		}
		words, err := s.filterWords(ctx, scope, r, t, a)
		if err != nil {
			return err
		}
		table := s.rowsOf(ctx, scope, a)
		table.name, table.title, table.filter = t.Name, t.Title, words
		table.standing, table.at, table.on = standing(stands), stands.RecordedAt, day(today)
		found, err = s.file(ctx, scope.Tenant, table, format)
		return err
	})
	return found, conflicts(err)
}

// Make implements api.Exports.
func (s exports) Make(ctx context.Context, tenant uuid.UUID, m api.Made, format string) (api.File, error) {
	t := sheet{
		name: m.Name, title: m.Title, summary: m.Summary, filter: m.Filter, columns: m.Columns, rows: m.Rows, ids: m.IDs,
		standing: api.Standing{Position: m.Position, Rules: m.Rules}, at: m.RecordedAt,
	}
	if !m.RecordedAt.IsZero() {
		t.on = day(m.RecordedAt.UTC())
	}
	found, err := s.file(ctx, tenant, t, format)
	return found.Data, err
}

// filterWords say what a list is narrowed by: everything that its query holds, but for its
// order and its columns.
func (s exports) filterWords(ctx context.Context, scope api.Scope, r *projections.Reading, t api.ExportTable, a reportAsk) (string, error) {
	var w words
	if text := a.q.Get("q"); text != "" {
		w.add("with the text", "“"+text+"”")
	}
	for _, name := range t.Parameters {
		values := a.q[name]
		if len(values) == 0 {
			continue
		}
		switch name {
		case "col":
		case "customer":
			names, err := s.customersNamed(ctx, scope, a.ids("customer"))
			if err != nil {
				return "", err
			}
			w.add("customer", names...)
		case "connection":
			names, err := connectionsNamed(ctx, r, a.ids("connection"))
			if err != nil {
				return "", err
			}
			w.add("connection", names...)
		case "contact", "role", "account", "run", "event_id", "correlation_id":
			w.add("of", "one "+name)
		case "recipient":
			w.add("of", "one person")
		default:
			w.add(strings.ReplaceAll(name, "_", " "), valueWords(name, values)...)
		}
	}
	return w.String(), nil
}

// connectionsNamed are the names of connections, of one that is gone its id.
func connectionsNamed(ctx context.Context, r *projections.Reading, ids []uuid.UUID) ([]string, error) {
	var names []string
	for _, id := range ids {
		c, err := connection.Get(ctx, r, id)
		switch {
		case domain.ErrorCode(err) == domain.CodeNotFound:
			names = append(names, id.String())
		case err != nil:
			return nil, err
		default:
			names = append(names, c.Name)
		}
	}
	return names, nil
}

// momentIn is a moment as a query has it: a position or a time; an empty text is none.
func momentIn(text, rules string) *api.Moment {
	if text == "" {
		return nil
	}
	m := &api.Moment{Rules: rules}
	if n, is := position(text); is {
		m.Position = n
	} else {
		m.Time, _ = time.Parse(time.RFC3339Nano, text) // as readAsk saw
	}
	return m
}
