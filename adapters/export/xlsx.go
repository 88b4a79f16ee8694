package export

import (
	"errors"
	"fmt"
	"io"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

const sheetName = "Report"

// writeXLSX writes a sheet with title and lines, then the table, its heading frozen and
// with a filter. Texts are cells of type text, which no program takes for a formula.
func writeXLSX(w io.Writer, t Table) (err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	s := sheet{file: f}
	s.check(f.SetSheetName("Sheet1", sheetName))
	s.styles()
	s.text(1, 1, t.Title, s.title)
	for i, line := range t.Lines {
		s.text(1, 2+i, line, s.muted)
	}
	heading := len(t.Lines) + 3
	for i, c := range t.Columns {
		s.text(i+1, heading, c, s.head)
	}
	for r, row := range t.Rows {
		style := 0
		if t.Total && r == len(t.Rows)-1 {
			style = s.total
		}
		for i, v := range row {
			s.value(i+1, heading+1+r, v, style)
		}
	}
	s.frame(t, heading)
	at := t.At.UTC().Format(time.RFC3339)
	s.check(f.SetDocProps(&excelize.DocProperties{Title: t.Title, Creator: "Coresync", Created: at, Modified: at}))
	if s.err != nil {
		return fmt.Errorf("write %s as XLSX: %w", t.Title, s.err)
	}
	if err := f.Write(w); err != nil {
		return fmt.Errorf("write %s as XLSX: %w", t.Title, err)
	}
	return nil
}

// sheet keeps the first error of many steps.
type sheet struct {
	file                      *excelize.File
	title, muted, head, total int
	err                       error
}

func (s *sheet) check(err error) {
	if s.err == nil {
		s.err = err
	}
}

func (s *sheet) styles() {
	style := func(font *excelize.Font) int {
		id, err := s.file.NewStyle(&excelize.Style{Font: font})
		s.check(err)
		return id
	}
	s.title, s.head, s.total = style(&excelize.Font{Bold: true, Size: 16}), style(&excelize.Font{Bold: true}), style(&excelize.Font{Bold: true})
	s.muted = style(&excelize.Font{Color: "666666"})
}

func (s *sheet) cell(column, row int) string {
	name, err := excelize.CoordinatesToCellName(column, row)
	s.check(err)
	return name
}

func (s *sheet) text(column, row int, text string, style int) { s.value(column, row, text, style) }

func (s *sheet) value(column, row int, v any, style int) {
	at := s.cell(column, row)
	if text, is := v.(string); is {
		s.check(s.file.SetCellStr(sheetName, at, text))
	} else {
		s.check(s.file.SetCellValue(sheetName, at, v))
	}
	if style != 0 {
		s.check(s.file.SetCellStyle(sheetName, at, at, style))
	}
}

// frame freezes the heading, adds the filter and makes columns wide enough.
func (s *sheet) frame(t Table, heading int) {
	const narrow, wide = 10.0, 48.0
	for i, c := range t.Columns {
		width := max(narrow, float64(utf8.RuneCountInString(c))+2)
		for _, row := range t.Rows {
			if text, is := row[i].(string); is {
				width = max(width, float64(utf8.RuneCountInString(text))+2)
			}
		}
		name, err := excelize.ColumnNumberToName(i + 1)
		s.check(err)
		s.check(s.file.SetColWidth(sheetName, name, name, min(width, wide)))
	}
	s.check(s.file.SetPanes(sheetName, &excelize.Panes{
		Freeze: true, XSplit: 1, YSplit: heading, TopLeftCell: s.cell(2, heading+1), ActivePane: "bottomRight",
	}))
	last := heading + len(t.Rows)
	if t.Total {
		last-- // a filter leaves the total where it is
	}
	s.check(s.file.AutoFilter(sheetName, s.cell(1, heading)+":"+s.cell(len(t.Columns), max(last, heading)), nil))
}
