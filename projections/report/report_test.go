package report_test

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"coresync/adapters/postgres"
	rule "coresync/domain/asset"
	"coresync/domain/event"
	"coresync/domain/lifetime"
	"coresync/projections"
	"coresync/projections/asset"
	"coresync/projections/catalog"
	"coresync/projections/projectiontest"
	"coresync/projections/query"
	"coresync/projections/report"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// fleet is a workspace with customers, organizations and devices of all kinds and ages.
type fleet struct {
	*projectiontest.Bundle
	t         *testing.T
	conn      uuid.UUID
	app       *pgxpool.Pool
	customers []uuid.UUID
}

var today = lifetime.Day(2026, 11, 28)

// newFleet makes one; the same seed makes the same.
func newFleet(t *testing.T, devices int) *fleet {
	f := &fleet{Bundle: projectiontest.New(t, catalog.Models()...), t: t, conn: uuid.New()}
	f.app = f.DB.Pool(postgres.RoleApp)
	rnd := rand.New(rand.NewPCG(7, 11))
	f.Append(event.New{Stream: event.ConnectionStream(f.conn), Payload: &event.ConnectionAdded{Connection: f.conn, Name: "Main", Region: "EU"}})
	for i, name := range []string{"Acme", "Beta Works", "Zeta"} {
		id := uuid.New()
		f.customers = append(f.customers, id)
		f.Append(event.New{Stream: event.CustomerStream(id), Payload: &event.CustomerRecorded{ID: id, ExternalID: fmt.Sprint(i), Name: name}})
	}
	for i, name := range []string{"Acme", "Beta Works", "Zeta", "Nobody knows"} {
		id := int64(i + 1)
		f.Append(event.New{Stream: event.OrganizationStream(f.conn, id), Payload: &event.OrgObserved{
			Connection: f.conn, OrganizationID: id, Organization: json.RawMessage(fmt.Sprintf(`{"id":%d,"name":%q}`, id, name)),
		}})
	}
	for id := range int64(devices) {
		f.device(rnd, id+1)
	}
	for i, category := range []string{"Workstation", "Server", ""} {
		id := uuid.New()
		f.Append(event.New{Stream: event.AssetStream(id), Payload: &event.ManualAssetRecorded{
			ID: id, ExternalID: fmt.Sprint("m", i), Name: fmt.Sprint("By hand ", i), Category: category, Customer: f.customers[i%2],
			PurchasedOn: []string{"2023-11-28", "", ""}[i], WarrantyEnd: []string{"2026-11-28", "2027-02-26", ""}[i],
		}})
	}
	f.Project()
	return f
}

func (f *fleet) device(rnd *rand.Rand, id int64) {
	classes := []string{"WINDOWS_WORKSTATION", "WINDOWS_WORKSTATION", "WINDOWS_SERVER", "MAC", "VMWARE_VM_GUEST", "NMS_SWITCH", "LINUX_SERVER"}
	day := func(years int) int64 { return today.AddDate(-years, 0, rnd.IntN(365*years)).Unix() }
	warranty := ""
	switch rnd.IntN(4) {
	case 0:
		warranty = fmt.Sprintf(`,"manufacturerFulfillmentDate":%d`, day(6))
	case 1:
		warranty = fmt.Sprintf(`,"startDate":%d,"endDate":%d`, day(5), today.AddDate(0, 0, rnd.IntN(800)-300).Unix())
	case 2:
		warranty = fmt.Sprintf(`,"endDate":%d`, today.AddDate(0, 0, rnd.IntN(200)-60).Unix())
	}
	f.Append(event.New{Stream: event.DeviceStream(f.conn, id), Payload: &event.DeviceObserved{
		Connection: f.conn, DeviceID: id, Device: json.RawMessage(fmt.Sprintf(
			`{"id":%d,"organizationId":%d,"nodeClass":%q,"offline":%t,"systemName":"PC-%d","created":%d,"tags":[%q],"system":{"virtualMachine":%t},"references":{"warranty":{"x":1%s}}}`,
			id, 1+rnd.IntN(4), classes[rnd.IntN(len(classes))], rnd.IntN(3) == 0, id, day(4), []string{"keep", "spare"}[rnd.IntN(2)], id%4 == 0, warranty)),
	}})
}

func (f *fleet) read(t require.TestingT, fn func(r *projections.Reading)) {
	require.NoError(t, projections.Read(f.t.Context(), f.app, f.A, f.Clock.Now(), func(r *projections.Reading) error {
		fn(r)
		return nil
	}))
}

// all lists every asset under a filter, page by page, as the list of assets shows them.
func all(t require.TestingT, r *projections.Reading, f asset.Filter) []asset.Asset {
	var found []asset.Asset
	for p := (query.Page{Limit: query.MaxLimit}); ; {
		page, err := asset.List(context.Background(), r, f, p)
		require.NoError(t, err)
		found = append(found, page.Items...)
		if p.After = page.Next; p.After == nil {
			return found
		}
	}
}

// ages counts one by one.
func ages(assets []asset.Asset, f report.Filter) []report.AgeCell {
	sums := make(map[[2]string]*report.AgeCell)
	for i := range assets {
		a := &assets[i]
		if !f.Virtual && !a.Ages() || !f.Retired && (a.Status == rule.StatusRetired || a.Status == rule.StatusArchived) {
			continue
		}
		born, estimated := a.Born()
		k := [2]string{string(lifetime.BandOf(born, f.Today)), string(a.Category)}
		if sums[k] == nil {
			sums[k] = &report.AgeCell{Band: lifetime.Band(k[0]), Category: k[1]}
		}
		sums[k].N++
		if estimated {
			sums[k].Estimated++
		}
	}
	var cells []report.AgeCell
	for _, c := range sums {
		cells = append(cells, *c)
	}
	bands := lifetime.Bands()
	slices.SortFunc(cells, func(a, b report.AgeCell) int {
		return cmp.Or(slices.Index(bands, a.Band)-slices.Index(bands, b.Band), cmp.Compare(a.Category, b.Category))
	})
	return cells
}

func warranties(assets []asset.Asset, f report.Filter) map[report.WarrantyCell]bool {
	sums := make(map[[2]string]int64)
	for i := range assets {
		if a := &assets[i]; f.Virtual || a.Ages() {
			sums[[2]string{string(lifetime.WarrantyOf(a.WarrantyEnd, f.Today)), string(a.Category)}]++
		}
	}
	cells := make(map[report.WarrantyCell]bool)
	for k, n := range sums {
		cells[report.WarrantyCell{State: lifetime.Warranty(k[0]), Category: k[1], N: n}] = true
	}
	return cells
}

// On each day of four years, cells and days cut by an edge give what counting one by one
// gives.
func TestREP_05_everyDayOfFourYears(t *testing.T) {
	t.Parallel()
	f := newFleet(t, 120)
	f.read(t, func(r *projections.Reading) {
		assets := all(t, r, asset.Filter{})
		require.Len(t, assets, 123)
		for d := today.AddDate(-2, 0, 0); d.Before(today.AddDate(2, 0, 1)); d = d.AddDate(0, 0, 1) {
			filter := report.Filter{Today: d}
			found, err := report.DeviceAges(t.Context(), r, filter)
			require.NoError(t, err)
			require.Equal(t, ages(assets, filter), found.Cells, "on %s", d.Format(time.DateOnly))
			status, err := report.WarrantyStatus(t.Context(), r, filter)
			require.NoError(t, err)
			require.Equal(t, warranties(assets, filter), setOf(status.Cells), "on %s", d.Format(time.DateOnly))
		}
	})
}

func setOf(cells []report.WarrantyCell) map[report.WarrantyCell]bool {
	set := make(map[report.WarrantyCell]bool)
	for _, c := range cells {
		set[c] = true
	}
	return set
}

// hide adds an ignore rule, or the scope of assets.
var hidings = []func(f *fleet){
	func(*fleet) {},
	func(f *fleet) { f.ignore(event.IgnoreClass, 0, "mac") },
	func(f *fleet) { f.ignore(event.IgnoreOrganization, 2, "") },
	func(f *fleet) { f.ignore(event.IgnoreTag, 0, "spare") },
	func(f *fleet) {
		f.Append(event.New{Stream: event.AssetScopeStream(), Payload: &event.AssetScopeSet{MappedOnly: true}})
	},
}

func (f *fleet) ignore(kind event.IgnoreKind, ninja int64, value string) {
	id := uuid.New()
	f.Append(event.New{Stream: event.IgnoreRuleStream(id), Payload: &event.IgnoreRuleSet{ID: id, Kind: kind, Connection: f.conn, NinjaID: ninja, Value: value}})
}

// The totals of the three reports reconcile with the list of assets under the same
// filter, whatever hides assets (REP-11 to REP-13), and each band and state with the
// list that its number leads to (REP-06).
func TestREP_06_11_to_13_totalsReconcileWithTheAssets(t *testing.T) {
	t.Parallel()
	f := newFleet(t, 150)
	for i, hide := range hidings {
		hide(f)
		f.Project()
		t.Run(fmt.Sprint("hidden ", i), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				filter := report.Filter{
					Today: today, NoCustomer: rapid.Bool().Draw(t, "no customer"), Retired: rapid.Bool().Draw(t, "retired"), Virtual: rapid.Bool().Draw(t, "virtual"),
					Customers:    rapid.SliceOfN(rapid.SampledFrom(f.customers), 0, 2).Draw(t, "customers"),
					Categories:   rapid.SliceOfN(rapid.SampledFrom([]string{"Workstation", "Server", "Mac", "Network Device"}), 0, 2).Draw(t, "categories"),
					Connectivity: rapid.SliceOfN(rapid.SampledFrom([]string{"online", "offline"}), 0, 1).Draw(t, "connectivity"),
				}
				f.read(t, func(r *projections.Reading) { reconcile(t, r, filter) })
			})
		})
	}
}

func reconcile(t *rapid.T, r *projections.Reading, f report.Filter) {
	list := asset.Filter{Customers: f.Customers, NoCustomer: f.NoCustomer, Categories: f.Categories, Connectivity: f.Connectivity, Today: f.Today}
	if !f.Retired {
		list.Statuses = report.LivingStatuses()
	}
	companies, err := report.Companies(context.Background(), r, f)
	require.NoError(t, err)
	total := int64(0)
	for _, c := range companies {
		total += c.N
	}
	require.Len(t, all(t, r, list), int(total), "devices by company")

	list.Physical = !f.Virtual
	assets := all(t, r, list)
	found, err := report.DeviceAges(context.Background(), r, f)
	require.NoError(t, err)
	require.Equal(t, ages(assets, f), found.Cells)
	status, err := report.WarrantyStatus(context.Background(), r, f)
	require.NoError(t, err)
	require.Equal(t, warranties(assets, f), setOf(status.Cells))

	band := rapid.SampledFrom(lifetime.Bands()).Draw(t, "band")
	state := rapid.SampledFrom(lifetime.Warranties()).Draw(t, "state")
	inBand, inState := 0, 0
	for _, c := range found.Cells {
		if c.Band == band {
			inBand += int(c.N)
		}
	}
	for _, c := range status.Cells {
		if c.State == state {
			inState += int(c.N)
		}
	}
	estimated := int64(0)
	for _, c := range found.Cells {
		if c.Band == band {
			estimated += c.Estimated
		}
	}
	month := rapid.SampledFrom(status.Ending).Draw(t, "month")
	days, _ := lifetime.Month(month.Month.Format("2006-01"))
	ending := list
	ending.Ends, ending.Warranties = days, []lifetime.Warranty{lifetime.WarrantyActive, lifetime.WarrantyExpiring}
	require.Len(t, all(t, r, ending), int(month.N), "the list behind the warranties that end in %s", month.Month)
	list.Ages, list.Estimated = []lifetime.Band{band}, true
	require.Len(t, all(t, r, list), int(estimated), "the list behind the estimated ages of %s", band)
	list.Estimated = false
	require.Len(t, all(t, r, list), inBand, "the list behind %s", band)
	list.Ages, list.Warranties = nil, []lifetime.Warranty{state}
	require.Len(t, all(t, r, list), inState, "the list behind %s", state)
}

func TestREP_02_to_04_devicesByCompany(t *testing.T) {
	t.Parallel()
	f := newFleet(t, 60)
	f.read(t, func(r *projections.Reading) {
		type key struct{ customer, category, connectivity string }
		want := make(map[key]int64)
		for _, a := range all(t, r, asset.Filter{}) {
			want[key{a.CustomerName, string(a.Category), string(a.Connectivity)}]++
		}
		cells, err := report.Companies(t.Context(), r, report.Filter{Today: today})
		require.NoError(t, err)
		found, names := make(map[key]int64), []string{}
		for _, c := range cells {
			found[key{c.Name, c.Category, c.Connectivity}] += c.N
			names = append(names, c.Name)
		}
		require.Equal(t, want, found)
		require.Equal(t, []string{"Acme", "Beta Works", "Zeta", ""}, slices.Compact(names), "those without a customer come last")
	})
}
