package bundle

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"encoding/json"
)

// claims compares what the manifest and the text for people say with what is there.
func (v *verifier) claims(counted Manifest, inside bool) error {
	m := v.found.Manifest
	if m.Events != counted.Events || m.First != counted.First || m.Last != counted.Last || m.Size != v.found.Head.Size ||
		m.Tenant != v.found.Head.Tenant || m.Epoch != v.found.Head.Epoch {
		return fmt.Errorf("%s does not say what is there: %d events, positions %d to %d of %d", manifestFile, counted.Events, counted.First, counted.Last, v.found.Head.Size)
	}
	var written bytes.Buffer
	if err := encode(&written, m, "  "); err != nil || !bytes.Equal(written.Bytes(), v.manifest) {
		return fmt.Errorf("%s was not written like this", manifestFile)
	}
	written.Reset()
	said, err := v.small(readmeFile)
	if err != nil {
		return err
	}
	if err := readme.Execute(&written, m); err != nil || !bytes.Equal(written.Bytes(), said) {
		return fmt.Errorf("%s does not say what %s says", readmeFile, manifestFile)
	}
	if v.found.Whole = !inside; inside && len(m.Choice.Streams) == 0 {
		return errors.New("events between the first and the last are left out")
	}
	return nil
}

// encode writes a value as bundles have it: as a line, or indented.
func encode(w io.Writer, value any, indent string) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	out.SetIndent("", indent)
	return out.Encode(value)
}

// exactly reads a line that was written by encode: nothing stands in it that reading
// passes over.
func exactly(raw []byte, into any) error {
	if err := json.Unmarshal(raw, into); err != nil {
		return err
	}
	var written bytes.Buffer
	if err := encode(&written, into, ""); err != nil {
		return err
	}
	if !bytes.Equal(bytes.TrimSuffix(written.Bytes(), []byte("\n")), raw) {
		return errors.New("it was not written like this")
	}
	return nil
}

func linesOf(file io.Reader) *bufio.Scanner {
	lines := bufio.NewScanner(file)
	lines.Buffer(make([]byte, 0, 64<<10), maxLine)
	return lines
}
