package decide_test

import (
	"sync"
	"testing"

	"coresync/domain/mapping"
	"coresync/eventstore"
	"coresync/eventstore/decide"
	"coresync/eventstore/storetest"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

var organization = decide.Decider[mapping.State, mapping.Command]{Evolve: mapping.Evolve, Decide: mapping.Decide}

func TestHandle(t *testing.T) {
	t.Parallel()
	l := storetest.NewLog(t)
	mapTo := func(customer uuid.UUID, version int64) (eventstore.Appended, error) {
		return decide.Handle(t.Context(), l, organization, decide.Request[mapping.Command]{
			Tenant: l.A, Stream: "mapping/x/7", Actor: "cli:test", Version: version,
			Command: mapping.Command{Place: mapping.Place{Organization: 7}, Customer: customer},
		})
	}
	acme := uuid.New()
	done, err := mapTo(acme, 0)
	require.NoError(t, err)
	require.Equal(t, int64(1), done.Versions["mapping/x/7"])

	done, err = mapTo(acme, 1)
	require.NoError(t, err)
	require.Zero(t, done.Last, "what changes nothing writes nothing")

	_, err = mapTo(uuid.New(), 0)
	var conflict *eventstore.VersionConflictError
	require.ErrorAs(t, err, &conflict, "somebody else saved in between")
}

func TestCommandsWithoutAVersionAreDecidedAnewAfterAConflict(t *testing.T) {
	t.Parallel()
	l := storetest.NewLog(t)
	var wg sync.WaitGroup
	errs := make([]error, 4)
	for i := range errs {
		wg.Go(func() {
			_, errs[i] = decide.Handle(t.Context(), l, organization, decide.Request[mapping.Command]{
				Tenant: l.A, Stream: "mapping/x/7", Actor: "cli:test", Version: decide.AnyVersion,
				Command: mapping.Command{Place: mapping.Place{Organization: 7}, Customer: uuid.New()},
			})
		})
	}
	wg.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
	require.Len(t, storetest.ReadAll(t, l, l.A), 4)
}
