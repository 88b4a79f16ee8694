package spreadsheet_test

import (
	"testing"

	"coresync/domain/spreadsheet"

	"github.com/stretchr/testify/require"
)

func TestNoTextIsAFormula(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠SUM(A1)"} {
		require.Equal(t, "'"+text, spreadsheet.Text(text))
		require.Equal(t, text, spreadsheet.Said("'"+text), "and comes back as it was")
	}
	for _, text := range []string{"", "a=1", "Müller & Söhne", "'=1", "日本"} {
		require.Equal(t, text, spreadsheet.Text(text))
	}
	for _, text := range []string{"", "'", "O'Brien", "'s-Hertogenbosch", "a=1"} {
		require.Equal(t, text, spreadsheet.Said(text))
	}
}

func TestWhatSteersOrTurnsAroundIsShown(t *testing.T) {
	t.Parallel()
	require.Equal(t, "\ufffd[2J\ufffdgnp.exe\ufffd a\ufffdb", spreadsheet.Printable("\x1b[2J\u202egnp.exe\u2069 a\nb"))
	for _, text := range []string{"", "Müller & Söhne", "=1+1", "שלום", "日本"} {
		require.Equal(t, text, spreadsheet.Printable(text))
	}
}
