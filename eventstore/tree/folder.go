package tree

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/google/uuid"
)

// Folder keeps heads outside the database: a file a tenant, to which each head is
// appended as it is, followed by an empty line. A copy of it elsewhere is what shows
// that somebody changed the database and signed anew.
type Folder struct {
	dir string
}

// OpenFolder opens a folder for heads and makes it when it is not there.
func OpenFolder(dir string) (*Folder, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("open the folder for heads: %w", err)
	}
	return &Folder{dir}, nil
}

// Path is the file of a tenant's heads.
func (f *Folder) Path(tenant uuid.UUID) string {
	return filepath.Join(f.dir, tenant.String()+".heads")
}

// Append adds heads of one tenant and returns when they are on disk.
func (f *Folder) Append(heads ...Head) error {
	if len(heads) == 0 {
		return nil
	}
	path := f.Path(heads[0].Tenant)
	file, err := os.OpenFile(path, os.O_RDWR|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("append heads: %w", err)
	}
	var text []byte
	tail, err := readTail(file, 2)
	if len(tail) > 0 && !bytes.Equal(tail, []byte("\n\n")) {
		text = append(text, "\n\n"...) // what a crash has cut off stays a fragment
	}
	for _, h := range heads {
		text = append(append(text, h.Note...), '\n')
	}
	if err == nil {
		_, err = file.Write(text)
	}
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("append %d heads to %s: %w", len(heads), path, err)
	}
	return nil
}

// tailSize holds some two hundred heads: enough to pass over what a crash cut off.
const tailSize = 64 << 10

// Newest returns the last whole head of a tenant's file, its signature not checked;
// ok is false when there is none.
func (f *Folder) Newest(tenant uuid.UUID) (head Head, ok bool, err error) {
	file, err := os.Open(f.Path(tenant))
	if errors.Is(err, fs.ErrNotExist) {
		return Head{}, false, nil
	}
	if err != nil {
		return Head{}, false, fmt.Errorf("read the newest head: %w", err)
	}
	defer func() { _ = file.Close() }() // only read from
	tail, err := readTail(file, tailSize)
	if err != nil {
		return Head{}, false, fmt.Errorf("read the newest head: %w", err)
	}
	head, ok = lastHead(tail)
	if !ok && len(tail) > 0 {
		return Head{}, false, fmt.Errorf("read the newest head: %s holds none that is whole; compare with a copy, then move it away", f.Path(tenant))
	}
	return head, ok, nil
}

// lastHead looks for the last note that is whole.
func lastHead(text []byte) (Head, bool) {
	for end := len(text); end > 0; {
		start := bytes.LastIndex(text[:end], []byte(originPrefix))
		if start < 0 {
			return Head{}, false
		}
		end = start
		if start > 0 && text[start-1] != '\n' {
			continue
		}
		body, rest, whole := bytes.Cut(text[start:], []byte("\n\n"))
		signature, _, ended := bytes.Cut(rest, []byte("\n\n"))
		if !whole || !ended {
			continue
		}
		if h, err := readHead(string(body) + "\n\n" + string(signature) + "\n"); err == nil {
			return h, true
		}
	}
	return Head{}, false
}

// readTail reads the last n bytes of a file, or all of it when it is shorter.
func readTail(file *os.File, n int64) ([]byte, error) {
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	from := max(0, info.Size()-n)
	return io.ReadAll(io.NewSectionReader(file, from, info.Size()-from))
}

// each calls yield for every whole head of a tenant's file, in order, and stops at
// its first error. Signatures are not checked; fragments that a crash has left are
// passed over.
func (f *Folder) each(tenant uuid.UUID, yield func(Head) error) error {
	file, err := os.Open(f.Path(tenant))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read the heads: %w", err)
	}
	defer func() { _ = file.Close() }() // only read from
	var note strings.Builder
	blank := 0
	for lines := bufio.NewScanner(file); ; {
		if !lines.Scan() {
			if err := lines.Err(); err != nil {
				return fmt.Errorf("read the heads in %s: %w", f.Path(tenant), err)
			}
			return nil
		}
		line := lines.Text()
		if strings.HasPrefix(line, originPrefix) {
			note.Reset()
			blank = 0
		}
		if line == "" {
			blank++
		}
		if blank == 2 { // one before the signature, one behind it
			if h, err := readHead(note.String()); err == nil {
				if err := yield(h); err != nil {
					return err
				}
			}
			note.Reset()
			blank = 0
			continue
		}
		note.WriteString(line + "\n")
	}
}
