package user

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"strings"

	"coresync/http/api"

	"github.com/google/uuid"
)

// secretBytes of randomness make guessing hopeless, so that one round of SHA-256
// protects the stored hash well enough.
const secretBytes = 32

var letters = base64.RawURLEncoding

// generate makes the text of a session or link, which names its row, and the hash
// that is kept.
func generate(id uuid.UUID) (text api.Secret, hash []byte) {
	secret := make([]byte, secretBytes)
	_, _ = rand.Read(secret) // never fails: it would end the program instead
	return api.Secret(letters.EncodeToString(id[:]) + "." + letters.EncodeToString(secret)), digest(secret)
}

// parse reads it back. ok is false for what can't be one; nothing is looked up then.
func parse(text api.Secret) (id uuid.UUID, hash []byte, ok bool) {
	name, secret, _ := strings.Cut(string(text), ".")
	if len(name) != letters.EncodedLen(len(id)) || len(secret) != letters.EncodedLen(secretBytes) {
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
