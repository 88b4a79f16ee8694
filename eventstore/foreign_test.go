package eventstore_test

import (
	"testing"
	"time"

	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/eventstore/storetest"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

// A foreign writing transaction that idles holds back what is ordered by
// transaction ids (watermill#576 and its kin); a log in order of commits must not
// care. A foreign snapshot must not slow appends down either: there is no hot row
// whose dead versions pile up.
func TestForeignTransactionsHoldNothingUp(t *testing.T) {
	t.Parallel()
	l := storetest.NewLog(t)
	other := l.DB.Pool("")
	begin := func(isolation pgx.TxIsoLevel, sql string) {
		tx, err := other.BeginTx(t.Context(), pgx.TxOptions{IsoLevel: isolation})
		require.NoError(t, err)
		t.Cleanup(func() { _ = tx.Rollback(t.Context()) })
		_, err = tx.Exec(t.Context(), sql)
		require.NoError(t, err)
	}
	const appends = 2000
	measure := func() time.Duration {
		began := time.Now()
		for n := range appends / 20 {
			events := make([]event.New, 20)
			for i := range events {
				events[i] = storetest.Customer(n*20 + i)
			}
			_, err := l.Append(t.Context(), storetest.Write(l.A, events...))
			require.NoError(t, err)
		}
		return time.Since(began)
	}
	measure() // streams exist, plans are made
	alone := measure()
	begin(pgx.RepeatableRead, `select count(*) from eventstore.events`)
	begin(pgx.ReadCommitted, `create table public.foreign_write (n int)`)
	read := storetest.ReadAll(t, l, l.A)
	require.Len(t, read, 2*appends, "all that is committed is read at once")
	held := measure()
	require.Less(t, held, 4*alone+time.Second, "appends under a foreign snapshot take about as long")
	head, err := l.Head(t.Context(), l.A)
	require.NoError(t, err)
	require.Equal(t, int64(3*appends), head.Position)
	last := int64(0)
	require.NoError(t, l.Read(t.Context(), l.A, eventstore.Query{After: 2 * appends}, func(e event.Recorded) error {
		last = e.Position
		return nil
	}))
	require.Equal(t, head.Position, last)
}
