package c1z

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/klauspost/compress/zstd"
)

// magic begins a file of the classic form.
var magic = []byte("C1ZF\x00")

// maxDatabase bounds what a file may unpack to; baton's own bound is 10 GiB.
const maxDatabase = 2 << 30

// Add writes a snapshot into a file, beside those that it has; without a file it makes
// one. The file is replaced as a whole or left as it was.
func Add(ctx context.Context, path string, s *Snapshot) error {
	if err := add(ctx, path, s); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

func add(ctx context.Context, path string, s *Snapshot) error {
	dir, err := os.MkdirTemp(filepath.Dir(path), ".c1z-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }() // What stays behind is hidden and harmless.
	database := filepath.Join(dir, "database")
	if err := unpack(path, database); err != nil {
		return err
	}
	if err := fill(ctx, database, s); err != nil {
		return err
	}
	packed := filepath.Join(dir, "packed")
	if err := pack(database, packed); err != nil {
		return err
	}
	return os.Rename(packed, path)
}

// unpack writes the database of a file, if there is one.
func unpack(path, database string) error {
	content, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist), err == nil && len(content) == 0:
		return nil
	case err != nil:
		return err
	case bytes.HasPrefix(content, []byte("C1Z3\x00")):
		return errors.New("it is of baton's newer form, which only baton writes; name another file, or make this one with --storage-engine sqlite")
	case !bytes.HasPrefix(content, magic):
		return errors.New("it is there and no c1z file; name another file")
	}
	r, err := zstd.NewReader(nil, zstd.WithDecoderMaxMemory(maxDatabase))
	if err != nil {
		return err
	}
	defer r.Close()
	plain, err := r.DecodeAll(content[len(magic):], nil)
	if err != nil {
		return fmt.Errorf("unpack it: %w", err)
	}
	return os.WriteFile(database, plain, 0o600)
}

// pack writes a database as a file. It holds names and addresses, so it is its
// owner's alone to read.
func pack(database, path string) error {
	plain, err := os.ReadFile(database)
	if err != nil {
		return err
	}
	w, err := zstd.NewWriter(nil)
	if err != nil {
		return err
	}
	return os.WriteFile(path, w.EncodeAll(plain, bytes.Clone(magic)), 0o600)
}
