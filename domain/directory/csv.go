package directory

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"coresync/domain/event"

	"github.com/google/uuid"
)

// Entry is one row of a file: the entity as it is to be.
type Entry struct {
	ID         uuid.UUID
	ExternalID string
	Line       int
	Payload    event.Payload
	// Refers names what must exist for the row to be taken, such as the row's customer.
	Refers []Reference
	// Serial names the asset that the row is about by its serial number, "" by another
	// member: it is looked for before the row is taken.
	Serial string
}

// Reference is an entity that a row names by its external id.
type Reference struct {
	Kind       Kind
	ExternalID string
	ID         uuid.UUID
	Column     string
}

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

// FaultsError lists everything that is wrong with a file, so that it can be
// mended in one go. Nothing of a faulty file is taken.
type FaultsError struct {
	Kind   Kind
	Faults []Fault
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

// maxField bounds one value of a file.
const maxField = 1000

// record is one row by column name.
type record struct {
	line   int
	fields map[string]string
}

func (r record) get(column string) string { return r.fields[column] }

// Read reads a file of a kind: UTF-8, with or without a byte order mark, comma or
// semicolon, columns in any order, unknown columns refused. The error is a
// *FaultsError with all faults, or the reader's own.
func Read(kind Kind, tenant uuid.UUID, in io.Reader) ([]Entry, error) {
	s := kind.shape()
	rows, faults, err := records(s, in)
	if err != nil {
		return nil, fmt.Errorf("read the %s file: %w", kind, err)
	}
	entries := make([]Entry, 0, len(rows))
	seen := make(map[string]int)
	for _, r := range rows {
		entry := s.read(tenant, r)
		faults = append(faults, r.check(s, entry.Payload)...)
		if first, twice := seen[entry.ExternalID]; twice && entry.ExternalID != "" {
			faults = append(faults, Fault{r.line, "external_id", fmt.Sprintf("%q is on line %d already", entry.ExternalID, first)})
		}
		seen[entry.ExternalID] = r.line
		entry.Line = r.line
		entries = append(entries, entry)
	}
	if len(faults) > 0 {
		return nil, &FaultsError{Kind: kind, Faults: faults}
	}
	return entries, nil
}

func records(s shape, in io.Reader) ([]record, []Fault, error) {
	buffered := bufio.NewReader(in)
	if mark, _ := buffered.Peek(3); bytes.Equal(mark, []byte("\xef\xbb\xbf")) {
		_, _ = buffered.Discard(3)
	}
	reader := csv.NewReader(buffered)
	if first, _ := buffered.Peek(4096); bytes.Count(firstLine(first), []byte(";")) > bytes.Count(firstLine(first), []byte(",")) {
		reader.Comma = ';'
	}
	reader.FieldsPerRecord = -1
	header, err := reader.Read()
	if errors.Is(err, io.EOF) {
		return nil, []Fault{{0, "", "it is empty; the first line names the columns " + strings.Join(s.columns, ",")}}, nil
	}
	if broken, is := brokenCSV(err); is {
		return nil, broken, nil
	}
	if err != nil {
		return nil, nil, err
	}
	for i := range header {
		header[i] = strings.ToLower(strings.TrimSpace(header[i]))
	}
	if faults := checkHeader(s, header); len(faults) > 0 {
		return nil, faults, nil
	}
	return body(reader, header)
}

// brokenCSV is the fault of a file whose quotes are out of step.
func brokenCSV(err error) ([]Fault, bool) {
	var wrong *csv.ParseError
	if !errors.As(err, &wrong) {
		return nil, false
	}
	return []Fault{{wrong.StartLine, "", wrong.Err.Error()}}, true
}

func firstLine(b []byte) []byte {
	line, _, _ := bytes.Cut(b, []byte("\n"))
	return line
}

func checkHeader(s shape, header []string) []Fault {
	var faults []Fault
	for i, name := range header {
		switch {
		case !slices.Contains(s.columns, name):
			faults = append(faults, Fault{1, name, "unknown column; known are " + strings.Join(s.columns, ", ")})
		case slices.Contains(header[:i], name):
			faults = append(faults, Fault{1, name, "the column is there twice"})
		}
	}
	for _, name := range s.required {
		if !slices.Contains(header, name) {
			faults = append(faults, Fault{1, name, "the column is missing"})
		}
	}
	return faults
}

func body(reader *csv.Reader, header []string) ([]record, []Fault, error) {
	var rows []record
	var faults []Fault
	for {
		values, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return rows, faults, nil
		}
		if broken, is := brokenCSV(err); is {
			return rows, append(faults, broken...), nil // nothing after it can be trusted
		}
		if err != nil {
			return nil, nil, err
		}
		line, _ := reader.FieldPos(0)
		if len(values) != len(header) {
			faults = append(faults, Fault{line, "", fmt.Sprintf("%d values for %d columns", len(values), len(header))})
			continue
		}
		r := record{line, make(map[string]string, len(header))}
		for i, name := range header {
			r.fields[name] = strings.TrimSpace(values[i])
		}
		rows = append(rows, r)
	}
}

// check finds what is wrong with a row: columns that must be filled, and what the
// entity made of it says.
func (r record) check(s shape, made event.Payload) []Fault {
	var faults []Fault
	for _, name := range s.required {
		if r.get(name) == "" {
			faults = append(faults, Fault{r.line, name, "is missing"})
		}
	}
	if s.check != nil {
		faults = append(faults, s.check(r)...)
	}
	for _, f := range Check(made) {
		if r.get(f.Column) == "" && slices.Contains(s.required, f.Column) {
			continue // told above
		}
		faults = append(faults, Fault{r.line, f.Column, f.Message})
	}
	return faults
}
