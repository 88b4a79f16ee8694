package secrets

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

const (
	keySize   = 32
	checkSize = 4 // bytes of check sum: a slip of the hand goes unseen once in four thousand million

	keyPrefix = "coresync-master-key-1"
	keyNote   = "# The master key of Coresync. Keep a copy where the database's backups are NOT:\n" +
		"# without it no personal data, client secret or token in the database can be read again.\n"

	maxKeyFile = 4 << 10
)

// KeyFileError says that a key file can't be used, and what to do.
type KeyFileError struct {
	Path  string
	Fault string // what is wrong with it
	Do    string // what to do now
}

func (e *KeyFileError) Error() string {
	return fmt.Sprintf("key file %s: %s; %s", e.Path, e.Fault, e.Do)
}

// readKey reads and checks a key file. Errors: *KeyFileError, fs.ErrNotExist.
func readKey(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read the key file: %w", err)
	}
	defer func() { _ = f.Close() }() // only read from
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("read the key file: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, &KeyFileError{path, "it is not a file", "name a file with --key-file"}
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return nil, &KeyFileError{path, fmt.Sprintf("others may read or change it (mode %04o)", mode),
			fmt.Sprintf("run `chmod 600 %s` and think about who may have read it", path)}
	}
	raw, err := io.ReadAll(io.LimitReader(f, maxKeyFile+1))
	if err != nil {
		return nil, fmt.Errorf("read the key file %s: %w", path, err)
	}
	key, fault := parseKey(raw)
	if fault != "" {
		return nil, &KeyFileError{path, fault, "put your copy of the key file back; do not delete it unless the database is new"}
	}
	return key, nil
}

// parseKey takes the key out of the file's text; fault says what is wrong and
// never quotes the text.
func parseKey(raw []byte) (key []byte, fault string) {
	if len(raw) > maxKeyFile {
		return nil, "it is too long for a key file"
	}
	var line string
	for l := range strings.Lines(string(raw)) {
		l = strings.TrimSpace(l)
		switch {
		case l == "" || strings.HasPrefix(l, "#"):
		case line != "":
			return nil, "it holds more than one line beside its notes"
		default:
			line = l
		}
	}
	parts := strings.Fields(line)
	switch {
	case line == "":
		return nil, "it holds no key"
	case parts[0] != keyPrefix:
		return nil, fmt.Sprintf("its key does not begin with %q", keyPrefix)
	case len(parts) != 3:
		return nil, "its key is not whole: name, key and check sum are needed"
	}
	key, err := hex.DecodeString(parts[1])
	if err != nil || len(key) != keySize {
		return nil, fmt.Sprintf("its key is not %d hexadecimal digits", 2*keySize)
	}
	check, err := hex.DecodeString(parts[2])
	if err != nil || !bytes.Equal(check, checkSum(key)) {
		return nil, "its check sum does not fit its key"
	}
	return key, ""
}

func keyText(key []byte) []byte {
	return fmt.Appendf(nil, "%s%s %x %x\n", keyNote, keyPrefix, key, checkSum(key))
}

func checkSum(key []byte) []byte {
	sum := sha256.Sum256(append([]byte("coresync master key, check sum\x00"), key...))
	return sum[:checkSize]
}

// writeKey puts a whole key file in place, or leaves the one that another process
// has put there meanwhile: made aside, flushed, then linked, which never replaces.
func writeKey(path string, key []byte) (created bool, err error) {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return false, err
	}
	aside, err := os.CreateTemp(dir, ".master.key-*") // mode 0600
	if err != nil {
		return false, err
	}
	defer func() { _ = os.Remove(aside.Name()) }() // its other name stays
	_, err = aside.Write(keyText(key))
	if err = errors.Join(err, aside.Sync(), aside.Close()); err != nil {
		return false, err
	}
	switch err := os.Link(aside.Name(), path); {
	case errors.Is(err, fs.ErrExist):
		return false, nil
	case err != nil:
		return false, err
	}
	return true, syncDir(dir)
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
