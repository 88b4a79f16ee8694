package export

import (
	"fmt"
	"io"
	"iter"
	"time"
)

// Table is what a file shows.
type Table struct {
	Title string
	// Summary is the table in a sentence; empty: none.
	Summary string
	// Stamp says what was asked, of when, and at which position of the log.
	Stamp []Fact
	// Foot stands at the foot of each page of a PDF.
	Foot string
	// At is the time that the table shows, which files carry as their own.
	At      time.Time
	Columns []string
	// Rows hold texts, numbers (int64), days (spreadsheet.Day) and times; nil is an empty
	// cell. They are asked for once, one after the other, and none is kept that need not be.
	// With Total, the last one is the total.
	Rows  iter.Seq2[[]any, error]
	Total bool
	// IDs is how many columns at the end are ids, which are for programs.
	IDs int
}

// Fact is a line of a stamp.
type Fact struct{ Name, Value string }

// Rows are rows that are in memory already.
func Rows(all [][]any) iter.Seq2[[]any, error] {
	return func(yield func([]any, error) bool) {
		for _, row := range all {
			if !yield(row, nil) {
				return
			}
		}
	}
}

// each calls fn for every row, the total apart, and tells how many there are without it.
func (t Table) each(fn func(row []any, total bool) error) (n int64, err error) {
	var last []any
	for row, err := range t.Rows {
		if err != nil {
			return n, err
		}
		if last != nil {
			n++
			if err := fn(last, false); err != nil {
				return n, err
			}
		}
		last = row
	}
	if last == nil {
		return n, nil
	}
	if !t.Total {
		n++
	}
	return n, fn(last, t.Total)
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

// Write writes the table in a format. CSV and XLSX need the same memory whatever number of
// rows there is; a PDF holds its pages in memory, so it has MostLines of them.
func Write(w io.Writer, f Format, t Table) error {
	var err error
	switch f {
	case CSV:
		err = writeCSV(w, t)
	case XLSX:
		err = writeXLSX(w, t)
	case PDF:
		err = writePDF(w, t)
	default:
		err = fmt.Errorf("there is no format %q; choose one of %v", f, Formats())
	}
	if err != nil {
		return fmt.Errorf("write %s as %s: %w", t.Title, f, err)
	}
	return nil
}
