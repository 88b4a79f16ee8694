package export

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"coresync/domain/spreadsheet"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
)

// Lengths of a page, in mm.
const (
	margin     = 12.0
	lineHeight = 6.0
	headHeight = 4.0
	footSpace  = 14.0
	fontName   = "go"
)

// MostLines is how many rows a PDF shows, some 200 pages: all pages of a document are in
// memory until it is written, and nobody reads on. CSV and XLSX have all rows.
const MostLines = 5000

// writePDF writes pages in landscape: title and stamp, then the table, its heading on
// each page. Ids are for programs and left out. Go's own fonts have Latin, Greek and
// Cyrillic letters.
func writePDF(w io.Writer, t Table) error {
	p := &page{table: t.printable()}
	if err := p.read(); err != nil {
		return err
	}
	p.Fpdf = fpdf.New("L", "mm", paper(len(p.table.Columns)), "")
	p.SetCatalogSort(true)
	p.SetCreationDate(t.At.UTC())
	p.SetModificationDate(t.At.UTC())
	p.SetTitle(t.Title, true)
	p.SetCreator("Coresync", true)
	p.SetMargins(margin, margin, margin)
	p.SetAutoPageBreak(false, footSpace)
	p.AddUTF8FontFromBytes(fontName, "", goregular.TTF)
	p.AddUTF8FontFromBytes(fontName, "B", gobold.TTF)
	p.SetFooterFunc(p.foot)
	p.AddPage()
	p.begin()
	p.measure()
	p.heading()
	for i, row := range p.rows {
		if _, height := p.GetPageSize(); p.GetY()+lineHeight > height-footSpace {
			p.AddPage()
			p.heading()
		}
		p.row(row, t.Total && i == len(p.rows)-1)
	}
	return p.Output(w)
}

// printable is the table with nothing in its words that turns around what stands beside it.
func (t Table) printable() Table {
	t.Title, t.Summary, t.Foot = spreadsheet.Printable(t.Title), spreadsheet.Printable(t.Summary), spreadsheet.Printable(t.Foot)
	t.Stamp, t.Columns = slices.Clone(t.Stamp), slices.Clone(t.Columns)
	for i := range t.Stamp {
		t.Stamp[i].Value = spreadsheet.Printable(t.Stamp[i].Value)
	}
	for i := range t.Columns {
		t.Columns[i] = spreadsheet.Printable(t.Columns[i])
	}
	return t
}

// paper is how large pages are: a table of very many columns is wider than A4.
func paper(columns int) string {
	if columns > 11 {
		return "A3"
	}
	return "A4"
}

type page struct {
	*fpdf.Fpdf
	table  Table
	rows   [][]string // as they are shown
	all    int64      // how many there are
	widths []float64  // of columns
	words  []bool     // columns that hold texts
}

// read keeps the rows that are shown, the total among them, and counts the others.
func (p *page) read() (err error) {
	p.table.Columns = p.table.Columns[:len(p.table.Columns)-p.table.IDs]
	p.words = make([]bool, len(p.table.Columns))
	p.all, err = p.table.each(func(row []any, total bool) error {
		if len(p.rows) >= MostLines && !total {
			return nil
		}
		line := make([]string, len(p.table.Columns))
		for i := range line {
			text, is := row[i].(string)
			p.words[i] = p.words[i] || is && (i == 0 || text != "")
			line[i] = shown(row[i])
		}
		p.rows = append(p.rows, line)
		return nil
	})
	return err
}

// shown is a cell on paper: a time to the minute, in UTC.
func shown(cell any) string {
	if at, is := cell.(time.Time); is {
		return at.UTC().Format("2006-01-02 15:04")
	}
	return spreadsheet.Printable(spreadsheet.Plain(cell))
}

// notice says what a document that would be too long leaves out.
func (p *page) notice() string {
	if p.all <= MostLines {
		return ""
	}
	return fmt.Sprintf("These are the first %d of %d rows: a document of more pages is made in memory, and read by nobody. CSV and XLSX have all rows.", MostLines, p.all)
}

// maxWidth bounds what a long text claims of a line.
const maxWidth = 120.0

// measure shares a line among the columns. Each gets what its heading and its cells need;
// where that is more than there is, the widest give way, so that a day or a number is never
// cut for the sake of a long name. What is left goes to columns of numbers, else to all.
func (p *page) measure() {
	n := len(p.table.Columns)
	p.widths = make([]float64, n)
	numbers := 0
	for i, c := range p.table.Columns {
		p.SetFont(fontName, "B", 7.5)
		before, after, _ := strings.Cut(c, " ")
		p.widths[i] = max(p.GetStringWidth(before), p.GetStringWidth(after)) + 3
		p.SetFont(fontName, "B", 9) // as totals are
		for _, row := range p.rows {
			p.widths[i] = max(p.widths[i], min(maxWidth, p.GetStringWidth(row[i])+3))
		}
		if i > 0 && !p.words[i] {
			numbers++
		}
	}
	spare := p.share()
	for i := range p.widths {
		switch {
		case numbers == 0:
			p.widths[i] += spare / float64(n)
		case i > 0 && !p.words[i]:
			p.widths[i] += spare / float64(numbers)
		}
	}
}

// share makes the columns fit a line, and tells what is left: texts give way to one another,
// numbers and days to nobody, what a row is about last. Only where not even numbers fit, all
// do.
func (p *page) share() (spare float64) {
	width, _ := p.GetPageSize()
	first, space := p.widths[0], width-2*margin
	p.widths[0] = min(first, space/4)
	space -= p.widths[0]
	var texts []float64
	fixed := 0.0
	for i, w := range p.widths[1:] {
		if p.words[i+1] {
			texts = append(texts, w)
		} else {
			fixed += w
		}
	}
	const least = 12.0 // of a text
	if space-fixed < least*float64(len(texts)) {
		return narrow(p.widths[1:], space)
	}
	spare = narrow(texts, space-fixed)
	for i := range p.widths[1:] {
		if p.words[i+1] {
			p.widths[i+1], texts = texts[0], texts[1:]
		}
	}
	more := min(spare, first-p.widths[0])
	p.widths[0] += more
	return spare - more
}

// narrow makes the widest columns as wide as each other until all fit, and tells what is
// left.
func narrow(widths []float64, space float64) (spare float64) {
	sorted := slices.Sorted(slices.Values(widths))
	for i, w := range sorted {
		if rest := float64(len(sorted) - i); w*rest > space { // so wide are all from here on
			for k := range widths {
				widths[k] = min(widths[k], space/rest)
			}
			return 0
		}
		space -= w
	}
	return space
}

// logo draws the product's mark at the right of the first page: a ring that is open where
// an arrow leaves it, and its name.
func (p *page) logo() {
	width, _ := p.GetPageSize()
	x, y := width-margin-32, margin+4.5
	p.SetDrawColor(6, 111, 209)
	p.SetFillColor(6, 111, 209)
	p.SetLineWidth(0.9)
	p.Arc(x, y, 2.8, 2.8, 0, 50, 330, "D")
	p.Circle(x, y, 0.9, "F")
	p.SetLineWidth(0.2)
	p.SetDrawColor(0, 0, 0)
	p.SetFont(fontName, "B", 12)
	p.SetTextColor(6, 111, 209)
	p.Text(x+4.5, y+1.5, "Coresync")
	p.SetTextColor(0, 0, 0)
}

func (p *page) begin() {
	p.logo()
	p.SetFont(fontName, "B", 16)
	p.CellFormat(0, 9, p.table.Title, "", 1, "L", false, 0, "")
	p.SetFont(fontName, "", 9)
	p.SetTextColor(90, 90, 90)
	lines := []string{p.table.Summary}
	for _, f := range p.table.Stamp {
		lines = append(lines, f.Name+": "+f.Value)
	}
	for _, line := range lines {
		if line != "" {
			p.MultiCell(0, 4.5, line, "", "L", false)
		}
	}
	p.SetTextColor(0, 0, 0)
	if notice := p.notice(); notice != "" {
		p.SetFont(fontName, "B", 9)
		p.MultiCell(0, 4.5, notice, "", "L", false)
	}
	p.Ln(3)
}

func (p *page) foot() {
	p.SetY(-margin)
	p.SetFont(fontName, "", 8)
	p.SetTextColor(90, 90, 90)
	width, _ := p.GetPageSize()
	p.CellFormat(width-2*margin-20, 5, p.table.Foot, "", 0, "L", false, 0, "")
	p.CellFormat(20, 5, fmt.Sprintf("Page %d", p.PageNo()), "", 0, "R", false, 0, "")
	p.SetTextColor(0, 0, 0)
}

func (p *page) width(column int) float64 { return p.widths[column] }

func (p *page) heading() {
	p.SetFont(fontName, "B", 7.5)
	p.SetFillColor(235, 238, 242)
	for line := range 2 { // a heading of several words stands in two lines
		border := ""
		if line == 1 {
			border = "B"
		}
		for i, c := range p.table.Columns {
			first, rest := "", c
			if i > 0 && p.GetStringWidth(c) > p.width(i)-2 {
				if before, after, cut := strings.Cut(c, " "); cut {
					first, rest = before, after
				}
			}
			p.cell(i, []string{first, rest}[line], border, true)
		}
		p.Ln(headHeight)
	}
}

func (p *page) row(row []string, total bool) {
	style, border := "", ""
	if total {
		style, border = "B", "T"
	}
	p.SetFont(fontName, style, 9)
	for i, v := range row {
		p.cell(i, v, border, false)
	}
	p.Ln(lineHeight)
}

// cell writes a text, shortened where the column is too narrow for it; numbers stand to
// the right.
func (p *page) cell(column int, text, border string, fill bool) {
	width, height, align := p.width(column), lineHeight, "R"
	if fill {
		height = headHeight
	}
	if column == 0 || p.words[column] {
		align = "L"
	}
	if p.GetStringWidth(text) > width-2 {
		letters := []rune(text)
		for len(letters) > 1 && p.GetStringWidth(string(letters)+"…") > width-2 {
			letters = letters[:len(letters)-1]
		}
		text = string(letters) + "…"
	}
	p.CellFormat(width, height, text, border, 0, align, fill, 0, "")
}
