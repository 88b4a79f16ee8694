package eventstore_test

import (
	"testing"

	"coresync/eventstore"
	"coresync/eventstore/storetest"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

// A backup that is restored while the program runs must not be written to by a
// process that has seen more of the log: it compares with the heads at its start.
func TestALogThatWentBackUnderAProcessTakesNothingFromIt(t *testing.T) {
	t.Parallel()
	l := storetest.NewLog(t)
	_, err := l.Append(t.Context(), storetest.Write(l.A, storetest.Customer(1), storetest.Customer(2)))
	require.NoError(t, err)
	l.Clock.Advance(1)
	_, err = l.Append(t.Context(), storetest.Write(l.A, storetest.Customer(3)))
	require.NoError(t, err)
	for _, sql := range []string{
		`delete from eventstore.events where position > 2`, `delete from eventstore.streams where last_position > 2`,
	} {
		_, err := l.DB.Pool("").Exec(t.Context(), sql)
		require.NoError(t, err)
	}

	var readOnly *eventstore.ReadOnlyError
	_, err = l.Append(t.Context(), storetest.Write(l.A, storetest.Customer(3)))
	require.ErrorAs(t, err, &readOnly)
	require.Contains(t, readOnly.Reason, "position 3 was there and is gone")
	head, err := l.Head(t.Context(), l.A)
	require.NoError(t, err)
	require.Equal(t, int64(2), head.Position, "readers see what is there")

	done, err := l.Reopen(t).Append(t.Context(), storetest.Write(l.A, storetest.Customer(3)))
	require.NoError(t, err)
	require.Equal(t, int64(3), done.Last)
}

func TestANewEpochLetsALogTakeAppendsAgain(t *testing.T) {
	t.Parallel()
	l := storetest.NewLog(t)
	_, err := l.Append(t.Context(), storetest.Write(l.A, storetest.Customer(1), storetest.Customer(2)))
	require.NoError(t, err)
	require.NoError(t, l.SetReadOnly(t.Context(), l.A, "a test"))
	require.NoError(t, l.SetReadOnly(t.Context(), l.B, "another"))
	reasons, err := l.ReadOnlyLogs(t.Context())
	require.NoError(t, err)
	require.Equal(t, map[uuid.UUID]string{l.A: "a test", l.B: "another"}, reasons)
	before, err := l.Head(t.Context(), l.A)
	require.NoError(t, err)

	epoch := uuid.New()
	err = pgx.BeginFunc(t.Context(), l.Pool(), func(tx pgx.Tx) error {
		former, err := l.NewEpoch(t.Context(), tx, l.A, epoch)
		require.NoError(t, err)
		require.Equal(t, before, former)
		done, err := l.AppendTx(t.Context(), tx, storetest.Write(l.A, storetest.Customer(3)))
		require.NoError(t, err)
		require.Equal(t, epoch, done.Epoch)
		return nil
	})
	require.NoError(t, err)
	reasons, err = l.ReadOnlyLogs(t.Context())
	require.NoError(t, err)
	require.Equal(t, map[uuid.UUID]string{l.B: "another"}, reasons)

	err = pgx.BeginFunc(t.Context(), l.Pool(), func(tx pgx.Tx) error {
		_, err := l.NewEpoch(t.Context(), tx, uuid.New(), epoch)
		return err
	})
	require.ErrorIs(t, err, eventstore.ErrNoTenant)
}
