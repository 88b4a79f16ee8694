package service

import "fmt"

// pointer is the RFC 6901 JSON pointer to a member of a row.
func pointer(list string, row int, member string) string {
	return fmt.Sprintf("/%s/%d/%s", list, row, member)
}
