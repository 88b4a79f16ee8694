package column

import "strings"

// List names columns for a select, with the alias of their table.
func List[R any](columns []Column[R], alias string) string {
	names := make([]string, len(columns))
	for i := range columns {
		names[i] = alias + "." + columns[i].Name
	}
	return strings.Join(names, ", ")
}

// ScanRow sets a row from the wire's values of a select of List, and returns the
// values after them.
func ScanRow[R any](columns []Column[R], row *R, values [][]byte) (rest [][]byte, err error) {
	for i := range columns {
		if err := columns[i].Scan(row, values[i]); err != nil {
			return nil, err
		}
	}
	return values[len(columns):], nil
}
