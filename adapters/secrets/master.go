package secrets

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
)

// Layout of a wrapped value: format, key id, nonce, cipher text with its tag.
const (
	wrapFormat  = 0x01
	idSize      = 6
	nonceSize   = 12
	wrapHeader  = 1 + idSize + nonceSize
	wrapMinimum = wrapHeader + 16
)

// Master is the master key. Safe for concurrent use.
type Master struct {
	id    [idSize]byte
	check [sha256.Size]byte
	aead  cipher.AEAD
}

// OpenMaster reads the key file, or makes it when there is none: then created is
// true and the person at the desk must be told to back it up. Any number of
// processes may start at once; all get one key. Errors: *KeyFileError for a file
// with a wrong mode or content; it is never replaced.
func OpenMaster(path string) (m *Master, created bool, err error) {
	key, err := readKey(path)
	if errors.Is(err, fs.ErrNotExist) {
		fresh := make([]byte, keySize)
		_, _ = rand.Read(fresh) // never fails: it would end the program instead
		if created, err = writeKey(path, fresh); err != nil {
			return nil, false, fmt.Errorf("make the key file %s: %w", path, err)
		}
		key, err = readKey(path) // ours, or that of a process that was quicker
	}
	if err != nil {
		return nil, false, err
	}
	m, err = newMaster(key)
	return m, created, err
}

func newMaster(key []byte) (*Master, error) {
	m := &Master{}
	sealing, err := derive(key, "seal")
	if err != nil {
		return nil, err
	}
	checking, err := derive(key, "check")
	if err != nil {
		return nil, err
	}
	naming, err := derive(key, "name")
	if err != nil {
		return nil, err
	}
	copy(m.id[:], naming)
	mac := hmac.New(sha256.New, checking)
	mac.Write([]byte("this database belongs to this master key"))
	mac.Sum(m.check[:0])
	block, err := aes.NewCipher(sealing)
	if err != nil {
		return nil, fmt.Errorf("use the master key: %w", err)
	}
	if m.aead, err = cipher.NewGCM(block); err != nil {
		return nil, fmt.Errorf("use the master key: %w", err)
	}
	return m, nil
}

func derive(key []byte, use string) ([]byte, error) {
	derived, err := hkdf.Key(sha256.New, key, nil, "coresync master key v1: "+use, keySize)
	if err != nil {
		return nil, fmt.Errorf("derive from the master key: %w", err)
	}
	return derived, nil
}

// ID names the key in messages without telling anything of it.
func (m *Master) ID() string { return hex.EncodeToString(m.id[:]) }

// KeyCheck is an HMAC of a constant: a database keeps it, and so knows which key
// it belongs to.
func (m *Master) KeyCheck() []byte { return append([]byte(nil), m.check[:]...) }

// Wrap seals a small secret. The associated data says what the secret is and whose,
// so that it can't be put in another one's place; Unwrap must be given the same.
func (m *Master) Wrap(plain, aad []byte) ([]byte, error) {
	out := make([]byte, wrapHeader, wrapMinimum+len(plain))
	out[0] = wrapFormat
	copy(out[1:], m.id[:])
	nonce := out[1+idSize : wrapHeader]
	_, _ = rand.Read(nonce) // never fails: it would end the program instead
	return m.aead.Seal(out, nonce, plain, aad), nil
}

// ErrNotWrapped is the answer for bytes that Wrap did not make, that were changed,
// or that were wrapped with other associated data.
var ErrNotWrapped = errors.New("not a wrapped secret, or changed, or not of this place")

// OtherKeyError says that a secret was wrapped by another master key.
type OtherKeyError struct {
	Have string // ID of the key in use
	Want string // ID of the key that is needed
}

func (e *OtherKeyError) Error() string {
	return fmt.Sprintf("wrapped by master key %s, but the key file holds %s; put the right key file back", e.Want, e.Have)
}

// Unwrap opens what Wrap sealed. Errors: *OtherKeyError, ErrNotWrapped.
func (m *Master) Unwrap(wrapped, aad []byte) ([]byte, error) {
	if len(wrapped) < wrapMinimum || wrapped[0] != wrapFormat {
		return nil, ErrNotWrapped
	}
	if id := [idSize]byte(wrapped[1:]); id != m.id {
		return nil, &OtherKeyError{Have: m.ID(), Want: hex.EncodeToString(id[:])}
	}
	plain, err := m.aead.Open(nil, wrapped[1+idSize:wrapHeader], wrapped[wrapHeader:], aad)
	if err != nil {
		return nil, ErrNotWrapped
	}
	return plain, nil
}

// String names the key; nothing of it is ever printed.
func (m *Master) String() string { return "master key " + m.ID() }
