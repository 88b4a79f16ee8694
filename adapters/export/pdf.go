package export

import (
	"fmt"
	"io"
	"slices"
	"strings"

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

// writePDF writes pages in landscape: title and lines, then the table, its heading on
// each page. Ids are for programs and left out. Go's own fonts have Latin, Greek and
// Cyrillic letters.
func writePDF(w io.Writer, t Table) error {
	t = t.withoutIDs()
	p := &page{Fpdf: fpdf.New("L", "mm", "A4", ""), table: t}
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
	for i, row := range t.Rows {
		if _, height := p.GetPageSize(); p.GetY()+lineHeight > height-footSpace {
			p.AddPage()
			p.heading()
		}
		p.row(row, t.Total && i == len(t.Rows)-1)
	}
	if err := p.Output(w); err != nil {
		return fmt.Errorf("write %s as PDF: %w", t.Title, err)
	}
	return nil
}

type page struct {
	*fpdf.Fpdf
	table  Table
	widths []float64 // of columns
	words  []bool    // columns that hold texts
}

// maxWidth bounds what a long text claims of a line.
const maxWidth = 62.0

// measure shares a line among the columns. Each gets what its heading and its cells need;
// where that is more than there is, the widest give way, so that a day or a number is never
// cut for the sake of a long name. What is left goes to columns of numbers, else to all.
func (p *page) measure() {
	n := len(p.table.Columns)
	p.widths, p.words = make([]float64, n), make([]bool, n)
	numbers := 0
	for i, c := range p.table.Columns {
		p.SetFont(fontName, "B", 7.5)
		before, after, _ := strings.Cut(c, " ")
		p.widths[i] = max(p.GetStringWidth(before), p.GetStringWidth(after)) + 3
		p.SetFont(fontName, "B", 9) // as totals are
		for _, row := range p.table.Rows {
			text, is := row[i].(string)
			p.words[i] = p.words[i] || is && (i == 0 || text != "")
			p.widths[i] = max(p.widths[i], min(maxWidth, p.GetStringWidth(fmt.Sprint(row[i]))+3))
		}
		if i > 0 && !p.words[i] {
			numbers++
		}
	}
	width, _ := p.GetPageSize()
	spare := narrow(p.widths, width-2*margin)
	for i := range p.widths {
		switch {
		case numbers == 0:
			p.widths[i] += spare / float64(n)
		case i > 0 && !p.words[i]:
			p.widths[i] += spare / float64(numbers)
		}
	}
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
	for _, line := range p.table.Lines {
		p.MultiCell(0, 4.5, line, "", "L", false)
	}
	p.SetTextColor(0, 0, 0)
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

func (p *page) row(row []any, total bool) {
	style, border := "", ""
	if total {
		style, border = "B", "T"
	}
	p.SetFont(fontName, style, 9)
	for i, v := range row {
		p.cell(i, fmt.Sprint(v), border, false)
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
