package service

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"coresync/domain"
	"coresync/domain/directory"
	"coresync/domain/event"
	"coresync/domain/rowid"
	"coresync/eventstore"
	"coresync/http/api"
	"coresync/projections/catalog"
	"coresync/projections/projectiontest"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/goccy/go-json"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// fleet is a small fleet over months, as syncs and people record it.
type fleet struct {
	*projectiontest.Bundle
	t          *testing.T
	random     *rand.Rand
	tenant     uuid.UUID
	connection uuid.UUID
	customers  [2]uuid.UUID
	machines   map[int64]*fleetMachine
	former     map[int64]formerSet // by organization
	ends       map[string][]billedDevice
}

type fleetMachine struct {
	organization int64
	class, name  string
	address      string
	present      bool
	seen         bool // by a listing of this month
	facts        event.DeviceFacts
}

type formerSet struct {
	set      *roaring.Bitmap
	position int64
}

// billedDevice is what an invoice says of a device.
type billedDevice struct{ Name, Customer, Class string }

func newFleet(t *testing.T, b *projectiontest.Bundle, seed uint64) *fleet {
	t.Helper()
	f := &fleet{
		Bundle: b, t: t, random: rand.New(rand.NewPCG(seed, 0)), tenant: uuid.New(), connection: uuid.New(),
		machines: map[int64]*fleetMachine{}, former: map[int64]formerSet{}, ends: map[string][]billedDevice{},
	}
	require.NoError(t, b.CreateTenant(t.Context(), eventstore.Tenant{ID: f.tenant, Name: fmt.Sprint("fleet ", seed)}))
	for i := range f.customers {
		organization := int64(i + 1)
		f.customers[i] = directory.ID(f.tenant, directory.Customers, fmt.Sprint(i))
		f.append(event.CustomerStream(f.customers[i]), &event.CustomerRecorded{ID: f.customers[i], ExternalID: fmt.Sprint(i), Name: fmt.Sprint("Customer ", i)})
		f.append(event.OrganizationStream(f.connection, organization), &event.OrgObserved{
			Connection: f.connection, OrganizationID: organization, Organization: json.RawMessage(fmt.Sprintf(`{"id":%d,"name":"Org %d"}`, organization, organization)),
		})
		f.append(event.MappingStream(f.connection, organization), &event.OrganizationMapped{Connection: f.connection, OrganizationID: organization, Customer: f.customers[i]})
	}
	for n := range int64(8) {
		f.machines[n+1] = &fleetMachine{organization: 1 + n%2, class: "MAC", name: fmt.Sprint("PC-", n+1), address: "203.0.113.7"}
	}
	return f
}

func (f *fleet) append(stream string, p event.Payload) int64 {
	done, err := f.Log.Append(f.t.Context(), eventstore.Append{Tenant: f.tenant, Actor: "test", Events: []event.New{{Stream: stream, Payload: p}}})
	require.NoError(f.t, err)
	return done.Last
}

func (f *fleet) observe(n int64, changed ...string) {
	m := f.machines[n]
	f.append(event.DeviceStream(f.connection, n), &event.DeviceObserved{
		Connection: f.connection, DeviceID: n, Changed: changed, Facts: m.facts,
		Device: json.RawMessage(fmt.Sprintf(`{"id":%d,"organizationId":%d,"nodeClass":%q,"systemName":%q,"approvalStatus":"APPROVED","publicIP":%q}`, n, m.organization, m.class, m.name, m.address)),
	})
	m.present = true
}

// list records a complete listing of what is present.
func (f *fleet) list() {
	l := &event.ListingCompleted{Connection: f.connection, Kind: "devices", StartedAt: f.Clock.Now(), EndedAt: f.Clock.Now(), Part: 1, Parts: 1}
	now := map[int64]*roaring.Bitmap{}
	for organization := range int64(2) {
		set := roaring.New()
		for n, m := range f.machines {
			if m.present && m.organization == organization+1 {
				set.Add(uint32(n))
				m.seen = true
			}
		}
		now[organization+1] = set
		o := event.OrganizationSeen{OrganizationID: organization + 1, Count: int(set.GetCardinality())}
		if was := f.former[organization+1]; was.set != nil && was.set.Equals(set) {
			o.SeenAt = was.position
		} else {
			o.Seen, _ = set.ToBytes()
		}
		l.Organizations = append(l.Organizations, o)
	}
	at := f.append(event.ListingStream(f.connection), l)
	for i, o := range l.Organizations {
		if o.SeenAt == 0 {
			f.former[int64(i+1)] = formerSet{now[int64(i+1)], at}
		}
	}
}

// month is a month in which things happen between two listings.
func (f *fleet) month(until time.Time) {
	require.NoError(f.t, f.MakePartitions(f.t.Context()))
	for _, m := range f.machines {
		m.seen = false
	}
	f.Clock.Advance(5 * 24 * time.Hour)
	if f.random.IntN(5) > 0 {
		f.list()
	}
	f.Clock.Advance(10 * 24 * time.Hour)
	for n := range int64(8) {
		f.happen(n + 1)
	}
	f.Clock.Advance(5 * 24 * time.Hour)
	if f.random.IntN(5) > 0 {
		f.list()
	}
	f.ends[f.Clock.Now().Format("2006-01")] = f.billed()
	f.Clock.Advance(until.Sub(f.Clock.Now()))
}

func (f *fleet) happen(n int64) {
	m := f.machines[n]
	switch what := f.random.IntN(6); {
	case !m.present && what < 4:
		f.observe(n)
	case what == 1:
		m.organization = 3 - m.organization
		f.observe(n, "organizationId")
	case what == 2:
		m.class = map[string]string{"MAC": "NMS_SWITCH", "NMS_SWITCH": "MAC"}[m.class]
		f.observe(n, "nodeClass")
	case what == 3 && m.present:
		m.present = false
		f.append(event.DeviceStream(f.connection, n), &event.DeviceVanished{Connection: f.connection, DeviceID: n, OrganizationID: m.organization})
	}
}

func (f *fleet) billed() []billedDevice {
	var all []billedDevice
	for _, m := range f.machines {
		if m.seen && m.class == "MAC" {
			all = append(all, billedDevice{m.name, fmt.Sprint("Customer ", m.organization-1), m.class})
		}
	}
	return sorted(all)
}

func sorted(all []billedDevice) []billedDevice {
	slices.SortFunc(all, func(a, b billedDevice) int { return cmp.Compare(a.Name, b.Name) })
	return all
}

func (f *fleet) reads() reads {
	return reads{
		pool: f.Pool, now: f.Clock.Now, past: f.Engine,
		zone: func(context.Context, uuid.UUID) (*time.Location, error) { return time.UTC, nil },
		name: func(context.Context, uuid.UUID) (string, error) { return "Example MSP", nil },
	}
}

// Any past month says to the device what was billed, whenever and in whichever order it
// is asked for; what was added, removed and moved explains the difference to the month
// before; and a file of it is the same file (beyond.md rank 3).
func TestAPastMonthReproducesToTheDevice(t *testing.T) {
	t.Parallel()
	b := projectiontest.New(t, catalog.Models()...)
	for seed := range uint64(4) {
		f := newFleet(t, b, seed)
		began := f.Clock.Now().UTC()
		first := time.Date(began.Year(), began.Month()+1, 1, 0, 0, 0, 0, time.UTC)
		f.Clock.Advance(first.Sub(began))
		const months = 5
		for i := range months {
			f.month(first.AddDate(0, i+1, 0))
		}
		s := ledgers{f.reads(), &closings{log: f.Store, models: f.Engine}}
		scope := api.Scope{Tenant: f.tenant}
		closing := map[string]int64{}
		for _, i := range f.random.Perm(months) {
			text := first.AddDate(0, i, 0).Format("2006-01")
			found, err := s.Month(t.Context(), scope, api.LedgerFilter{Month: text})
			require.NoError(t, err)
			require.False(t, found.Data.Open)
			for _, c := range append([]api.LedgerCount{found.Data.Total}, counts(found.Data)...) {
				require.Equal(t, c.Closing, c.Opening+c.Added-c.Removed+c.MovedIn-c.MovedOut)
			}
			require.Equal(t, f.ends[text], billedOf(t, s, scope, text), "%s of seed %d", text, seed)
			notBilledAgrees(t, s, scope, found.Data)
			closing[text] = found.Data.Total.Closing
			one, err := s.Export(t.Context(), scope, api.LedgerFilter{Month: text}, true, "csv")
			require.NoError(t, err)
			fresh := ledgers{f.reads(), &closings{log: f.Store, models: f.Engine}}
			two, err := fresh.Export(t.Context(), scope, api.LedgerFilter{Month: text}, true, "csv")
			require.NoError(t, err)
			require.Equal(t, one.Data, two.Data)
		}
		for i := 1; i < months; i++ {
			found, err := s.Month(t.Context(), scope, api.LedgerFilter{Month: first.AddDate(0, i, 0).Format("2006-01")})
			require.NoError(t, err)
			require.Equal(t, closing[first.AddDate(0, i-1, 0).Format("2006-01")], found.Data.Total.Opening, "one month's closing is the next one's opening")
		}
	}
}

func counts(l api.Ledger) (all []api.LedgerCount) {
	for _, line := range l.Lines {
		all = append(all, line.LedgerCount)
	}
	return all
}

// notBilledAgrees counts the devices behind each reason for not being billed.
func notBilledAgrees(t *testing.T, s ledgers, scope api.Scope, l api.Ledger) {
	t.Helper()
	for why, n := range l.NotBilled {
		found, err := s.Devices(t.Context(), scope, api.LedgerFilter{Month: l.Month, Part: api.NotBilled, Why: why}, api.List{Limit: 100})
		require.NoError(t, err)
		require.Len(t, found.Data.Items, int(n), "%s in %s", why, l.Month)
		for _, d := range found.Data.Items {
			require.Equal(t, why, d.Why)
			require.Equal(t, api.NotBilled, d.Change)
		}
	}
}

func billedOf(t *testing.T, s ledgers, scope api.Scope, month string) []billedDevice {
	t.Helper()
	var all []billedDevice
	list := api.List{Limit: 3}
	for {
		found, err := s.Devices(t.Context(), scope, api.LedgerFilter{Month: month, Part: "closing"}, list)
		require.NoError(t, err)
		for _, d := range found.Data.Items {
			all = append(all, billedDevice{d.Asset.Name, d.Customer.Name, d.Class})
		}
		if list.After = found.Data.Next; list.After == nil {
			return sorted(all)
		}
	}
}

// Movements are what differs between two moments, each with the event that did it.
func TestMovementsAndTheirCauses(t *testing.T) {
	t.Parallel()
	f := newFleet(t, projectiontest.New(t, catalog.Models()...), 1)
	for n := range int64(3) {
		f.observe(n + 1)
	}
	before, err := f.Store.Head(t.Context(), f.tenant)
	require.NoError(t, err)
	f.Clock.Advance(time.Hour)
	from := f.Clock.Now()
	f.Clock.Advance(time.Hour)
	m := f.machines[1]
	m.organization, m.facts = 2, event.DeviceFacts{Organizations: []int64{1}}
	f.observe(1, "organizationId")
	f.machines[2].name = "RENAMED"
	f.observe(2, "systemName")
	f.machines[2].address = "198.51.100.7"
	f.observe(2) // a sampled member alone is an event, too
	contact := uuid.New()
	asset := deviceRow(f, 3)
	f.append(event.AssignmentStream(asset), &event.DeviceAssigned{Asset: asset, Contact: contact})
	f.Clock.Advance(time.Hour)
	s := movements{f.reads(), &closings{log: f.Store, models: f.Engine}}
	ask := func(filter api.MovementFilter) []api.Movement {
		found, err := s.List(t.Context(), api.Scope{Tenant: f.tenant}, filter, api.List{Limit: 50})
		require.NoError(t, err)
		return found.Data.Items
	}
	all := ask(api.MovementFilter{From: from})
	var told []string
	for _, m := range all {
		require.NotNil(t, m.At)
		told = append(told, m.Asset.Name+" "+m.Kind+" "+m.Type)
	}
	require.Equal(t, []string{"PC-3 owner DeviceAssigned", "RENAMED network DeviceObserved", "RENAMED name DeviceObserved", "PC-1 customer DeviceObserved", "PC-1 location DeviceObserved"}, told)
	require.Equal(t, contact, *all[0].To.ID)
	require.Equal(t, []string{"203.0.113.0/24", "198.51.100.0/24"}, []string{all[1].From.Name, all[1].To.Name})
	require.Equal(t, "PC-2", all[2].From.Name)
	require.Equal(t, "Customer 0", all[3].From.Name)
	require.Equal(t, "Customer 1", all[3].To.Name)
	require.Equal(t, "Org 1", all[4].From.Name)
	require.Equal(t, all, ask(api.MovementFilter{From: from}), "asked again, it is the same")
	require.Equal(t, all[1:2], ask(api.MovementFilter{From: from, Kinds: []string{"network"}}))
	require.Len(t, ask(api.MovementFilter{From: from, Between: true}), 1, "moved between customers")
	require.Len(t, ask(api.MovementFilter{From: from, Kinds: []string{"name", "owner"}}), 2)
	require.Empty(t, ask(api.MovementFilter{From: f.Clock.Now().Add(-time.Minute)}))
	for _, at := range []api.Moment{{Position: before.Position}, {Time: from}} {
		found, err := s.List(t.Context(), api.Scope{Tenant: f.tenant, AsOf: &at}, api.MovementFilter{}, api.List{Limit: 50})
		require.NoError(t, err)
		require.Empty(t, found.Data.Items, "nothing had moved by %v", at)
		month, err := ledgers(s).Month(t.Context(), api.Scope{Tenant: f.tenant, AsOf: &at}, api.LedgerFilter{})
		require.NoError(t, err)
		require.Equal(t, before.Position, month.Data.Position)
	}
	_, err = s.List(t.Context(), api.Scope{Tenant: f.tenant, AsOf: &api.Moment{Position: 1 << 40}}, api.MovementFilter{}, api.List{Limit: 50})
	var refused *domain.Error
	require.ErrorAs(t, err, &refused)
	require.Equal(t, "in_the_future", refused.Fields[0].Code)

	f.append(event.MappingStream(f.connection, 2), &event.OrganizationMapped{Connection: f.connection, OrganizationID: 2, Customer: f.customers[0]})
	moved := ask(api.MovementFilter{From: f.Clock.Now().Add(-time.Minute), To: f.Clock.Now()})
	require.NotEmpty(t, moved, "whoever links an organization to another customer moves its devices")
	for _, m := range moved {
		require.Equal(t, "customer OrganizationMapped", m.Kind+" "+m.Type)
	}
}

func deviceRow(f *fleet, n int64) uuid.UUID { return rowid.Device(f.tenant, f.connection, n) }
