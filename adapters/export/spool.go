package export

import (
	"bytes"
	"fmt"
	"io"
	"os"
)

// inMemory is how long a file is kept in memory, in bytes.
const inMemory = 1 << 20

// Spool holds a file until it is sent, so that what goes wrong while it is made can still be
// said, and so that no reader of a slow line keeps a snapshot of the database open. A short
// one is in memory, a longer one in a temporary file without a name, of which nothing is
// left when the process ends.
type Spool struct {
	memory bytes.Buffer
	file   *os.File
	size   int64
}

// Write implements io.Writer.
func (s *Spool) Write(p []byte) (n int, err error) {
	if s.file == nil && s.memory.Len()+len(p) > inMemory {
		if err := s.spill(); err != nil {
			return 0, err
		}
	}
	if s.file != nil {
		n, err = s.file.Write(p)
	} else {
		n, err = s.memory.Write(p)
	}
	s.size += int64(n)
	return n, err
}

// spill moves what is there to a file.
func (s *Spool) spill() error {
	file, err := os.CreateTemp("", "coresync-export-")
	if err != nil {
		return fmt.Errorf("make room for a file: %w; look whether %s can be written to", err, os.TempDir())
	}
	if err := os.Remove(file.Name()); err != nil {
		_ = file.Close()
		return fmt.Errorf("make room for a file: %w", err)
	}
	if _, err := s.memory.WriteTo(file); err != nil {
		_ = file.Close()
		return fmt.Errorf("make room for a file: %w; look whether the disk of %s is full", err, os.TempDir())
	}
	s.file, s.memory = file, bytes.Buffer{}
	return nil
}

// Size is how many bytes were written.
func (s *Spool) Size() int64 { return s.size }

// WriteTo implements io.WriterTo: the whole of the file, as often as it is called.
func (s *Spool) WriteTo(w io.Writer) (int64, error) {
	if s.file == nil {
		return io.Copy(w, bytes.NewReader(s.memory.Bytes()))
	}
	return io.Copy(w, io.NewSectionReader(s.file, 0, s.size))
}

// Close lets the file go.
func (s *Spool) Close() error {
	if s.file == nil {
		return nil
	}
	return s.file.Close()
}
