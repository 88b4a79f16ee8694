package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"

	"coresync/domain/spreadsheet"
)

// printJSON writes one value and a line end to standard output.
func (c *cli) printJSON(v any) error {
	out := json.NewEncoder(c.Out)
	out.SetEscapeHTML(false)
	if err := out.Encode(v); err != nil {
		return fmt.Errorf("write the answer: %w", err)
	}
	return nil
}

// table writes rows under a heading in aligned columns. Values come from the
// RMM, so whatever could steer a terminal is made visible.
func (c *cli) table(heading []string, rows [][]string) error {
	w := tabwriter.NewWriter(c.Out, 0, 0, 2, ' ', 0)
	line(w, heading)
	for _, row := range rows {
		line(w, row)
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write the answer: %w", err)
	}
	return nil
}

func line(w io.Writer, cells []string) {
	for i, cell := range cells {
		cells[i] = spreadsheet.Printable(cell)
	}
	fmt.Fprintln(w, strings.Join(cells, "\t"))
}

// show prints a value: as JSON where that was asked for, else by the given table.
func (c *cli) show(v any, heading []string, rows func() [][]string) error {
	if c.json {
		return c.printJSON(v)
	}
	return c.table(heading, rows())
}

// quoted is a text from outside in quotes; of a long one the beginning, and how long it is.
func quoted(text string) string {
	const most = 120
	if runes := []rune(text); len(runes) > most {
		return fmt.Sprintf("%q… (%d characters)", string(runes[:most]), len(runes))
	}
	return strconv.Quote(text)
}
