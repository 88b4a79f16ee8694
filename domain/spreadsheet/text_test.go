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
	}
	for _, text := range []string{"", "a=1", "Müller & Söhne", "'=1", "日本"} {
		require.Equal(t, text, spreadsheet.Text(text))
	}
}
