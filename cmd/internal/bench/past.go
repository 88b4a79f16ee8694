package bench

import (
	"context"
	"errors"
	"fmt"

	"coresync/domain/event"
	"coresync/http/api"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
)

// pastOrganizations is how many organizations the devices of a history are of, each with
// a customer of its name.
const pastOrganizations = 200

// Past measures what people open as of a past day: a report, which folds the fleet out of
// the log as it was known then; what they click next; and a report that compares two days.
// A tenth of the devices had another last user since. Each round asks for other moments,
// since what was folded last is remembered.
func Past(ctx context.Context, o Options) (rows []Row, err error) {
	h, err := newHistory(ctx, o, shortHistory)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	if err := errors.Join(h.name(ctx), h.logOnTo(ctx, h.devices/10)); err != nil {
		return nil, err
	}
	if _, err := h.Pool.Exec(ctx, "vacuum analyze"); err != nil {
		return nil, fmt.Errorf("analyze a log: %w", err)
	}
	head, err := h.Store.Head(ctx, h.Tenant)
	if err != nil {
		return nil, err
	}
	asks := h.pastAsks()
	took := make([]pastTimes, len(asks))
	for round := range o.rounds() {
		at := head.Position - int64(h.devices/10+2*round)
		for i, a := range asks {
			scope := api.Scope{Tenant: h.Tenant, AsOf: &api.Moment{Position: at}}
			ask := func(ctx context.Context, _ int) error { return a.ask(ctx, scope) }
			if round == o.rounds()-1 && o.Profile != "" {
				ask = profiled(o.Profile+"."+a.name, ask)
			}
			if err := took[i].time(ctx, h.Scratch, ask); err != nil {
				return nil, fmt.Errorf("%s: %w", a.name, err)
			}
		}
	}
	for i, a := range asks {
		rows = append(rows, took[i].row(a, h.devices))
	}
	return rows, nil
}

// pastGoal is in how many seconds a past day is to be there, over 100,000 devices.
const pastGoal = 2.0

// pastAsk is something that people open as of a past day.
type pastAsk struct {
	name, note string
	days       int // that it is of
	ask        func(ctx context.Context, at api.Scope) error
}

func (h *history) pastAsks() []pastAsk {
	services := h.Services()
	reports, list := services.Reports, services.Assets
	enough := func(found int64, err error) error {
		if err == nil && found < int64(h.devices)/2 { // things that don't age are left out
			err = fmt.Errorf("%d of %d devices", found, h.devices)
		}
		return err
	}
	return []pastAsk{
		{"report_past", "ages as of a past day, folded out of the log", 1, func(ctx context.Context, at api.Scope) error {
			found, err := reports.Ages(ctx, at, api.ReportFilter{})
			return enough(found.Data.Total, err)
		}},
		{"report_past_next", "warranties of workstations of the same day", 1, func(ctx context.Context, at api.Scope) error {
			found, err := reports.Warranties(ctx, at, api.ReportFilter{Categories: []string{"Workstation", "Laptop"}})
			return enough(found.Data.Total, err)
		}},
		{"assets_past", "the first page of the assets of the same day, with the numbers beside the filters", 1, func(ctx context.Context, at api.Scope) error {
			found, err := list.List(ctx, at, api.AssetFilter{}, api.List{Limit: 100})
			if err != nil {
				return err
			}
			if _, err = list.Facets(ctx, at, api.AssetFilter{}, "", api.MostFacets{Customers: 10, Tags: 100}); err != nil {
				return err
			}
			return enough(*found.Data.Total, nil)
		}},
		{"assets_past_next", "the second page of them", 1, func(ctx context.Context, at api.Scope) error {
			_, err := list.List(ctx, at, api.AssetFilter{}, api.List{Limit: 100, After: []string{"ws-00100", uuid.Max.String()}})
			return err
		}},
		{"report_past_compared", "ages as of a past day compared with another, both folded", 2, func(ctx context.Context, at api.Scope) error {
			earlier := at.AsOf.Position - 1
			at.AsOf = &api.Moment{Position: earlier - int64(h.devices)/100}
			found, err := reports.Ages(ctx, at, api.ReportFilter{Compare: &api.Moment{Position: earlier}})
			return enough(found.Data.Total, err)
		}},
	}
}

// name gives the devices' organizations names, and each a customer of the same.
func (h *history) name(ctx context.Context) error {
	return h.each(ctx, 2*pastOrganizations, func(i int64) event.New {
		id := (i + 1) / 2
		name := fmt.Sprintf("Customer %d of the fleet", id)
		if i%2 == 0 {
			return event.New{Stream: event.OrganizationStream(connection, id), OccurredAt: benchEpoch, Payload: &event.OrgObserved{
				Connection: connection, OrganizationID: id, Organization: json.RawMessage(fmt.Sprintf(`{"id":%d,"name":%q}`, id, name)),
			}}
		}
		customer := uuid.NewSHA1(h.Tenant, []byte(name))
		return event.New{Stream: event.CustomerStream(customer), OccurredAt: benchEpoch, Payload: &event.CustomerRecorded{ID: customer, ExternalID: fmt.Sprint(id), Name: name}}
	})
}

// pastTimes are how long something took, round by round, and of whose processor time.
type pastTimes struct{ seconds, program, postgres []float64 }

func (t *pastTimes) time(ctx context.Context, s *Scratch, ask func(context.Context, int) error) error {
	seconds, program, postgres, err := contest{scratch: s}.time(ctx, 0, ask)
	t.seconds, t.program, t.postgres = append(t.seconds, seconds), append(t.program, program), append(t.postgres, postgres)
	return err
}

func (t *pastTimes) row(a pastAsk, devices int) Row {
	seconds := median(t.seconds)
	return Row{
		Name: a.name, N: devices, Seconds: seconds, PerSecond: 1 / seconds, Ratio: seconds, Unit: "s", Goal: pastGoal * float64(a.days), AtMost: true,
		CPUProgram: median(t.program), CPUPostgres: median(t.postgres), Note: a.note,
	}.judge()
}
