package token

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func FuzzParse(f *testing.F) {
	text, _ := generate(uuid.New())
	f.Add(text)
	f.Add("coresync__")
	f.Fuzz(func(t *testing.T, text string) {
		_, hash, ok := parse(text)
		require.Equal(t, ok, len(hash) == 32)
	})
}

func TestWhatIsGeneratedIsParsed(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 100 {
		id := uuid.New()
		text, hash := generate(id)
		got, gotHash, ok := parse(text)
		require.True(t, ok)
		require.Equal(t, id, got)
		require.Equal(t, hash, gotHash)
		require.False(t, seen[text])
		seen[text] = true
	}
}
