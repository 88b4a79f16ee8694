package export

import (
	"fmt"
	"io"
	"time"
)

// Table is what a file shows.
type Table struct {
	Title string
	// Lines stand below the title: what was asked, of when, and at which position.
	Lines []string
	// Foot stands at the foot of each page of a PDF.
	Foot string
	// At is the time that the table shows, which files carry as their own.
	At      time.Time
	Columns []string
	// Rows hold texts and numbers (int64). With Total, the last one is the total.
	Rows  [][]any
	Total bool
	// IDs is how many columns at the end are ids, which are for programs.
	IDs int
}

// withoutIDs is the table as people read it on paper.
func (t Table) withoutIDs() Table {
	keep := len(t.Columns) - t.IDs
	rows := make([][]any, len(t.Rows))
	for i, row := range t.Rows {
		rows[i] = row[:keep]
	}
	t.Columns, t.Rows = t.Columns[:keep], rows
	return t
}

// Format is a kind of file.
type Format string

// The formats.
const (
	CSV  Format = "csv"
	XLSX Format = "xlsx"
	PDF  Format = "pdf"
)

// Formats lists the formats.
func Formats() []Format { return []Format{CSV, XLSX, PDF} }

// MediaType is the format's media type.
func (f Format) MediaType() string {
	switch f {
	case XLSX:
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	case PDF:
		return "application/pdf"
	}
	return "text/csv; charset=utf-8"
}

// Write writes the table in a format.
func Write(w io.Writer, f Format, t Table) error {
	switch f {
	case CSV:
		return writeCSV(w, t)
	case XLSX:
		return writeXLSX(w, t)
	case PDF:
		return writePDF(w, t)
	}
	return fmt.Errorf("write %s: there is no format %q; choose one of %v", t.Title, f, Formats())
}
