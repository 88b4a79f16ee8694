package service

import (
	"slices"
	"testing"

	"coresync/eventstore"
	"coresync/eventstore/storetest"
	"coresync/http/api"

	"github.com/stretchr/testify/require"
)

// What no index finds is looked for in stretches of the log: each page says how far it looked,
// and all pages together give what one look at the whole log does, in either direction.
func TestASearchGoesThroughTheLogInStretches(t *testing.T) {
	t.Parallel()
	l := storetest.NewLog(t)
	var want []int64
	for n := int64(1); n <= 60; n++ {
		a := storetest.Write(l.A, storetest.Customer(int(n)))
		if n < 5 || n%23 == 0 || n > 44 && n < 49 {
			a.Actor, want = "user:7", append(want, n)
		}
		_, err := l.Append(t.Context(), a)
		require.NoError(t, err)
	}
	for _, most := range []int64{1, 7, 60, 1000} {
		for _, limit := range []int{1, 3, 100} {
			for _, down := range []bool{false, true} {
				list, got, pages := api.List{Limit: limit, Sort: api.Sort{By: "position", Descending: down}}, []int64{}, 0
				for ; ; pages++ {
					search := &eventSearch{log: l.Store, most: most, q: eventstore.Query{Actor: "user:7", To: 60}}
					require.NoError(t, search.page(list))
					page, err := search.read(t.Context(), l.A, limit)
					require.NoError(t, err)
					for _, e := range page.Items {
						got = append(got, e.Position)
					}
					require.False(t, page.Next != nil && len(page.Items) < limit && page.SearchedTo == 0, "a short page says how far it looked")
					if list.After = page.Next; page.Next == nil {
						break
					}
					require.Less(t, pages, 100, "it comes to an end")
				}
				if down {
					slices.Reverse(got)
				}
				require.Equal(t, want, got, "%d positions a request, %d events a page, downwards: %v", most, limit, down)
			}
		}
	}
}

// A page that ends early says where; one that is full or at the end does not.
func TestASearchSaysHowFarItLooked(t *testing.T) {
	t.Parallel()
	l := storetest.NewLog(t)
	for n := range 30 {
		_, err := l.Append(t.Context(), storetest.Write(l.A, storetest.Customer(n)))
		require.NoError(t, err)
	}
	for _, c := range []struct {
		q        eventstore.Query
		down     bool
		searched int64
	}{
		{eventstore.Query{Actor: "nobody", To: 30}, true, 21},
		{eventstore.Query{Actor: "nobody", To: 30}, false, 10},
		{eventstore.Query{Actor: "nobody", After: 22, To: 30}, true, 0},
		{eventstore.Query{StreamPrefix: "device/", To: 30}, true, 21},
		{eventstore.Query{Streams: []string{"device/1"}, To: 30}, true, 0},
	} {
		search := &eventSearch{log: l.Store, most: 10, q: c.q}
		require.NoError(t, search.page(api.List{Limit: 5, Sort: api.Sort{By: "position", Descending: c.down}}))
		page, err := search.read(t.Context(), l.A, 5)
		require.NoError(t, err)
		require.Empty(t, page.Items)
		require.Equal(t, c.searched, page.SearchedTo)
		require.Equal(t, c.searched > 0, page.Next != nil)
	}
}
