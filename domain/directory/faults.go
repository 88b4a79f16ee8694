package directory

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// FaultsColumn holds what is wrong with a row in a file of rows that were refused. A file may
// have it: nothing is read from it, so mended rows are imported as they were taken away.
const FaultsColumn = "faults"

// Fault is one thing that is wrong with a file.
type Fault struct {
	Line    int // 1 is the header; 0: the whole file
	Column  string
	Message string
}

// Place says where in the file it is: "line 12, email"; empty: the whole file.
func (f Fault) Place() string {
	switch {
	case f.Line == 0:
		return ""
	case f.Column == "":
		return fmt.Sprintf("line %d", f.Line)
	}
	return fmt.Sprintf("line %d, %s", f.Line, f.Column)
}

func (f Fault) String() string {
	if place := f.Place(); place != "" {
		return place + ": " + f.Message
	}
	return f.Message
}

// File is a file of a kind as it was read. Whoever takes it adds what else is wrong with it,
// so that all faults are told together.
type File struct {
	Kind Kind
	// Entries are its rows, also those with faults, but for those that don't fit the columns.
	Entries []Entry

	header []string
	values map[int][]string // of each line, as they stand there
	faults []Fault
	faulty map[place]bool
}

// place is where a fault is.
type place struct {
	line   int
	column string
}

// Add notes faults.
func (f *File) Add(faults ...Fault) {
	if f.faulty == nil {
		f.faulty = make(map[place]bool)
	}
	for _, fault := range faults {
		f.faulty[place{fault.Line, fault.Column}] = true
	}
	f.faults = append(f.faults, faults...)
}

// Faulty tells whether something is wrong with a value already.
func (f *File) Faulty(line int, column string) bool { return f.faulty[place{line, column}] }

// Err is a *FaultsError with all faults in the order of the file's lines; nil when there are
// none.
func (f *File) Err() error {
	if len(f.faults) == 0 {
		return nil
	}
	e := &FaultsError{Kind: f.Kind, Faults: slices.Clone(f.faults), header: f.header, values: make(map[int][]string)}
	slices.SortStableFunc(e.Faults, func(a, b Fault) int { return cmp.Compare(a.Line, b.Line) })
	for _, fault := range e.Faults {
		e.values[fault.Line] = f.values[fault.Line]
	}
	return e
}

// FaultsError lists everything that is wrong with a file, so that it can be
// mended in one go. Nothing of a faulty file is taken.
type FaultsError struct {
	Kind   Kind
	Faults []Fault // in the order of lines

	header []string
	values map[int][]string // of the lines with faults
}

func (e *FaultsError) Error() string {
	const shown = 20
	lines := make([]string, 0, shown+1)
	for _, f := range e.Faults[:min(shown, len(e.Faults))] {
		lines = append(lines, f.String())
	}
	if more := len(e.Faults) - shown; more > 0 {
		lines = append(lines, fmt.Sprintf("and %d more", more))
	}
	return fmt.Sprintf("the %s file has %d faults, nothing of it was taken:\n  %s", e.Kind, len(e.Faults), strings.Join(lines, "\n  "))
}

// Rows are the rows that have faults, with the columns that the file has and FaultsColumn,
// which says where each was and all that is wrong with it. There are none where the columns
// themselves are wrong.
func (e *FaultsError) Rows() (columns []string, rows [][]string) {
	if e.header == nil {
		return nil, nil
	}
	at := slices.Index(e.header, FaultsColumn) // of a file of refused rows that is refused again
	columns = append(slices.DeleteFunc(slices.Clone(e.header), func(c string) bool { return c == FaultsColumn }), FaultsColumn)
	for i := 0; i < len(e.Faults); {
		line, told := e.Faults[i].Line, []string(nil)
		for ; i < len(e.Faults) && e.Faults[i].Line == line; i++ {
			told = append(told, e.Faults[i].inRow())
		}
		row := make([]string, len(e.header))
		if more := e.values[line][copy(row, e.values[line]):]; len(more) > 0 {
			told = append(told, fmt.Sprintf("beyond the columns: %q", more))
		}
		if at >= 0 {
			row = slices.Delete(row, at, at+1)
		}
		rows = append(rows, append(row, fmt.Sprintf("line %d: %s", line, strings.Join(told, "; "))))
	}
	return columns, rows
}

// inRow is a fault where it is clear which line it is about.
func (f Fault) inRow() string {
	if f.Column == "" {
		return f.Message
	}
	return f.Column + ": " + f.Message
}
