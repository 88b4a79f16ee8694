// Package cursor makes the opaque texts that name a place in a list. A cursor is
// bound to the question that it belongs to: another filter, sort, resource or
// workspace does not take it, nor does another epoch of the log.
package cursor

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"

	"github.com/google/uuid"
)

// Cursor is a place in a list.
type Cursor struct {
	// Epoch of the log that the list was read from; zero for a list beside the log.
	Epoch uuid.UUID `json:"e"`
	// Keys of the last item.
	Keys []string `json:"k"`
}

// version is the first byte; a changed form gets a higher one.
const version = 1

// sumLength is enough to tell questions apart and to notice a damaged text; it is
// no protection against who makes cursors himself: keys are input like any other.
const sumLength = 8

// The ways in which a text is no cursor for a question.
var (
	ErrMalformed = errors.New("the cursor can't be read")
	ErrMismatch  = errors.New("the cursor belongs to another question")
)

// Encode writes a cursor that only the same question takes.
func Encode(c Cursor, question string) (string, error) {
	body, err := json.Marshal(c)
	if err != nil {
		return "", err
	}
	text := append([]byte{version}, sum(body)...)
	text = append(text, sum([]byte(question))...)
	return base64.RawURLEncoding.EncodeToString(append(text, body...)), nil
}

// Decode reads what Encode wrote. Errors: ErrMalformed, ErrMismatch.
func Decode(text, question string) (Cursor, error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(raw) < 1+2*sumLength || raw[0] != version {
		return Cursor{}, ErrMalformed
	}
	whole, asked, body := raw[1:1+sumLength], raw[1+sumLength:1+2*sumLength], raw[1+2*sumLength:]
	if !bytes.Equal(whole, sum(body)) {
		return Cursor{}, ErrMalformed
	}
	var c Cursor
	if err := json.Unmarshal(body, &c); err != nil || len(c.Keys) == 0 {
		return Cursor{}, ErrMalformed
	}
	if !bytes.Equal(asked, sum([]byte(question))) {
		return Cursor{}, ErrMismatch
	}
	return c, nil
}

func sum(data []byte) []byte {
	s := sha256.Sum256(data)
	return s[:sumLength]
}
