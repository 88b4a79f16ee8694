package service

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	rule "coresync/domain/asset"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/asset"
	"coresync/projections/report"

	"github.com/google/uuid"
)

// reports implements api.Reports.
type reports struct {
	reads
	customers customers // for their names
}

// zoneOf reads the zone of a workspace out of its settings.
func zoneOf(settings api.Settings) zones {
	return func(ctx context.Context, tenant uuid.UUID) (*time.Location, error) {
		w, err := settings.Get(ctx, tenant)
		if err != nil {
			return nil, err
		}
		zone, err := time.LoadLocation(w.Timezone)
		if err != nil {
			return nil, fmt.Errorf("time zone of the workspace: %w", err)
		}
		return zone, nil
	}
}

// currencyOf reads the currency of a workspace out of its settings.
func currencyOf(settings api.Settings) func(context.Context, uuid.UUID) (string, error) {
	return func(ctx context.Context, tenant uuid.UUID) (string, error) {
		w, err := settings.Get(ctx, tenant)
		return w.Currency, err
	}
}

// nameOfWorkspace reads it out of the settings.
func nameOfWorkspace(settings api.Settings) func(context.Context, uuid.UUID) (string, error) {
	return func(ctx context.Context, tenant uuid.UUID) (string, error) {
		w, err := settings.Get(ctx, tenant)
		return w.Name, err
	}
}

// counted is what a report found, and on which day.
type counted[C any] struct {
	cells C
	on    time.Time
	at    time.Time // of the last event
}

// count asks for a report at one moment.
func count[C any](ctx context.Context, s reports, scope api.Scope, f api.ReportFilter, ask func(context.Context, *projections.Reading, report.Filter) (C, error)) (api.Answer[counted[C]], error) {
	return answer(ctx, s.reads, scope, asset.Models(), func(r *projections.Reading) (found counted[C], err error) {
		asset.CountOnly(r)
		found.at = r.Standing(asset.Models()...).RecordedAt
		if found.on, err = s.dayOf(ctx, scope, r.Standing(asset.Models()...)); err != nil {
			return found, err
		}
		found.cells, err = ask(ctx, r, report.Filter{
			Customers: f.Customers, NoCustomer: f.NoCustomer, Categories: f.Categories, Connectivity: f.Connectivity,
			Retired: f.Retired, Virtual: f.Virtual, Today: found.on,
		})
		return found, err
	})
}

// both asks for a report now, and at the moment that it is compared with; nil: none.
func both[C any](ctx context.Context, s reports, scope api.Scope, f api.ReportFilter, ask func(context.Context, *projections.Reading, report.Filter) (C, error)) (now api.Answer[counted[C]], before *counted[C], err error) {
	if now, err = count(ctx, s, scope, f, ask); err != nil || f.Compare == nil {
		return now, nil, err
	}
	scope.AsOf = f.Compare
	then, err := count(ctx, s, scope, f, ask)
	return now, &then.Data, err
}

// tally adds devices up.
type tally struct {
	head   api.ReportHead
	before bool
}

func newTally[C any](now counted[C], before *counted[C]) tally {
	t := tally{head: api.ReportHead{On: day(now.on), RecordedAt: now.at, Categories: []string{}}}
	if before != nil {
		t.before, t.head.Compared, t.head.Before = true, day(before.on), new(int64)
	}
	return t
}

// row is a new line.
func (t *tally) row() api.ReportRow {
	row := api.ReportRow{Categories: map[string]int64{}}
	if t.before {
		row.Before = new(int64)
	}
	return row
}

// add counts devices in a line and in the whole.
func (t *tally) add(row *api.ReportRow, category string, n int64) {
	row.Total += n
	row.Categories[category] += n
	t.head.Total += n
	if !slices.Contains(t.head.Categories, category) {
		t.head.Categories = append(t.head.Categories, category)
	}
}

// was counts devices of the moment that the report is compared with.
func (t *tally) was(row *api.ReportRow, n int64) {
	*row.Before += n
	*t.head.Before += n
}

// finish orders the categories as people are shown them; those that people made up come last.
func (t *tally) finish(summary string) api.ReportHead {
	known := rule.Categories()
	slices.SortFunc(t.head.Categories, func(a, b string) int {
		x, y := slices.Index(known, rule.Category(a)), slices.Index(known, rule.Category(b))
		return cmp.Or(cmp.Compare(uint(x), uint(y)), cmp.Compare(a, b)) // -1 is the greatest
	})
	t.head.Summary = summary
	return t.head
}

// devices writes a number of them.
func devices(n int64) string {
	if n == 1 {
		return "1 device"
	}
	return strconv.FormatInt(n, 10) + " devices"
}

func are(n int64) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// share is a part of a whole in percent.
func share(n, of int64) string { return fmt.Sprintf("%.0f %%", 100*float64(n)/float64(max(of, 1))) }
