package service

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"coresync/domain"
	"coresync/domain/ledger"
	"coresync/http/api"

	"github.com/google/uuid"
)

// ledgers implements api.Ledgers.
type ledgers struct {
	reads
	ends *closings
}

// monthly is a month's ledger with the names of its customers.
type monthly struct {
	api.Ledger
	month     ledger.Month
	customers map[uuid.UUID]string
	rules     string
	others    []ledger.Device // those that are there and not billed
}

// Month implements api.Ledgers.
func (s ledgers) Month(ctx context.Context, scope api.Scope, f api.LedgerFilter) (api.Answer[api.Ledger], error) {
	m, standing, err := s.month(ctx, scope, f)
	if err != nil {
		return api.Answer[api.Ledger]{}, err
	}
	for _, l := range m.month.Lines {
		if !f.Holds(l.Customer, l.Class) {
			continue
		}
		count := api.LedgerCount{Opening: l.Opening, Added: l.Added, Removed: l.Removed, MovedIn: l.MovedIn, MovedOut: l.MovedOut, Closing: l.Closing}
		m.Lines = append(m.Lines, api.LedgerLine{Customer: m.customer(l.Customer), Class: l.Class, LedgerCount: count})
		m.Total.Add(count)
	}
	slices.SortFunc(m.Lines, func(a, b api.LedgerLine) int { // those without a customer come last
		return cmp.Or(cmp.Compare(sortName(a.Customer), sortName(b.Customer)), cmp.Compare(a.Class, b.Class))
	})
	m.Summary = ledgerSummary(&m.Ledger)
	return api.Answer[api.Ledger]{Standing: standing, Data: m.Ledger}, nil
}

// sortName sorts names regardless of case, and what has none last.
func sortName(r *api.Ref) string {
	if r == nil {
		return "\U0010ffff"
	}
	return strings.ToLower(r.Name) + r.ID.String()
}

func ledgerSummary(l *api.Ledger) string {
	if len(l.Lines) == 0 {
		return "No devices are billed."
	}
	text := fmt.Sprintf("%s billed at the end of %s", devices(l.Total.Closing), l.Month)
	if l.Open {
		text = fmt.Sprintf("%s billed so far in %s", devices(l.Total.Closing), l.Month)
	}
	return fmt.Sprintf("%s: %d at the beginning, %d added, %d removed, %d moved between customers or classes.", text, l.Total.Opening, l.Total.Added, l.Total.Removed, l.Total.MovedIn)
}

func (m *monthly) customer(id uuid.UUID) *api.Ref {
	if id == uuid.Nil {
		return nil
	}
	return &api.Ref{ID: id, Name: m.customers[id]}
}

// month compares both ends of a month.
func (s ledgers) month(ctx context.Context, scope api.Scope, f api.LedgerFilter) (*monthly, api.Standing, error) {
	zone, err := s.zone(ctx, scope.Tenant)
	if err != nil {
		return nil, api.Standing{}, err
	}
	h, err := s.ends.upTo(ctx, scope, s.now())
	if err != nil {
		return nil, api.Standing{}, conflicts(err)
	}
	now := h.until.In(zone)
	first, err := monthOf(f.Month, now)
	if err != nil {
		return nil, api.Standing{}, err
	}
	from, until := ledger.Bounds(first.Year(), first.Month(), zone)
	earlier, _ := ledger.Bounds(first.Year(), first.Month()-1, zone)
	end := until.Add(-time.Microsecond)
	open := end.After(now)
	if open {
		end = now
	}
	opening, err := s.ends.at(ctx, scope.Tenant, earlier, from.Add(-time.Microsecond), h)
	if err != nil {
		return nil, api.Standing{}, conflicts(err)
	}
	closing, err := s.ends.at(ctx, scope.Tenant, from, end, h)
	if err != nil {
		return nil, api.Standing{}, conflicts(err)
	}
	m := &monthly{
		Ledger: api.Ledger{
			Month: first.Format("2006-01"), From: from, Until: until, Zone: zone.String(), Open: open, OpeningPosition: opening.position,
			Position: closing.position, RecordedAt: closing.recordedAt, Lines: []api.LedgerLine{}, NotBilled: map[string]int64{}, Unknown: []string{},
		},
		month: ledger.Compare(opening.devices, closing.devices), customers: map[uuid.UUID]string{}, rules: closing.rules,
	}
	for _, names := range []map[uuid.UUID]string{opening.customers, closing.customers} {
		for id, name := range names {
			m.customers[id] = name
		}
	}
	for _, d := range closing.devices {
		if d.Why != "" && f.Holds(d.Customer, d.Class) {
			m.NotBilled[string(d.Why)]++
			m.others = append(m.others, d)
			if d.Why == ledger.WhyUnknown && !slices.Contains(m.Unknown, d.Class) {
				m.Unknown = append(m.Unknown, d.Class)
			}
		}
	}
	slices.Sort(m.Unknown)
	standing, err := s.ends.standing(ctx, scope.Tenant, closing)
	return m, standing, err
}

// monthOf reads 2006-01; nothing is the month that runs.
func monthOf(text string, now time.Time) (time.Time, error) {
	if text == "" {
		return now, nil
	}
	first, err := time.ParseInLocation("2006-01", text, now.Location())
	switch {
	case err != nil || first.Year() < 2000:
		return first, domain.Invalid([]domain.Fault{{Pointer: "?month", Code: "no_month", Message: "Write a month as 2026-01."}})
	case first.After(now):
		return first, domain.Invalid([]domain.Fault{{Pointer: "?month", Code: "in_the_future", Message: "The month has not begun; ask for " + now.Format("2006-01") + " or an earlier one."}})
	}
	return first, nil
}

// Devices implements api.Ledgers.
func (s ledgers) Devices(ctx context.Context, scope api.Scope, f api.LedgerFilter, l api.List) (api.Answer[api.Page[api.LedgerDevice]], error) {
	m, standing, err := s.month(ctx, scope, f)
	if err != nil {
		return api.Answer[api.Page[api.LedgerDevice]]{}, err
	}
	page, err := pageOf(m.devices(f, l.Q), l, func(d api.LedgerDevice) string { return d.Asset.ID.String() })
	return api.Answer[api.Page[api.LedgerDevice]]{Standing: standing, Data: page}, err
}

// devices are those under a filter, by name.
func (m *monthly) devices(f api.LedgerFilter, q string) []api.LedgerDevice {
	if f.Part == api.NotBilled {
		return sortedDevices(m.notBilled(f, q))
	}
	var all []api.LedgerDevice
	for i := range m.month.Entries {
		e := &m.month.Entries[i]
		here := ledger.Cell{Customer: e.Customer, Class: e.Class}
		in := f.Holds(here.Customer, here.Class) && e.In(here, cmp.Or(f.Part, "closing")) || f.Holds(e.From.Customer, e.From.Class) && e.In(e.From, cmp.Or(f.Part, "opening"))
		if !in || !strings.Contains(strings.ToLower(e.Name), strings.ToLower(q)) {
			continue
		}
		d := api.LedgerDevice{
			Asset: api.Ref{ID: e.Asset, Name: e.Name}, Customer: m.customer(e.Customer), Class: e.Class, Change: string(e.Kind), Why: string(e.Why),
		}
		if e.Kind == ledger.Moved {
			d.FromCustomer, d.FromClass = m.customer(e.From.Customer), e.From.Class
		}
		all = append(all, d)
	}
	return sortedDevices(all)
}

// notBilled are the devices that the filter holds and nobody is billed for, with the reason.
func (m *monthly) notBilled(f api.LedgerFilter, q string) []api.LedgerDevice {
	var all []api.LedgerDevice
	for _, d := range m.others {
		if (f.Why == "" || f.Why == string(d.Why)) && strings.Contains(strings.ToLower(d.Name), strings.ToLower(q)) {
			all = append(all, api.LedgerDevice{
				Asset: api.Ref{ID: d.Asset, Name: d.Name}, Customer: m.customer(d.Customer), Class: d.Class, Change: api.NotBilled, Why: string(d.Why),
			})
		}
	}
	return all
}

func sortedDevices(all []api.LedgerDevice) []api.LedgerDevice {
	slices.SortFunc(all, func(a, b api.LedgerDevice) int {
		return cmp.Or(cmp.Compare(strings.ToLower(a.Asset.Name), strings.ToLower(b.Asset.Name)), cmp.Compare(a.Asset.ID.String(), b.Asset.ID.String()))
	})
	return all
}

// pageOf cuts a page out of a sorted list that is there as a whole; ids tell where a page ends.
func pageOf[T any](all []T, l api.List, id func(T) string) (api.Page[T], error) {
	total := int64(len(all))
	page := api.Page[T]{Items: []T{}, Total: &total}
	from := 0
	if len(l.After) > 0 {
		from = 1 + slices.IndexFunc(all, func(t T) bool { return id(t) == l.After[0] })
		if from == 0 {
			return page, errCursor
		}
	}
	to := min(len(all), from+l.Limit)
	page.Items = append(page.Items, all[from:to]...)
	if to < len(all) {
		page.Next = []string{id(all[to-1])}
	}
	return page, nil
}
