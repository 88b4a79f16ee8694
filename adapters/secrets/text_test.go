package secrets_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"testing"

	"coresync/adapters/secrets"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

type settings struct {
	Shown  secrets.Text
	hidden secrets.Text
	inside struct{ deep *secrets.Text }
}

// Test that a secret does not come out by any way that a program prints things.
func TestTextIsNeverPrinted(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		value := "s3cr3t-" + rapid.StringMatching(`[a-z0-9]{8,40}`).Draw(t, "value")
		text := secrets.NewText(value)
		s := settings{Shown: text, hidden: text}
		s.inside.deep = &text
		verb := rapid.SampledFrom([]string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%10v", "%p"}).Draw(t, "verb")
		for _, printed := range []any{text, &text, s, &s, []any{text, s}, map[string]any{"a": s}, fmt.Errorf("with %v", text)} {
			out := fmt.Sprintf(verb, printed)
			require.NotContains(t, out, value)
			require.NotContains(t, out, fmt.Sprintf("%x", value))
			require.NotContains(t, out, fmt.Sprintf("%X", value))
		}
		encoded, err := json.Marshal(map[string]any{"s": s, "t": text, "p": &text})
		require.NoError(t, err)
		require.NotContains(t, string(encoded), value)
		var log bytes.Buffer
		for _, l := range []*slog.Logger{slog.New(slog.NewJSONHandler(&log, nil)), slog.New(slog.NewTextHandler(&log, nil))} {
			l.Info("connect", "secret", text, "settings", s, "pointer", &text)
		}
		require.NotContains(t, log.String(), value)
		require.Contains(t, log.String(), secrets.Redacted)
		require.Equal(t, value, text.Reveal())
	})
}

func TestTextIsReadFromJSON(t *testing.T) {
	t.Parallel()
	var in struct{ A, B, C secrets.Text }
	require.NoError(t, json.Unmarshal([]byte(`{"A":"hunter2","B":null}`), &in))
	require.Equal(t, "hunter2", in.A.Reveal())
	require.True(t, in.B.Empty())
	require.True(t, in.C.Empty())
	require.True(t, in.A.Equal(secrets.NewText("hunter2")))
	require.False(t, in.A.Equal(in.B))

	err := json.Unmarshal([]byte(`{"A":12345}`), &in)
	require.EqualError(t, err, "a secret must be a JSON string")
}
