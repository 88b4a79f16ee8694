package export

import (
	"encoding/csv"
	"fmt"
	"io"

	"coresync/domain/spreadsheet"
)

// writeCSV writes the heading and the rows. Title and lines would be rows of another
// shape, which no program expects, so they are left out; the file's name has the day
// and the position.
func writeCSV(w io.Writer, t Table) error {
	out := csv.NewWriter(w)
	line := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		line[i] = spreadsheet.Text(c)
	}
	if err := out.Write(line); err != nil {
		return fmt.Errorf("write %s as CSV: %w", t.Title, err)
	}
	for _, row := range t.Rows {
		for i, v := range row {
			if text, is := v.(string); is {
				line[i] = spreadsheet.Text(text)
			} else {
				line[i] = fmt.Sprint(v)
			}
		}
		if err := out.Write(line[:len(row)]); err != nil {
			return fmt.Errorf("write %s as CSV: %w", t.Title, err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write %s as CSV: %w", t.Title, err)
	}
	return nil
}
