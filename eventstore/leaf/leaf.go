// Package leaf turns an event into the leaf of its log's tree.
//
// The leaf hash is SHA-256(0x00 ‖ entry), which is how RFC 6962 §2.1 hashes a leaf
// whose content is the entry; the entry is header ‖ SHA-256(payload). So whoever has
// a tool for RFC 6962 trees can check a log with the entry alone, and whoever has
// the payload can make the entry. Personal members are cipher text in the payload:
// erasing a person's key leaves every leaf as it was.
//
// The header, version 1, in this order; integers are big endian, a text is its
// length in bytes as uint32 and then its bytes:
//
//	header version   1 byte, 0x01
//	tenant           16 bytes
//	position         int64
//	stream           text
//	stream version   int64
//	event id         16 bytes
//	type             text
//	schema version   int16
//	occurred at      int64, microseconds since 1970 UTC
//	recorded at      int64, microseconds since 1970 UTC
//	actor            text
//	correlation id   16 bytes
//	causation id     16 bytes, all zero where nothing caused it
//	metadata         text: empty where there is none, else the 32 bytes of SHA-256(metadata)
//
// Every field has a fixed width or says its length, so two different events never
// have one entry. Metadata is in the header by its hash, as the payload is behind
// it: a proof can be shown without either. testdata/leaves.json holds vectors that
// were made by another program in another language.
package leaf

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"coresync/domain/event"

	"github.com/google/uuid"
)

// Size is the length of a leaf hash in bytes.
const Size = sha256.Size

const (
	headerVersion = 0x01
	leafPrefix    = 0x00 // RFC 6962 §2.1: keeps a leaf from posing as an inner node
)

// roomOnStack holds the entries of all usual events: 141 bytes of fixed width, two
// hashes, and stream, type and actor. A longer one costs an allocation.
const roomOnStack = 512

// PayloadHash is SHA-256 over the payload's bytes as they are stored.
func PayloadHash(payload []byte) [Size]byte { return sha256.Sum256(payload) }

// Hash is the leaf of an event whose payload has the given hash. It reads every
// field of the event but Payload and LeafHash. Times count to the microsecond, as
// the table keeps them.
func Hash(e event.Recorded, payloadHash [Size]byte) [Size]byte {
	var room [roomOnStack]byte
	return sha256.Sum256(AppendEntry(append(room[:0], leafPrefix), e, payloadHash))
}

// AppendEntry appends what is hashed behind the leaf's prefix: header and payload hash.
func AppendEntry(dst []byte, e event.Recorded, payloadHash [Size]byte) []byte {
	dst = append(dst, headerVersion)
	dst = append(dst, e.Tenant[:]...)
	dst = appendInt(dst, e.Position)
	dst = appendText(dst, e.Stream)
	dst = appendInt(dst, e.Version)
	dst = append(dst, e.ID[:]...)
	dst = appendText(dst, string(e.Type))
	dst = binary.BigEndian.AppendUint16(dst, uint16(e.SchemaVersion))
	dst = appendInt(dst, e.OccurredAt.UnixMicro())
	dst = appendInt(dst, e.RecordedAt.UnixMicro())
	dst = appendText(dst, e.Actor)
	dst = append(dst, e.CorrelationID[:]...)
	dst = append(dst, e.CausationID[:]...)
	dst = appendMetadata(dst, e.Metadata)
	return append(dst, payloadHash[:]...)
}

// Verify makes the leaf again from a stored event and compares it with the one that
// is stored beside it. Error: *MismatchError.
func Verify(e event.Recorded) error {
	want := Hash(e, PayloadHash(e.Payload))
	if bytes.Equal(want[:], e.LeafHash) {
		return nil
	}
	return &MismatchError{Tenant: e.Tenant, Position: e.Position, Want: want[:], Got: e.LeafHash}
}

// MismatchError says that a stored event is not what was hashed when it was
// appended: somebody changed the row, or storage damaged it.
type MismatchError struct {
	Tenant   uuid.UUID
	Position int64
	Want     []byte // made from the row as it is now
	Got      []byte // stored in the row
}

func (e *MismatchError) Error() string {
	return fmt.Sprintf("the event at position %d of tenant %s is not what was appended: its leaf is %x, the row gives %x; compare with a backup",
		e.Position, e.Tenant, e.Got, e.Want)
}

func appendInt(dst []byte, n int64) []byte { return binary.BigEndian.AppendUint64(dst, uint64(n)) }

func appendText(dst []byte, s string) []byte {
	return append(binary.BigEndian.AppendUint32(dst, uint32(len(s))), s...)
}

func appendMetadata(dst, metadata []byte) []byte {
	if len(metadata) == 0 {
		return binary.BigEndian.AppendUint32(dst, 0)
	}
	sum := sha256.Sum256(metadata)
	return append(binary.BigEndian.AppendUint32(dst, Size), sum[:]...)
}
