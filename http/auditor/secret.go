package auditor

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"strings"

	"coresync/http/api"

	"github.com/google/uuid"
)

// What secrets begin with, so that people and scanners for leaked secrets know what they have
// before them, and so that neither passes for the other.
const (
	linkPrefix    = "coresync_audit_"
	sessionPrefix = "coresync_auditor_"
)

// secretBytes of randomness make guessing hopeless, so that one round of SHA-256 protects the
// stored hash well enough.
const secretBytes = 32

var letters = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// generate makes a secret, which names its row, and the hash that is kept.
func generate(prefix string, id uuid.UUID) (text api.Secret, hash []byte) {
	secret := make([]byte, secretBytes)
	_, _ = rand.Read(secret) // never fails: it would end the program instead
	return api.Secret(prefix + letters.EncodeToString(id[:]) + "_" + letters.EncodeToString(secret)), digest(secret)
}

// parse reads a secret. ok is false for what can't be one; nothing is looked up then.
func parse(prefix string, text api.Secret) (id uuid.UUID, hash []byte, ok bool) {
	rest, ok := strings.CutPrefix(string(text), prefix)
	name, secret, parted := strings.Cut(rest, "_")
	if !ok || !parted || len(name) != letters.EncodedLen(len(id)) || len(secret) != letters.EncodedLen(secretBytes) {
		return uuid.UUID{}, nil, false
	}
	rawID, err := letters.DecodeString(name)
	if err != nil {
		return uuid.UUID{}, nil, false
	}
	rawSecret, err := letters.DecodeString(secret)
	if err != nil {
		return uuid.UUID{}, nil, false
	}
	return uuid.UUID(rawID), digest(rawSecret), true
}

func digest(secret []byte) []byte {
	sum := sha256.Sum256(secret)
	return sum[:]
}
