package web

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestOneThingIsNotCalledMany(t *testing.T) {
	t.Parallel()
	for many, one := range map[string]string{"assets": "asset", "people": "person"} {
		require.Equal(t, one, oneOf(1, many))
		require.Equal(t, many, oneOf(0, many))
		require.Equal(t, many, oneOf(2, many))
	}
}
