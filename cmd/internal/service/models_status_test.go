package service

import (
	"testing"
	"time"

	"coresync/projections"

	"github.com/stretchr/testify/require"
)

func TestTheTimeThatIsLeftFollowsFromWhatIsDone(t *testing.T) {
	t.Parallel()
	began := time.Date(2026, 3, 14, 9, 0, 0, 0, time.UTC)
	run := projections.Run{State: projections.Building, StartedAt: began, UpdatedAt: began.Add(10 * time.Second)}
	run.Step, run.Done, run.Total = "read", 250, 1000
	require.InDelta(t, 30, runWork(run).EtaSeconds, 0.001, "a quarter took ten seconds")
	run.Done = 1000
	require.Zero(t, runWork(run).EtaSeconds)
	run.Done, run.Total = 250, 0
	require.Zero(t, runWork(run).EtaSeconds, "nobody knows yet how much there is")
	run.Total, run.Step = 1000, ""
	require.Zero(t, runWork(run).EtaSeconds, "nobody is at it")
	require.Equal(t, "queued", runWork(run).State)
}
