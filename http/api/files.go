package api

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"coresync/domain"
)

// File is a file to be downloaded.
type File struct {
	Name      string
	MediaType string
	// Filter says in words what is in it, Workspace whose it is. Documents and workbooks hold
	// both; a CSV has cells alone, so whoever sends it says them beside.
	Filter, Workspace string
	Body              Content
}

// Content is what a file holds, which may be more than is good to have in memory. Whoever
// gets it closes it.
type Content interface {
	io.WriterTo // the whole of it
	io.Closer
	Size() int64
}

// Bytes are content that is short.
type Bytes []byte

// WriteTo implements io.WriterTo.
func (b Bytes) WriteTo(w io.Writer) (int64, error) { return io.Copy(w, bytes.NewReader(b)) }

// Close implements io.Closer.
func (Bytes) Close() error { return nil }

// Size implements Content.
func (b Bytes) Size() int64 { return int64(len(b)) }

// Bytes reads the whole of a file, and closes it.
func (f File) Bytes() ([]byte, error) {
	defer func() { _ = f.Body.Close() }() // it was only read
	var all bytes.Buffer
	if _, err := f.Body.WriteTo(&all); err != nil {
		return nil, fmt.Errorf("read %s: %w", f.Name, err)
	}
	return all.Bytes(), nil
}

// Mark is what a file begins with where a person opens it: Excel knows UTF-8 in a CSV by it
// alone. Programs would take it for a part of the first heading, so the API and the command
// line give files without it.
func (f File) Mark() string {
	if strings.HasPrefix(f.MediaType, "text/csv") {
		return "\ufeff"
	}
	return ""
}

// MostInPDF is how many rows a PDF shows; of more it shows the first ones, and says so.
const MostInPDF = 5000

// Formats are the kinds of files, in the order in which people are shown them.
func Formats() []string { return []string{"csv", "xlsx", "pdf"} }

// NoFormat is the error of a kind of file that there is not.
func NoFormat(format string) error {
	return domain.Invalid([]domain.Fault{{Pointer: "?format", Code: "enum", Message: fmt.Sprintf("There is no format %q. Choose csv, xlsx or pdf.", format)}})
}
