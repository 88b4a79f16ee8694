package tree

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/transparency-dev/formats/log"
	"golang.org/x/mod/sumdb/note"
)

const originPrefix = "coresync/"

// Head is a state of a log that was signed: its first Size events have this Root.
type Head struct {
	Tenant, Epoch uuid.UUID
	Size          int64
	Root          [hashSize]byte
	// Note is the C2SP tlog-checkpoint with its signature.
	Note string
	// SignedAt is when it was signed; it is not part of the note.
	SignedAt time.Time
}

// Origin names a log in its heads, and the key that signs them.
func Origin(tenant, epoch uuid.UUID) string {
	return originPrefix + tenant.String() + "/" + epoch.String()
}

// VerifierKey is the public key in the form that OpenHead and other tools for signed
// notes take (C2SP signed-note): hand it to who shall check heads.
func VerifierKey(tenant, epoch uuid.UUID, public ed25519.PublicKey) (string, error) {
	key, err := note.NewEd25519VerifierKey(Origin(tenant, epoch), public)
	if err != nil {
		return "", fmt.Errorf("name the key of tenant %s: %w", tenant, err)
	}
	return key, nil
}

// OpenHead checks a head's signature and gives what it says.
func OpenHead(signed, verifierKey string) (Head, error) {
	verifier, err := note.NewVerifier(verifierKey)
	if err != nil {
		return Head{}, fmt.Errorf("verify a head: %w", err)
	}
	if _, _, _, err := log.ParseCheckpoint([]byte(signed), verifier.Name(), verifier); err != nil {
		return Head{}, fmt.Errorf("verify a head of %s: %w", verifier.Name(), err)
	}
	return readHead(signed)
}

// signatureSize is what a signature line holds: the hash of the key and the signature.
const signatureSize = 4 + ed25519.SignatureSize

// readHead parses a head without checking its signature, which must be there.
func readHead(signed string) (Head, error) {
	var unverified *note.UnverifiedNoteError
	if _, err := note.Open([]byte(signed), note.VerifierList()); !errors.As(err, &unverified) {
		return Head{}, fmt.Errorf("read a head: %w", err)
	}
	n := unverified.Note
	var c log.Checkpoint
	rest, err := c.Unmarshal([]byte(n.Text))
	if err != nil {
		return Head{}, fmt.Errorf("read a head: %w", err)
	}
	h := Head{Size: int64(c.Size), Note: signed}
	if h.Tenant, h.Epoch, err = readOrigin(c.Origin); err != nil {
		return Head{}, fmt.Errorf("read a head: %w", err)
	}
	signature := n.UnverifiedSigs[0]
	raw, err := base64.StdEncoding.DecodeString(signature.Base64)
	if err != nil || len(raw) != signatureSize || signature.Name != c.Origin || len(n.UnverifiedSigs) > 1 ||
		len(rest) > 0 || len(c.Hash) != hashSize || c.Size < 1 || c.Size > math.MaxInt64 {
		return Head{}, fmt.Errorf("read a head of %s: it is none of ours, or cut off", c.Origin)
	}
	h.Root = [hashSize]byte(c.Hash)
	return h, nil
}

func readOrigin(origin string) (tenant, epoch uuid.UUID, err error) {
	first, second, _ := strings.Cut(strings.TrimPrefix(origin, originPrefix), "/")
	if tenant, err = uuid.Parse(first); err == nil {
		epoch, err = uuid.Parse(second)
	}
	if err != nil || Origin(tenant, epoch) != origin {
		return uuid.Nil, uuid.Nil, fmt.Errorf("the origin %q is not one of ours", origin)
	}
	return tenant, epoch, nil
}

// sign makes the note of a head.
func (h *Head) sign(key ed25519.PrivateKey) error {
	s, err := newSigner(Origin(h.Tenant, h.Epoch), key)
	if err != nil {
		return err
	}
	text := log.Checkpoint{Origin: s.name, Size: uint64(h.Size), Hash: h.Root[:]}.Marshal()
	signed, err := note.Sign(&note.Note{Text: string(text)}, s)
	if err != nil {
		return err
	}
	h.Note = string(signed)
	return nil
}

// signer is a note.Signer on a key that never becomes text.
type signer struct {
	name string
	hash uint32
	key  ed25519.PrivateKey
}

func newSigner(name string, key ed25519.PrivateKey) (*signer, error) {
	verifierKey, err := note.NewEd25519VerifierKey(name, key.Public().(ed25519.PublicKey))
	if err != nil {
		return nil, err
	}
	verifier, err := note.NewVerifier(verifierKey)
	if err != nil {
		return nil, err
	}
	return &signer{name, verifier.KeyHash(), key}, nil
}

func (s *signer) Name() string                     { return s.name }
func (s *signer) KeyHash() uint32                  { return s.hash }
func (s *signer) Sign(text []byte) ([]byte, error) { return ed25519.Sign(s.key, text), nil }

// RootText is the root hash as heads write it.
func (h *Head) RootText() string { return base64.StdEncoding.EncodeToString(h.Root[:]) }
