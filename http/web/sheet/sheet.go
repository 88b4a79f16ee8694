// Package sheet writes tables for spreadsheet programs, a row at a time: CSV, and
// XLSX by excelize. What comes from outside never becomes a formula.
package sheet

import (
	"encoding/csv"
	"fmt"
	"io"

	"coresync/domain/spreadsheet"

	"github.com/xuri/excelize/v2"
)

// Writer writes the rows of one table. Close ends it; without it nothing may be written.
type Writer interface {
	Write(row []string) error
	Close() error
}

// Format is how a table is written.
type Format string

// The formats.
const (
	CSV  Format = "csv"
	XLSX Format = "xlsx"
)

// ContentType is what a browser is told.
func (f Format) ContentType() string {
	if f == XLSX {
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	return "text/csv; charset=utf-8"
}

// New begins a table; name is that of its sheet.
func New(f Format, w io.Writer, name string) (Writer, error) {
	if f == XLSX {
		return newWorkbook(w, name)
	}
	if _, err := io.WriteString(w, "\ufeff"); err != nil { // Excel reads UTF-8 by its mark only
		return nil, err
	}
	return &comma{csv.NewWriter(w)}, nil
}

type comma struct{ to *csv.Writer }

func (c *comma) Write(row []string) error {
	safe := make([]string, len(row))
	for i, cell := range row {
		safe[i] = spreadsheet.Text(cell)
	}
	return c.to.Write(safe)
}

func (c *comma) Close() error {
	c.to.Flush()
	return c.to.Error()
}

type workbook struct {
	file *excelize.File
	rows *excelize.StreamWriter
	out  io.Writer
	n    int
}

func newWorkbook(w io.Writer, name string) (Writer, error) {
	b := &workbook{file: excelize.NewFile(), out: w}
	if err := b.file.SetSheetName("Sheet1", name); err != nil {
		return nil, fmt.Errorf("begin a workbook: %w", err)
	}
	rows, err := b.file.NewStreamWriter(name)
	if err != nil {
		return nil, fmt.Errorf("begin a workbook: %w", err)
	}
	b.rows = rows
	if err := rows.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return nil, fmt.Errorf("begin a workbook: %w", err)
	}
	return b, nil
}

// mostCell is how many characters a cell of XLSX holds.
const mostCell = 32767

// Write writes texts as texts: a cell of that type is never calculated.
func (b *workbook) Write(row []string) error {
	b.n++
	cells := make([]any, len(row))
	for i, text := range row {
		if letters := []rune(text); len(letters) > mostCell {
			text = string(letters[:mostCell])
		}
		cells[i] = text
	}
	at, err := excelize.CoordinatesToCellName(1, b.n)
	if err != nil {
		return err
	}
	return b.rows.SetRow(at, cells)
}

func (b *workbook) Close() error {
	if err := b.rows.Flush(); err != nil {
		return fmt.Errorf("end a workbook: %w", err)
	}
	if err := b.file.Write(b.out); err != nil {
		return fmt.Errorf("write a workbook: %w", err)
	}
	return b.file.Close()
}
