package bundle

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"

	"coresync/eventstore/tree"

	"encoding/json"
)

// Most that is read of a file of a bundle at once.
const (
	maxLine  = 4 << 20 // an event has 256 KiB of payload at most, and JSON may make six bytes of one
	maxSmall = 1 << 20 // manifest and checkpoint
)

// Verified is what a bundle proves.
type Verified struct {
	Manifest Manifest
	Head     tree.Head
	// Whole tells that from the first to the last position no event is left out.
	Whole bool
}

// NotVerifiedError says why a bundle proves nothing.
type NotVerifiedError struct {
	Position int64 // of the event; 0: it is not about one
	Why      string
}

func (e *NotVerifiedError) Error() string {
	if e.Position > 0 {
		return fmt.Sprintf("event at position %d: %s", e.Position, e.Why)
	}
	return e.Why
}

// Read is what a bundle says of itself; nothing of it is checked.
func Read(file io.ReaderAt, size int64) (Manifest, error) {
	v, err := open(file, size, "")
	if err != nil {
		return Manifest{}, err
	}
	return v.found.Manifest, nil
}

// Verify checks a bundle without any database: its head was signed by the key (the
// bundle's own where verifierKey is empty), its events are those of the log that the head
// stands for, its table shows the same, and what the manifest says is so. One event is held
// at a time. Errors: *NotVerifiedError; another where it is no bundle.
func Verify(file io.ReaderAt, size int64, verifierKey string) (Verified, error) {
	v, err := open(file, size, verifierKey)
	if err != nil {
		return Verified{}, err
	}
	if err := v.check(); err != nil {
		var not *NotVerifiedError
		if !errors.As(err, &not) {
			err = &NotVerifiedError{Why: err.Error()}
		}
		return v.found, err
	}
	return v.found, nil
}

type verifier struct {
	archive  *zip.Reader
	key      string
	found    Verified
	manifest []byte           // as it stands there
	versions map[string]int64 // by stream: the last that was shown
}

func open(file io.ReaderAt, size int64, key string) (*verifier, error) {
	archive, err := zip.NewReader(file, size)
	if err != nil {
		return nil, fmt.Errorf("read the bundle: %w", err)
	}
	v := &verifier{archive: archive, key: key, versions: map[string]int64{}}
	return v, v.describe()
}

// describe reads what the bundle says of itself.
func (v *verifier) describe() error {
	seen := map[string]bool{}
	for _, f := range v.archive.File {
		if seen[f.Name] {
			return fmt.Errorf("read the bundle: it has two files %q", f.Name)
		}
		seen[f.Name] = true
	}
	raw, err := v.small(manifestFile)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(raw, &v.found.Manifest); err != nil {
		return fmt.Errorf("read %s: %w", manifestFile, err)
	}
	v.manifest = raw
	if v.found.Manifest.Format != format {
		return fmt.Errorf("read the bundle: its format is %q instead of %q", v.found.Manifest.Format, format)
	}
	return nil
}

func (v *verifier) small(name string) ([]byte, error) {
	f, err := v.archive.Open(name)
	if err != nil {
		return nil, fmt.Errorf("read the bundle: %w", err)
	}
	defer func() { _ = f.Close() }() // only read from
	raw, err := io.ReadAll(io.LimitReader(f, maxSmall))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	return raw, nil
}

func (v *verifier) check() error {
	note, err := v.small(checkpointFile)
	if err != nil {
		return err
	}
	key := v.key
	if key == "" {
		key = v.found.Manifest.VerifierKey
	}
	if v.found.Head, err = tree.OpenHead(string(note), key); err != nil {
		return err
	}
	return v.events()
}

// events walks the events, beside the proof and the table.
func (v *verifier) events() error {
	var files [3]io.ReadCloser
	for i, name := range []string{eventsFile, proofFile, tableFile} {
		f, err := v.archive.Open(name)
		if err != nil {
			return err
		}
		defer func() { _ = f.Close() }() // only read from
		files[i] = f
	}
	g := grow(files[1])
	table := csv.NewReader(files[2])
	table.ReuseRecord = true
	if head, err := table.Read(); err != nil || !slices.Equal(head, columns) {
		return fmt.Errorf("%s does not begin with its columns", tableFile)
	}
	counted := Manifest{}
	lines := linesOf(files[0])
	for lines.Scan() {
		e, err := v.event(g, lines.Bytes(), counted.Events == 0)
		if err != nil {
			return err
		}
		if cells, err := table.Read(); err != nil || !slices.Equal(cells, row(&e)) {
			return &NotVerifiedError{e.Position, tableFile + " does not show it as it is"}
		}
		if counted.Events++; counted.First == 0 {
			counted.First = e.Position
		}
		counted.Last = e.Position
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("read %s: %w", eventsFile, err)
	}
	if _, err := table.Read(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%s has more rows than there are events", tableFile)
	}
	if err := g.close(v.found.Head); err != nil {
		return err
	}
	return v.claims(counted, g.inside)
}

// event checks one line, and adds it to the tree.
func (v *verifier) event(g *grown, raw []byte, first bool) (tree.Exhibit, error) {
	var l line
	if err := exactly(raw, &l); err != nil {
		return l.Exhibit, fmt.Errorf("the line after position %d is no event: %w", g.size(), err)
	}
	fault := func(why string) (tree.Exhibit, error) { return l.Exhibit, &NotVerifiedError{l.Position, why} }
	hash := l.Leaf()
	if !bytes.Equal(hash[:], l.LeafHash) {
		return fault("it was changed: its leaf is not the one that is written beside it")
	}
	if l.Tenant != v.found.Head.Tenant {
		return fault(fmt.Sprintf("it is of tenant %s, the head of tenant %s", l.Tenant, v.found.Head.Tenant))
	}
	if chosen := v.found.Manifest.Choice.Streams; len(chosen) > 0 {
		if !slices.Contains(chosen, l.Stream) {
			return fault("its stream " + l.Stream + " was not chosen")
		}
		if last, shown := v.versions[l.Stream]; shown && l.Version != last+1 {
			return fault(fmt.Sprintf("it is version %d of its stream, after version %d: something between them is left out", l.Version, last))
		}
		v.versions[l.Stream] = l.Version
	}
	if err := g.event(l.Position, hash[:], first); err != nil {
		return fault(err.Error())
	}
	return l.Exhibit, nil
}
