package eventstore_test

import (
	"testing"
	"time"

	"coresync/eventstore/storetest"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func TestAppendIDsAreForgottenAfterThirtyDays(t *testing.T) {
	t.Parallel()
	l := storetest.NewLog(t)
	a := storetest.Write(l.A, storetest.Customer(1))
	a.ID = uuid.New()
	_, err := l.Append(t.Context(), a)
	require.NoError(t, err)

	l.Clock.Advance(29 * 24 * time.Hour)
	require.NoError(t, l.Housekeep(t.Context()))
	_, found, err := l.Lookup(t.Context(), l.A, a.ID)
	require.NoError(t, err)
	require.True(t, found)

	l.Clock.Advance(2 * 24 * time.Hour)
	require.NoError(t, l.Housekeep(t.Context()))
	_, found, err = l.Lookup(t.Context(), l.A, a.ID)
	require.NoError(t, err)
	require.False(t, found)
}

func TestPartitionsAreMadeAhead(t *testing.T) {
	t.Parallel()
	l := storetest.NewLog(t)
	l.Clock.Advance(3 * 365 * 24 * time.Hour)
	require.NoError(t, l.Housekeep(t.Context()))
	rows, err := l.DB.Pool("").Query(t.Context(), `select relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
		where n.nspname = 'eventstore' and relname like 'events_2029%' and relkind = 'r' order by 1`)
	require.NoError(t, err)
	var names []string
	for rows.Next() {
		var name string
		require.NoError(t, rows.Scan(&name))
		names = append(names, name)
	}
	require.Equal(t, []string{"events_2029_03", "events_2029_04", "events_2029_05"}, names)
}
