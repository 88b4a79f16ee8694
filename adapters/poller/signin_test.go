package poller_test

import (
	"crypto/sha256"
	"sync/atomic"
	"testing"
	"time"

	"coresync/adapters/poller"
	"coresync/adapters/postgres"
	"coresync/adapters/postgres/pgtest"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"
)

func TestSET_12_ASignInIsTakenOnce(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	signIns := poller.NewSignIns(pgtest.New(t).Pool(postgres.RoleEngine))
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	want := poller.SignIn{
		StateHash: sha256.Sum256([]byte("one")), Tenant: uuid.New(), Connection: uuid.New(), Actor: "token:1",
		Verifier: []byte{1, 2, 3}, ExpiresAt: now.Add(time.Minute),
	}
	require.NoError(t, signIns.Begin(ctx, want, now))

	// However many come with one state at once, one gets it.
	var taken atomic.Int32
	var group errgroup.Group
	for range 8 {
		group.Go(func() error {
			got, err := signIns.Take(ctx, want.StateHash, now)
			if err == nil && taken.Add(1) == 1 {
				got.ExpiresAt = got.ExpiresAt.UTC()
				require.Equal(t, want, got)
			}
			return nil
		})
	}
	require.NoError(t, group.Wait())
	require.EqualValues(t, 1, taken.Load())
	_, err := signIns.Take(ctx, want.StateHash, now)
	require.ErrorIs(t, err, poller.ErrNoSignIn)
}

func TestSET_12_ASignInThatTookTooLongIsOver(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := pgtest.New(t).Pool(postgres.RoleEngine)
	signIns := poller.NewSignIns(pool)
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	begin := func(name string) poller.SignIn {
		v := poller.SignIn{StateHash: sha256.Sum256([]byte(name)), Tenant: uuid.New(), Connection: uuid.New(),
			Actor: "a", Verifier: []byte{1}, ExpiresAt: now.Add(time.Minute)}
		require.NoError(t, signIns.Begin(ctx, v, now))
		return v
	}
	late, forgotten := begin("late"), begin("forgotten")
	_, err := signIns.Take(ctx, late.StateHash, now.Add(time.Minute))
	require.ErrorIs(t, err, poller.ErrNoSignIn)
	_, err = signIns.Take(ctx, late.StateHash, now)
	require.ErrorIs(t, err, poller.ErrNoSignIn, "a late return used it up")

	require.NoError(t, signIns.Forget(ctx, forgotten.Tenant, forgotten.Connection))
	_, err = signIns.Take(ctx, forgotten.StateHash, now)
	require.ErrorIs(t, err, poller.ErrNoSignIn)

	begin("never finished")
	now = now.Add(time.Hour)
	begin("next")
	var left int
	require.NoError(t, pool.QueryRow(ctx, `select count(*) from poller.sign_ins`).Scan(&left))
	require.Equal(t, 1, left)
}
