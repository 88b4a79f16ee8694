package sheet_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"coresync/domain/spreadsheet"
	"coresync/http/web/sheet"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

func write(t require.TestingT, f sheet.Format, rows ...[]string) *bytes.Buffer {
	var out bytes.Buffer
	w, err := sheet.New(f, &out, "Assets")
	require.NoError(t, err)
	for _, row := range rows {
		require.NoError(t, w.Write(row))
	}
	require.NoError(t, w.Close())
	return &out
}

// No cell of a CSV file begins like a formula, and what is harmless stays as it is.
func TestGAP_04_NoTextBecomesAFormula(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{`=HYPERLINK("http://x")`, "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1", `"=1`})).Draw(t, "text")
		safe := spreadsheet.Text(text)
		require.True(t, safe == text || safe == "'"+text)
		require.False(t, safe != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(safe)[0]))
		if !strings.ContainsAny(text, "\r") { // a reader of CSV makes line feeds of them
			rows, err := csv.NewReader(bytes.NewReader(write(t, sheet.CSV, []string{"Name", text}).Bytes()[3:])).ReadAll()
			require.NoError(t, err)
			require.Equal(t, strings.ToValidUTF8(safe, "�"), strings.ToValidUTF8(rows[0][1], "�"))
		}
	})
}

func TestAWorkbookHoldsTextsAsTexts(t *testing.T) {
	t.Parallel()
	out := write(t, sheet.XLSX, []string{"Name", "Serial"}, []string{"=1+1", strings.Repeat("x", 40000)})
	file, err := excelize.OpenReader(out)
	require.NoError(t, err)
	rows, err := file.GetRows("Assets")
	require.NoError(t, err)
	require.Equal(t, "=1+1", rows[1][0])
	require.Len(t, rows[1][1], 32767)
	formula, err := file.GetCellFormula("Assets", "A2")
	require.NoError(t, err)
	require.Empty(t, formula)
}
