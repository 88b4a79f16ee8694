package web

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWhatIsAskedBesideGivesItsErrorAndItsPanicToWhoWaits(t *testing.T) {
	t.Parallel()
	failed := errors.New("no connection")
	require.ErrorIs(t, beside(func() error { return failed })(), failed)
	require.NoError(t, beside(func() error { return nil })())
	require.PanicsWithValue(t, "index out of range", func() { _ = beside(func() error { panic("index out of range") })() })
}
