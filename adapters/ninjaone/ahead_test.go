package ninjaone

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestAheadGivesTheSame: reading ahead changes when pages are read, not which.
func TestAheadGivesTheSame(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		ids := rapid.SliceOfNDistinct(rapid.Int64Range(1, 99), 0, 30, rapid.ID).Draw(rt, "ids")
		sortInts(ids)
		b := setup(t, afterID(0, ids...))
		q := ListQuery{PageSize: rapid.IntRange(1, 9).Draw(rt, "size"), After: rapid.Int64Range(0, 50).Draw(rt, "after")}
		plain := read(b.Locations(t.Context(), q))
		q.Ahead = true
		require.Equal(rt, plain, read(b.Locations(t.Context(), q)))
	})
}

func TestAheadReadsWhileTheCallerIsBusy(t *testing.T) {
	t.Parallel()
	asked := make(chan struct{}, 9)
	ids := afterID(0, 1, 2, 3)
	b := setup(t, func(w http.ResponseWriter, r *http.Request) {
		asked <- struct{}{}
		ids(w, r)
	})
	for p, err := range b.Devices(t.Context(), DeviceQuery{ListQuery: ListQuery{PageSize: 1, Ahead: true}}) {
		require.NoError(t, err)
		if p.Index == 0 {
			<-asked
			<-asked // The second page is asked for while the first is in hand.
			require.Equal(t, int64(1), p.Rows[0].ID)
			require.Equal(t, `{"id":1,"name":"n1"}`, string(p.Rows[0].Raw))
		}
	}
}

func TestAheadStopsWithItsCaller(t *testing.T) {
	t.Parallel()
	b := setup(t, afterID(0, 1, 2, 3, 4, 5))
	for p, err := range b.Devices(t.Context(), DeviceQuery{ListQuery: ListQuery{PageSize: 1, Ahead: true}}) {
		require.NoError(t, err)
		require.Equal(t, 0, p.Index)
		break // No goroutine stays behind: TestMain looks.
	}
	require.LessOrEqual(t, len(b.asked("/v2/devices")), 2)
}

// TestAheadDoesNotSwallowAnEnd: a listing that was stopped is not mistaken for one
// that has ended.
func TestAheadDoesNotSwallowAnEnd(t *testing.T) {
	t.Parallel()
	stop := errors.New("stopped")
	for range 50 {
		b := setup(t, afterID(0, 1, 2, 3))
		ctx, cancel := context.WithCancelCause(t.Context())
		var last error
		pages := 0
		for p, err := range b.Devices(ctx, DeviceQuery{ListQuery: ListQuery{PageSize: 1, Ahead: true}}) {
			if last = err; err == nil {
				pages++
				require.False(t, p.Last)
			}
			cancel(stop)
		}
		cancel(nil)
		require.ErrorIs(t, last, stop)
		require.LessOrEqual(t, pages, 2)
	}
}
