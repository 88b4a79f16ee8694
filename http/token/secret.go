package token

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"strings"

	"github.com/google/uuid"
)

// prefix begins every token, so that people and scanners for leaked secrets know
// what they have before them.
const prefix = "coresync_"

// secretBytes of randomness make guessing hopeless, so that one round of SHA-256
// protects the stored hash well enough.
const secretBytes = 32

// letters avoids characters that are read as others, and "_", which separates.
var letters = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// generate makes the text of a new token and the hash that is kept of it.
func generate(id uuid.UUID) (text string, hash []byte) {
	secret := make([]byte, secretBytes)
	_, _ = rand.Read(secret) // never fails: it would end the program instead
	return prefix + letters.EncodeToString(id[:]) + "_" + letters.EncodeToString(secret), digest(secret)
}

// parse reads a token. ok is false for what can't be one; nothing is looked up then.
func parse(text string) (id uuid.UUID, hash []byte, ok bool) {
	rest, ok := strings.CutPrefix(text, prefix)
	if !ok {
		return uuid.UUID{}, nil, false
	}
	name, secret, ok := strings.Cut(rest, "_")
	if !ok || len(name) != letters.EncodedLen(len(id)) || len(secret) != letters.EncodedLen(secretBytes) {
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

// shown is the beginning by which people recognise a token.
func shown(id uuid.UUID) string { return prefix + letters.EncodeToString(id[:])[:8] + "…" }

func digest(secret []byte) []byte {
	sum := sha256.Sum256(secret)
	return sum[:]
}
