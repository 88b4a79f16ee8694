package export

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"coresync/domain/spreadsheet"

	"github.com/xuri/excelize/v2"
)

// Bounds of the format.
const (
	mostRows   = 1 << 20 // of a sheet, the heading among them
	mostCell   = 32767   // characters of a cell
	mostInName = 31      // characters of a sheet's name
)

// aboutSheet is the name of the sheet that says what the file shows.
const aboutSheet = "About"

// writeXLSX writes a sheet with the table alone, its heading frozen and with a filter, so
// that programs find it where they look, and one that says what it is. A row goes out as it
// comes. Texts are cells of type text, which no program takes for a formula.
func writeXLSX(w io.Writer, t Table) (err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	s := sheet{file: f, table: t, name: nameOf(t.Title)}
	s.begin()
	n, err := t.each(func(row []any, total bool) error {
		s.row(row, total)
		return s.err
	})
	if err != nil {
		return err
	}
	s.end(n)
	if s.err != nil {
		return s.err
	}
	return f.Write(w)
}

// nameOf is a name that a sheet may have.
func nameOf(title string) string {
	name := []rune(strings.Trim(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]`, r) {
			return ' '
		}
		return r
	}, title), "' "))
	return string(name[:min(len(name), mostInName)])
}

// sheet writes the rows of a table; it keeps the first error of many steps.
type sheet struct {
	file   *excelize.File
	table  Table
	name   string
	stream *excelize.StreamWriter
	styles map[style]int
	held   [][]any // rows that columns are measured by
	total  bool    // the last of them is the total
	at     int     // the row that was written last
	err    error
}

// style is how a cell looks.
type style struct {
	bold   bool
	format string // of a number; empty: general
}

func (s *sheet) check(err error) {
	if s.err == nil {
		s.err = err
	}
}

func (s *sheet) begin() {
	s.styles = make(map[style]int)
	s.check(s.file.SetSheetName("Sheet1", s.name))
	at := s.table.At.UTC().Format(time.RFC3339)
	s.check(s.file.SetDocProps(&excelize.DocProperties{Title: s.table.Title, Creator: "Coresync", Created: at, Modified: at}))
	var err error
	s.stream, err = s.file.NewStreamWriter(s.name)
	s.check(err)
}

// look is the number of a style, which is made when it is first asked for.
func (s *sheet) look(is style) int {
	if is == (style{}) {
		return 0
	}
	if id, there := s.styles[is]; there {
		return id
	}
	of := &excelize.Style{}
	if is.bold {
		of.Font = &excelize.Font{Bold: true}
	}
	if is.format != "" {
		of.CustomNumFmt = &is.format
	}
	id, err := s.file.NewStyle(of)
	s.check(err)
	s.styles[is] = id
	return id
}

// row takes a row. The first ones wait until enough are there to measure columns by, which
// stand before all rows in the file.
func (s *sheet) row(row []any, total bool) {
	switch {
	case s.at > 0:
		s.write(row, total)
	case len(s.held) < measured-1:
		s.held, s.total = append(s.held, row), total
	default:
		s.held, s.total = append(s.held, row), total
		s.release()
	}
}

// release writes what waited.
func (s *sheet) release() {
	for i, width := range widths(s.table.Columns, s.held) {
		s.check(s.stream.SetColWidth(i+1, i+1, width))
	}
	s.check(s.stream.SetPanes(&excelize.Panes{Freeze: true, XSplit: 1, YSplit: 1, TopLeftCell: "B2", ActivePane: "bottomRight"}))
	heading := make([]any, len(s.table.Columns))
	for i, c := range s.table.Columns {
		heading[i] = c
	}
	s.write(heading, true)
	for i, row := range s.held {
		s.write(row, s.total && i == len(s.held)-1)
	}
	s.held = nil
}

func (s *sheet) write(row []any, bold bool) {
	if s.err != nil {
		return
	}
	if s.at++; s.at > mostRows {
		s.check(fmt.Errorf("a sheet has at most %d rows; narrow what is asked for, or choose csv", mostRows))
		return
	}
	cells := make([]any, len(row))
	for i, v := range row {
		value, is := typed(v)
		is.bold = bold
		cells[i] = excelize.Cell{StyleID: s.look(is), Value: value}
	}
	s.check(s.stream.SetRow(fmt.Sprintf("A%d", s.at), cells))
}

// typed is a cell as XLSX holds it: days and times are numbers that are shown as such.
func typed(v any) (any, style) {
	switch v := v.(type) {
	case string:
		if len(v) > mostCell { // it may fit all the same
			letters := []rune(v)
			v = string(letters[:min(len(letters), mostCell)])
		}
		return v, style{}
	case spreadsheet.Day:
		day, err := time.Parse(time.DateOnly, string(v))
		if err != nil || day.Year() < 1900 { // nothing, or before what the format knows
			return string(v), style{}
		}
		return day, style{format: "yyyy-mm-dd"}
	case time.Time:
		return v.UTC().Truncate(time.Second), style{format: "yyyy-mm-dd hh:mm:ss"}
	}
	return v, style{}
}

// end writes the rest, and the sheet that says what the file shows.
func (s *sheet) end(rows int64) {
	if s.at == 0 {
		s.release()
	}
	if s.err != nil {
		return
	}
	last, err := excelize.CoordinatesToCellName(len(s.table.Columns), int(rows)+1) // a filter leaves the total where it is
	s.check(err)
	s.check(s.file.AutoFilter(s.name, "A1:"+last, nil))
	s.check(s.stream.Flush())
	_, err = s.file.NewSheet(aboutSheet)
	s.check(err)
	facts := append([]Fact{{"Table", s.table.Title}, {"Summary", s.table.Summary}}, s.table.Stamp...)
	for _, f := range append(facts, Fact{"Rows", fmt.Sprint(rows)}, Fact{"Times", "in UTC"}) {
		if f.Value != "" {
			s.about(f)
		}
	}
	s.check(s.file.SetColWidth(aboutSheet, "A", "A", 16))
	s.check(s.file.SetColWidth(aboutSheet, "B", "B", 100))
}

func (s *sheet) about(f Fact) {
	all, err := s.file.GetRows(aboutSheet)
	s.check(err)
	name, value := fmt.Sprintf("A%d", len(all)+1), fmt.Sprintf("B%d", len(all)+1)
	s.check(s.file.SetCellStr(aboutSheet, name, f.Name))
	s.check(s.file.SetCellStr(aboutSheet, value, f.Value))
	s.check(s.file.SetCellStyle(aboutSheet, name, name, s.look(style{bold: true})))
}
