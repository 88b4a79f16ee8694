package report_test

import (
	"context"
	"fmt"
	"testing"

	"coresync/projections"
	"coresync/projections/asset"
	"coresync/projections/report"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// said is what the reports and the numbers beside the filters of lists say.
type said struct {
	companies []report.CompanyCell
	ages      report.Ages
	warranty  report.Warranties
	cells     map[asset.Cell]int64
}

// ask asks rows for nothing but what they are counted by, as the services do.
func ask(t require.TestingT, r *projections.Reading, f report.Filter) (s said) {
	ctx, list := context.Background(), asset.Filter{Customers: f.Customers, Physical: !f.Virtual, Today: f.Today}
	asset.CountOnly(r)
	var err error
	s.companies, err = report.Companies(ctx, r, f)
	require.NoError(t, err)
	s.ages, err = report.DeviceAges(ctx, r, f)
	require.NoError(t, err)
	s.warranty, err = report.WarrantyStatus(ctx, r, f)
	require.NoError(t, err)
	facets, err := asset.FacetsOf(ctx, r, list, "", asset.Most{})
	require.NoError(t, err)
	s.cells = make(map[asset.Cell]int64)
	for _, c := range facets.Cells {
		n := c.N
		c.N = 0
		if s.cells[c] += n; s.cells[c] == 0 {
			delete(s.cells, c)
		}
	}
	return s
}

// As of a past moment each report says what it said live at that moment, under any filter
// and whatever hides assets.
func TestReportsOfThePastSayWhatTheySaidThen(t *testing.T) {
	t.Parallel()
	f := newFleet(t, 150)
	filters := rapid.Custom(func(t *rapid.T) report.Filter {
		return report.Filter{
			Today: today.AddDate(0, 0, rapid.IntRange(-40, 40).Draw(t, "day")), NoCustomer: rapid.Bool().Draw(t, "no customer"),
			Retired: rapid.Bool().Draw(t, "retired"), Virtual: rapid.Bool().Draw(t, "virtual"),
			Customers:    rapid.SliceOfN(rapid.SampledFrom(f.customers), 0, 2).Draw(t, "customers"),
			Categories:   rapid.SliceOfN(rapid.SampledFrom([]string{"Workstation", "Server", "Mac", "Network Device"}), 0, 2).Draw(t, "categories"),
			Connectivity: rapid.SliceOfN(rapid.SampledFrom([]string{"online", "offline"}), 0, 1).Draw(t, "connectivity"),
		}
	})
	type moment struct {
		position int64
		filter   report.Filter
		said     said
	}
	var then []moment
	for i, hide := range hidings {
		hide(f)
		f.Project()
		head, err := f.Head(t.Context(), f.A)
		require.NoError(t, err)
		f.read(t, func(r *projections.Reading) {
			for seed := range 12 {
				filter := filters.Example(100*i + seed)
				if seed == 0 {
					filter = report.Filter{Today: today}
				}
				then = append(then, moment{head.Position, filter, ask(t, r, filter)})
			}
		})
	}
	require.NotEmpty(t, then[0].said.companies)
	for _, m := range then {
		at := projections.Moment{Position: m.position}
		require.NoError(t, f.Engine.ReadPast(t.Context(), f.A, at, asset.Models(), func(r *projections.Reading) error {
			require.Equal(t, m.said, ask(t, r, m.filter), fmt.Sprintf("as of %d, %+v", m.position, m.filter))
			return nil
		}))
	}
}
