package export

import (
	"encoding/csv"
	"io"

	"coresync/domain/spreadsheet"
)

// writeCSV writes the heading and the rows. A title and a stamp would be rows of another
// shape, which no program expects, so they are left out: the file's name has day and
// position, and headers of the answer the rest.
func writeCSV(w io.Writer, t Table) error {
	out := csv.NewWriter(w)
	line := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		line[i] = spreadsheet.Text(c)
	}
	if err := out.Write(line); err != nil {
		return err
	}
	_, err := t.each(func(row []any, _ bool) error {
		for i, v := range row {
			line[i] = spreadsheet.Plain(v)
			if _, is := v.(string); is {
				line[i] = spreadsheet.Text(line[i])
			}
		}
		return out.Write(line[:len(row)])
	})
	if err != nil {
		return err
	}
	out.Flush()
	return out.Error()
}
