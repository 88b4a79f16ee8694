package vault

import (
	"crypto/aes"
	"crypto/cipher"
	"errors"
	"fmt"

	"coresync/domain/event"

	"github.com/google/uuid"
)

const (
	nonceSize = 12
	block     = 16 // values are padded to a multiple of it
	padding   = 0x80

	memberFormat = 0x01
)

// member is a personal member on its way, with the place it belongs to.
type member struct {
	at    int // place in the batch
	event uuid.UUID
	kind  event.Type
	event.Member
}

// SealedError says that a personal member could not be sealed or opened. It is
// never answered by an empty value.
type SealedError struct {
	Tenant uuid.UUID
	At     int // place of the event in the batch, from 0
	Event  uuid.UUID
	Type   event.Type
	Path   string
	Cause  error
}

func (e *SealedError) Error() string {
	return fmt.Sprintf("member %s of %s %s (number %d of the batch) of tenant %s: %v", e.Path, e.Type, e.Event, e.At, e.Tenant, e.Cause)
}

// Unwrap gives the cause.
func (e *SealedError) Unwrap() error { return e.Cause }

// Causes of a SealedError.
var (
	// ErrNotOfThisPlace: the cipher text was changed, or it belongs to another event,
	// member or tenant.
	ErrNotOfThisPlace = errors.New("the cipher text does not belong here or was changed; compare with a backup")
	// ErrKeyMissing: the key was never in this database, which is not the same as erased.
	ErrKeyMissing = errors.New("its key is not in the database and was not erased; the database may be an older backup than the log")
	// ErrSealedElsewhere: a payload was read from the log and given to a new event
	// without being opened.
	ErrSealedElsewhere = errors.New("it is sealed for another event; open the payload before it is used again")
)

func (t *tenant) fault(m *member, cause error) error {
	return &SealedError{Tenant: t.id, At: m.at, Event: m.event, Type: m.kind, Path: m.Path, Cause: cause}
}

// membersOf lists the members of a batch that are there.
func membersOf(ids []uuid.UUID, payloads []event.Payload) []member {
	var all []member
	for i, p := range payloads {
		for _, m := range event.PersonalMembers(p) {
			if !m.Value.Absent() {
				all = append(all, member{i, ids[i], p.EventType(), m})
			}
		}
	}
	return all
}

// aad binds a cipher text to its place: format, tenant, event, path.
func (t *tenant) aad(m *member) []byte {
	aad := make([]byte, 0, 64)
	aad = append(aad, memberFormat)
	aad = append(aad, t.id[:]...)
	aad = append(aad, m.event[:]...)
	return append(aad, m.Path...)
}

// sealMember encrypts a value; nonce has nonceSize fresh random bytes.
func (t *tenant) sealMember(m *member, k *key, nonce []byte) error {
	aead, err := k.aead()
	if err != nil {
		return t.fault(m, err)
	}
	padded := pad(m.Value.Value)
	sealed := make([]byte, nonceSize, nonceSize+len(padded)+aead.Overhead())
	copy(sealed, nonce)
	m.Value.Cipher = aead.Seal(sealed, nonce, padded, t.aad(m))
	return nil
}

// openMember decrypts a value or says why it can't be.
func (t *tenant) openMember(m *member, k *key) error {
	aead, err := k.aead()
	if err != nil {
		return t.fault(m, err)
	}
	sealed := m.Value.Cipher
	if len(sealed) < nonceSize+aead.Overhead() {
		return t.fault(m, ErrNotOfThisPlace)
	}
	padded, err := aead.Open(nil, sealed[:nonceSize], sealed[nonceSize:], t.aad(m))
	if err != nil {
		return t.fault(m, ErrNotOfThisPlace)
	}
	value, ok := unpad(padded)
	if !ok {
		return t.fault(m, ErrNotOfThisPlace)
	}
	m.Value.Open(value)
	return nil
}

func (k *key) aead() (cipher.AEAD, error) {
	b, err := aes.NewCipher(k.sealing())
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(b)
}

// pad appends 0x80 and zeros up to a whole block (ISO/IEC 7816-4).
func pad(value string) []byte {
	padded := make([]byte, len(value)/block*block+block)
	padded[copy(padded, value)] = padding
	return padded
}

func unpad(padded []byte) (string, bool) {
	for i := len(padded) - 1; i >= 0; i-- {
		switch padded[i] {
		case 0:
		case padding:
			return string(padded[:i]), true
		default:
			return "", false
		}
	}
	return "", false
}
