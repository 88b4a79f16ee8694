package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"coresync/adapters/bundle"
)

// zipSign is how a ZIP file begins.
var zipSign = []byte("PK\x03\x04")

// verifiedBundleJSON is the answer of audit verify for a bundle.
type verifiedBundleJSON struct {
	Verified bool   `json:"verified"`
	Why      string `json:"why,omitempty"`      // not
	Position int64  `json:"position,omitempty"` // of the event that is not as it was
	*bundle.Manifest
	// Whole tells that from the first to the last position no event is left out.
	Whole     bool `json:"whole"`
	KeyOfFile bool `json:"key_of_file,omitempty"` // as in verifiedJSON
}

// verifyBundle checks a file of audit export; done: it is one.
func (c *cli) verifyBundle(name, key string) (done bool, err error) {
	if name == "-" {
		return false, nil
	}
	file, err := os.Open(name)
	if err != nil {
		return false, fmt.Errorf("read the bundle: %w", err)
	}
	defer func() { _ = file.Close() }() // only read from
	begin := make([]byte, len(zipSign))
	if _, err := io.ReadFull(file, begin); err != nil || !bytes.Equal(begin, zipSign) {
		return false, nil // it is evidence, or nothing of ours
	}
	info, err := file.Stat()
	if err != nil {
		return true, fmt.Errorf("read the bundle: %w", err)
	}
	found, err := bundle.Verify(file, info.Size(), key)
	var not *bundle.NotVerifiedError
	switch {
	case errors.As(err, &not) && c.json:
		err = errors.Join(c.printJSON(verifiedBundleJSON{Why: err.Error(), Position: not.Position}), &differsError{"not verified: " + err.Error()})
	case errors.As(err, &not):
		err = &differsError{"not verified: " + err.Error()}
	case err == nil:
		err = c.verifiedBundle(found, key)
	}
	return true, err
}

func (c *cli) verifiedBundle(v bundle.Verified, key string) error {
	if c.json {
		return c.printJSON(verifiedBundleJSON{Verified: true, Manifest: &v.Manifest, Whole: v.Whole, KeyOfFile: key == ""})
	}
	c.warnOfKey(key, v.Manifest.VerifierKey)
	m := v.Manifest
	what := fmt.Sprintf("%d events stand at the positions %d to %d", m.Events, m.First, m.Last)
	if v.Whole {
		what += ", every one from the first to the last,"
	} else {
		what += fmt.Sprintf(", in %d streams without a hole,", len(m.Choice.Streams))
	}
	_, err := fmt.Fprintf(c.Out, "Verified: %s of the log of tenant %s, whose first %d events were signed in epoch %s.\n", what, m.Tenant, m.Size, m.Epoch)
	return err
}
