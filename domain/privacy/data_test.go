package privacy_test

import (
	"testing"

	"coresync/domain/event"
	"coresync/domain/privacy"

	"github.com/stretchr/testify/require"
)

func TestEverythingSealedIsReported(t *testing.T) {
	t.Parallel()
	rest := event.PersonalCatalog()
	for _, kind := range privacy.Kinds() {
		require.NotEmpty(t, privacy.Data(kind), kind)
		require.NotContains(t, privacy.Data(kind), "", "a member without a word")
		for _, typ := range privacy.Types(kind) {
			require.Contains(t, event.PersonalCatalog(), typ)
			delete(rest, typ)
		}
	}
	require.Empty(t, rest, "types of events that no kind of subject is said to be in")
}
