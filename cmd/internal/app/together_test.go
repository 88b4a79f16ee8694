package app_test

import (
	"context"
	"testing"
	"time"

	"coresync/projections"

	"github.com/stretchr/testify/require"
)

// TestAllReadModelsArePromotedTogether: a promotion holds a connection for each of them,
// and waited for ever where there were two.
func TestAllReadModelsArePromotedTogether(t *testing.T) {
	t.Parallel()
	a := open(t, database(t), t.TempDir(), t.Output())
	t.Cleanup(a.Close)
	tenant, err := a.Tenant(t.Context())
	require.NoError(t, err)
	record(t, a, tenant, 0, 3)
	require.NoError(t, a.CatchUp(t.Context(), tenant))
	for _, l := range a.Models.Live() {
		run, err := a.StartRebuild(t.Context(), projections.Order{Model: l.Name(), Actor: "test"})
		require.NoError(t, err)
		run, err = a.DriveRebuild(t.Context(), run, func(projections.Progress) {})
		require.NoError(t, err)
		require.Equal(t, projections.Ready, run.State)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	releases, err := a.Models.Promote(ctx, projections.Promotion{})
	require.NoError(t, err)
	require.Len(t, releases, 1)
	require.Len(t, releases[0].Generations, len(a.Models.Live()))
}
