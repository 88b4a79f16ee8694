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
	"coresync/domain/spreadsheet"

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

// maxField bounds one value of a file.
const maxField = 1000

// record is one row by column name.
type record struct {
	line   int
	fields map[string]string
}

func (r record) get(column string) string { return r.fields[column] }

// Read reads a file of a kind: UTF-8, with or without a byte order mark, comma or
// semicolon, columns in any order, unknown columns refused but for FaultsColumn. What is
// wrong with it is told by the file's Err; the error is the reader's own.
func Read(kind Kind, tenant uuid.UUID, in io.Reader) (*File, error) {
	s, f := kind.shape(), &File{Kind: kind, values: make(map[int][]string)}
	rows, err := f.records(s, in)
	if err != nil {
		return nil, fmt.Errorf("read the %s file: %w", kind, err)
	}
	seen := make(map[string]int)
	for _, r := range rows {
		entry := s.read(tenant, r)
		f.Add(r.check(s, entry.Payload)...)
		if first, twice := seen[entry.ExternalID]; twice && entry.ExternalID != "" {
			f.Add(Fault{r.line, "external_id", fmt.Sprintf("%q is on line %d already", entry.ExternalID, first)})
		}
		seen[entry.ExternalID] = r.line
		entry.Line = r.line
		f.Entries = append(f.Entries, entry)
	}
	return f, nil
}

func (f *File) records(s shape, in io.Reader) ([]record, error) {
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
		f.Add(Fault{0, "", "it is empty; the first line names the columns " + strings.Join(s.columns, ",")})
		return nil, nil
	}
	if f.broken(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for i := range header {
		header[i] = strings.ToLower(strings.TrimSpace(header[i]))
	}
	if faults := checkHeader(s, header); len(faults) > 0 {
		f.Add(faults...)
		return nil, nil
	}
	f.header = header
	return f.body(reader)
}

// broken notes the fault of a file whose quotes are out of step, and tells whether it is one.
func (f *File) broken(err error) bool {
	var wrong *csv.ParseError
	if !errors.As(err, &wrong) {
		return false
	}
	f.Add(Fault{wrong.StartLine, "", wrong.Err.Error()})
	return true
}

func firstLine(b []byte) []byte {
	line, _, _ := bytes.Cut(b, []byte("\n"))
	return line
}

func checkHeader(s shape, header []string) []Fault {
	var faults []Fault
	for i, name := range header {
		switch {
		case name != FaultsColumn && !slices.Contains(s.columns, name):
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

func (f *File) body(reader *csv.Reader) ([]record, error) {
	var rows []record
	for {
		values, err := reader.Read()
		if errors.Is(err, io.EOF) || f.broken(err) { // nothing after what is broken can be trusted
			return rows, nil
		}
		if err != nil {
			return nil, err
		}
		line, _ := reader.FieldPos(0)
		f.values[line] = values
		if len(values) != len(f.header) {
			f.Add(Fault{line, "", fmt.Sprintf("%d values for %d columns", len(values), len(f.header))})
			continue
		}
		r := record{line, make(map[string]string, len(f.header))}
		for i, name := range f.header {
			r.fields[name] = spreadsheet.Said(strings.TrimSpace(values[i]))
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
