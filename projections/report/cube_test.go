package report_test

import (
	"fmt"
	"testing"

	"coresync/domain/event"
	"coresync/projections"
	"coresync/projections/asset"
	"coresync/projections/query"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// The numbers beside the filters of the list of assets, which cells of reports give where
// they can, add up to what the list shows: whatever is missing, ignored or unassigned.
func TestCubeAgreesWithTheList(t *testing.T) {
	t.Parallel()
	f := newFleet(t, 160)
	for _, id := range []int64{3, 40, 77} {
		f.Append(event.New{Stream: event.DeviceStream(f.conn, id), Payload: &event.DeviceVanished{Connection: f.conn, DeviceID: id}})
	}
	f.Project()
	for i, hide := range hidings {
		hide(f)
		f.Project()
		t.Run(fmt.Sprint(i), func(t *testing.T) { rapid.Check(t, f.cubeAgrees) })
	}
}

func (f *fleet) cubeAgrees(t *rapid.T) {
	filter := asset.Filter{
		Unassigned: rapid.Bool().Draw(t, "unassigned"), Physical: rapid.Bool().Draw(t, "physical"),
		Organization: rapid.SampledFrom([]int64{0, 0, 2}).Draw(t, "organization"), Today: today,
		Tags: rapid.SampledFrom([][]string{nil, {"keep"}, {"keep", "spare"}}).Draw(t, "tags"),
	}
	if rapid.Bool().Draw(t, "of a customer") {
		filter.Customers = []uuid.UUID{rapid.SampledFrom(f.customers).Draw(t, "customer")}
	}
	q := rapid.SampledFrom([]string{"", "", "pc-1"}).Draw(t, "q")
	f.read(t, func(r *projections.Reading) {
		facets, err := asset.FacetsOf(f.t.Context(), r, filter, q, asset.Most{})
		require.NoError(t, err)
		counted, listed := map[asset.Cell]int64{}, map[asset.Cell]int64{}
		for _, c := range facets.Cells {
			n := c.N
			if c.N = 0; n > 0 {
				counted[c] += n
			}
		}
		page, err := asset.List(f.t.Context(), r, filter, query.Page{Limit: query.MaxLimit, Q: q})
		require.NoError(t, err)
		for _, a := range page.Items {
			listed[asset.Cell{
				Category: string(a.Category), Status: string(a.Status), Connectivity: string(a.Connectivity), Source: a.Source,
				Missing: !a.MissingSince.IsZero(), NoCustomer: a.CustomerID == uuid.Nil,
			}]++
		}
		require.Equal(t, listed, counted)
	})
}

// The numbers beside customers are how many the list shows of each, whatever else it is
// narrowed by; those of the filter are told even where they have none.
func TestCustomersAgreeWithTheList(t *testing.T) {
	t.Parallel()
	f := newFleet(t, 160)
	f.Append(event.New{Stream: event.DeviceStream(f.conn, 3), Payload: &event.DeviceVanished{Connection: f.conn, DeviceID: 3}})
	f.Project()
	for i, hide := range hidings {
		hide(f)
		f.Project()
		t.Run(fmt.Sprint(i), func(t *testing.T) { rapid.Check(t, f.customersAgree) })
	}
}

func (f *fleet) customersAgree(t *rapid.T) {
	filter := asset.Filter{
		Unassigned: rapid.Bool().Draw(t, "unassigned"), Today: today,
		Categories: rapid.SampledFrom([][]string{nil, {"Workstation"}, {"Server", "Mac"}}).Draw(t, "categories"),
		Tags:       rapid.SampledFrom([][]string{nil, {"spare"}, {"keep", "spare"}}).Draw(t, "tags"),
	}
	if rapid.Bool().Draw(t, "missing or not") {
		missing := rapid.Bool().Draw(t, "missing")
		filter.Missing = &missing
	}
	q := rapid.SampledFrom([]string{"", "", "pc-1"}).Draw(t, "q")
	chosen := rapid.SampledFrom(f.customers).Draw(t, "chosen")
	most := rapid.IntRange(1, 3).Draw(t, "most")
	f.read(t, func(r *projections.Reading) {
		counts, listed := map[uuid.UUID]int64{}, map[uuid.UUID]int64{}
		page, err := asset.List(f.t.Context(), r, filter, query.Page{Limit: query.MaxLimit, Q: q})
		require.NoError(t, err)
		for _, a := range page.Items {
			listed[a.CustomerID]++
		}
		filter.Customers = []uuid.UUID{chosen}
		facets, err := asset.FacetsOf(f.t.Context(), r, filter, q, asset.Most{Customers: most})
		require.NoError(t, err)
		last, least, told := int64(1<<62), int64(0), 0
		for _, c := range facets.Customers {
			if c.ID != uuid.Nil {
				require.LessOrEqual(t, c.N, last, "those with the most come first")
				last = c.N
				if told++; told == most {
					least = c.N
				}
			}
			counts[c.ID] = c.N
			require.Equal(t, listed[c.ID], c.N)
		}
		require.LessOrEqual(t, told, most+1, "and what is chosen")
		require.Contains(t, counts, chosen, "what is chosen is told")
		require.Equal(t, listed[uuid.Nil], counts[uuid.Nil])
		for id, n := range listed {
			if _, is := counts[id]; !is {
				require.LessOrEqual(t, n, least, "none that has more is left out")
			}
		}
	})
}
