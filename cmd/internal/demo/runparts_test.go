package demo_test

import (
	"strings"
	"testing"

	"coresync/http/api"

	"github.com/stretchr/testify/require"
)

// runParts holds the parts of a run to its numbers (screen 5.4): the organizations have all
// of its devices between them, and the log tells each listing in order.
func (c *client) runParts(t *testing.T, run string, done api.Run) {
	t.Helper()
	var found struct {
		Items []api.RunOrganization `json:"items"`
		Total int                   `json:"total"`
	}
	c.get(run+"/organizations?limit=500", &found)
	require.Len(t, found.Items, found.Total)
	devices := 0
	for _, o := range found.Items {
		require.True(t, o.Complete, "%+v", o)
		require.False(t, o.Held)
		require.NotEmpty(t, o.Name)
		devices += *o.Devices
	}
	require.Equal(t, done.Counts.Found, devices)
	first := found.Items[0]
	c.get(run+"/organizations?sort=-devices&limit=1", &found)
	require.GreaterOrEqual(t, *found.Items[0].Devices, *first.Devices)

	var log struct {
		Steps []api.RunStep `json:"steps"`
	}
	c.get(run+"/log", &log)
	var kinds []string
	for i, s := range log.Steps {
		require.False(t, i > 0 && s.At.Before(log.Steps[i-1].At), "%+v", log.Steps)
		kinds = append(kinds, s.Kind)
	}
	require.Equal(t, "started listed listed listed listed listed listed listed completed", strings.Join(kinds, " "))
	require.Equal(t, "Listed devices: 400 rows in 1 page.", strings.SplitAfter(log.Steps[4].Message, ".")[0])
	require.Contains(t, log.Steps[8].Message, "400 devices found")
	require.Equal(t, done.Position.N, log.Steps[8].Position)
	require.True(t, strings.HasPrefix(log.Steps[0].By, "token:"), log.Steps[0].By)
}
