package api_test

import (
	"testing"

	"coresync/http/api"

	"github.com/stretchr/testify/require"
)

// A state may come from a file in any alphabet; no letter of it is cut in two.
func TestAStateBeginsWithACapitalLetterOfItsAlphabet(t *testing.T) {
	t.Parallel()
	for state, word := range map[string]string{
		"": "None", "in_use": "In use", "ожидает": "Ожидает", "\uff20SUM(A1)": "\uff20SUM(A1)", "日本": "日本", "\xff": "\xff", "=1": "=1",
	} {
		require.Equal(t, word, api.StatusWord(state))
	}
}
