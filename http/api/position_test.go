package api_test

import (
	"encoding/json"
	"testing"

	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestPositionsAreReadAsTheyWereWritten(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := api.Position{
			Epoch: uuid.UUID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "epoch")),
			N:     rapid.Int64Min(0).Draw(t, "n"),
		}
		text, err := json.Marshal(p)
		require.NoError(t, err)
		var got api.Position
		require.NoError(t, json.Unmarshal(text, &got))
		require.Equal(t, p, got)
	})
}

func TestWhatIsNoPosition(t *testing.T) {
	t.Parallel()
	const epoch = "5f0c1e1e-8d5c-4f8e-9b0a-0d7c3f4e2a11"
	for _, text := range []string{
		"", ":", "7", epoch, epoch + ":", epoch + ":-1", epoch + ":+1", epoch + ": 1", epoch + ":1:2",
		epoch + ":9223372036854775808", "urn:uuid:" + epoch + ":1", "{" + epoch + "}:1", epoch[:35] + "g:1",
	} {
		_, err := api.ParsePosition(text)
		require.Error(t, err, text)
	}
}

func FuzzParsePosition(f *testing.F) {
	f.Add("5f0c1e1e-8d5c-4f8e-9b0a-0d7c3f4e2a11:4711")
	f.Fuzz(func(t *testing.T, text string) {
		if p, err := api.ParsePosition(text); err == nil {
			again, err := api.ParsePosition(p.String())
			require.NoError(t, err)
			require.Equal(t, p, again)
			require.GreaterOrEqual(t, p.N, int64(0))
		}
	})
}
