package export

import (
	"unicode/utf8"

	"coresync/domain/spreadsheet"
)

// measured is how many rows say how wide columns are: to look at all of them, all would have
// to be kept.
const measured = 500

// widths are those of columns, in characters.
func widths(columns []string, rows [][]any) []float64 {
	const narrow, wide = 10, 48
	all := make([]float64, len(columns))
	for i, c := range columns {
		most := max(narrow, utf8.RuneCountInString(c)+4) // the heading has a button for its filter
		for _, row := range rows {
			most = max(most, utf8.RuneCountInString(spreadsheet.Plain(row[i]))+2)
		}
		all[i] = float64(min(most, wide))
	}
	return all
}
