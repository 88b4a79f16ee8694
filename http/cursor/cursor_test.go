package cursor_test

import (
	"testing"

	"coresync/http/cursor"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestACursorFitsItsOwnQuestionOnly(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := cursor.Cursor{
			Epoch: uuid.UUID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "epoch")),
			Keys:  rapid.SliceOfN(rapid.String(), 1, 4).Draw(t, "keys"),
		}
		question, other := rapid.String().Draw(t, "question"), rapid.String().Draw(t, "other")
		text, err := cursor.Encode(c, question)
		require.NoError(t, err)
		got, err := cursor.Decode(text, question)
		require.NoError(t, err)
		require.Equal(t, c, got)
		if other != question {
			_, err = cursor.Decode(text, other)
			require.ErrorIs(t, err, cursor.ErrMismatch)
		}
	})
}

func TestADamagedCursorIsRefused(t *testing.T) {
	t.Parallel()
	text, err := cursor.Encode(cursor.Cursor{Keys: []string{"PC-0815", "17"}}, "assets")
	require.NoError(t, err)
	for i := range text {
		damaged := []byte(text)
		if damaged[i]++; damaged[i] == text[i] {
			continue
		}
		_, err := cursor.Decode(string(damaged), "assets")
		require.Error(t, err, "byte %d", i)
	}
	for _, wrong := range []string{"", "x", text[:len(text)-4], text + "AAAA", text + "="} {
		_, err := cursor.Decode(wrong, "assets")
		require.ErrorIs(t, err, cursor.ErrMalformed, wrong)
	}
}

func FuzzDecode(f *testing.F) {
	text, err := cursor.Encode(cursor.Cursor{Keys: []string{"a"}}, "q")
	require.NoError(f, err)
	f.Add(text)
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := cursor.Decode(text, "q")
		if err == nil {
			require.NotEmpty(t, c.Keys)
		}
	})
}
