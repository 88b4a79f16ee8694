package spreadsheet

import (
	"fmt"
	"time"
)

// Day is a cell that holds a calendar day, 2006-01-02; empty: an empty cell.
type Day string

// Moment is a cell of a time, or an empty one where it is nil.
func Moment(at *time.Time) any {
	if at == nil {
		return nil
	}
	return *at
}

// Plain is a cell as a text: a time in UTC to the second as RFC 3339 has it, nothing for nil.
func Plain(cell any) string {
	switch v := cell.(type) {
	case nil:
		return ""
	case string:
		return v
	case Day:
		return string(v)
	case time.Time:
		return v.UTC().Truncate(time.Second).Format(time.RFC3339)
	}
	return fmt.Sprint(cell)
}
