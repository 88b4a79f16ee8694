package api

import (
	"context"
	"io"
)

// Import asks for rows of a CSV file to be recorded by external id.
type Import struct {
	Kind string // customers, contacts, contracts, tickets, assets, warranties or apps
	// Preview tells what would be done and writes nothing.
	Preview bool
	// RemoveMissing removes things of the kind that the file does not hold.
	RemoveMissing bool
	File          io.Reader
}

// ImportResult counts rows: Created + Updated + Unchanged + Failed = Rows.
type ImportResult struct {
	Kind      string `json:"kind"`
	Preview   bool   `json:"preview"`
	Rows      int    `json:"rows"`
	Created   int    `json:"created"`
	Updated   int    `json:"updated"`
	Unchanged int    `json:"unchanged"`
	Removed   int    `json:"removed"`
	Failed    int    `json:"failed"`
	// Faults holds at most the first 1000; Failed counts all.
	Faults   []RowFault `json:"faults"`
	Position Position   `json:"position"`
	Replayed bool       `json:"replayed"`
}

// RowFault says what is wrong with a line of the file; the header is line 1.
type RowFault struct {
	Line    int    `json:"line"`
	Column  string `json:"column"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// Imports takes CSV files. A file that can't be read (no header, wrong columns, not
// UTF-8) or that has rows which are wrong is refused whole: domain.CodeInvalid with
// a fault each, whose Pointer is its place ("line 12, email"). Half an import is
// harder to mend than none.
type Imports interface {
	Import(ctx context.Context, c Command, i Import) (ImportResult, error)
	// Faults makes a CSV of the rows that are wrong, with the columns that the file has and one
	// that says all that is wrong with each; mended, it can be imported as it is. Nothing is
	// written. Error: domain.CodeInvalid where the rows can't be told apart.
	Faults(ctx context.Context, s Scope, i Import) (File, error)
}
