package ninjasim_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"coresync/adapters/ninjasim"
)

func TestConfigReportsAllFaultsAtOnce(t *testing.T) {
	t.Parallel()
	err := ninjasim.Config{Users: -1, Orgs: 100_000, Faults: []string{"flood", "slow=x"}, RedirectURIs: []string{"/relative"}}.Validate()
	for _, part := range []string{"must not be negative", "60,000 organizations", `"flood"`, `"slow=x"`, `"/relative" is not absolute`} {
		require.ErrorContains(t, err, part)
	}
	require.Panics(t, func() { ninjasim.New(ninjasim.Config{Faults: []string{"flood"}}) })
	require.NoError(t, ninjasim.Config{}.Validate())
	require.Empty(t, ninjasim.New(ninjasim.Config{Devices: -1}).Devices())
}
