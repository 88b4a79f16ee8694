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
	defer func() {
		reason := recover()
		require.Contains(t, reason, "index out of range")
		require.Contains(t, reason, "beside_test.go", "where it was")
	}()
	_ = beside(func() error { panic("index out of range") })()
	t.Fatal("the panic did not reach who waits")
}
