package user

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"coresync/domain"
	"coresync/http/api"

	"golang.org/x/crypto/argon2"
)

// What argon2id costs: 19 MiB, two passes, one lane (OWASP's second recommendation).
const (
	memory  = 19 * 1024 // KiB
	passes  = 2
	lanes   = 1
	keySize = 32
	salt    = 16
)

// Lengths of a password, in characters and in bytes. There are no other rules:
// length is what makes one strong (NIST SP 800-63B).
const (
	shortest = 10
	longest  = 1000
)

// hashing bounds how many hashes are computed at once: each takes 19 MiB.
var hashing = make(chan struct{}, 4)

// derive computes a hash, or gives up when the context ends before its turn comes.
func derive(ctx context.Context, password api.Secret, salt []byte, memory, passes uint32, lanes uint8, size uint32) ([]byte, error) {
	select {
	case hashing <- struct{}{}:
		defer func() { <-hashing }()
		return argon2.IDKey([]byte(password), salt, passes, memory, lanes, size), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// hash makes the text that is kept of a password, in the PHC form.
func hash(ctx context.Context, password api.Secret) (string, error) {
	s := make([]byte, salt)
	_, _ = rand.Read(s) // never fails: it would end the program instead
	key, err := derive(ctx, password, s, memory, passes, lanes, keySize)
	if err != nil {
		return "", err
	}
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, memory, passes, lanes, b64.EncodeToString(s), b64.EncodeToString(key)), nil
}

// absent is compared with where there is no such person, so that the answer takes as
// long as for a wrong password.
const absent = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

var errHash = errors.New("a stored password hash is not readable")

// matches tells whether a password is the one of a kept hash.
func matches(ctx context.Context, kept string, password api.Secret) (bool, error) {
	var version int
	var m, t uint32
	var p uint8
	parts := strings.Split(kept, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false, errHash
	}
	if _, err := fmt.Sscanf(parts[2]+" "+parts[3], "v=%d m=%d,t=%d,p=%d", &version, &m, &t, &p); err != nil ||
		version != argon2.Version || m > 1<<20 || t == 0 || p == 0 {
		return false, errHash
	}
	s, saltErr := base64.RawStdEncoding.DecodeString(parts[4])
	want, keyErr := base64.RawStdEncoding.DecodeString(parts[5])
	if saltErr != nil || keyErr != nil || len(want) == 0 {
		return false, errHash
	}
	got, err := derive(ctx, password, s, m, t, p, uint32(len(want)))
	return err == nil && subtle.ConstantTimeCompare(got, want) == 1, err
}

// passwordFaults tells what is wrong with a password somebody chose.
func passwordFaults(password api.Secret, email string) []domain.Fault {
	fault := func(code, message string) []domain.Fault {
		return []domain.Fault{{Pointer: "/password", Code: code, Message: message}}
	}
	switch {
	case utf8.RuneCountInString(string(password)) < shortest:
		return fault("too_short", fmt.Sprintf("Use at least %d characters; a few words do well.", shortest))
	case len(password) > longest:
		return fault("too_long", "Use at most 1,000 characters.")
	case email != "" && strings.EqualFold(string(password), email):
		return fault("guessable", "Use something else than the e-mail address.")
	case strings.Count(string(password), string([]rune(string(password))[:1])) == utf8.RuneCountInString(string(password)):
		return fault("guessable", "Use more than one character over and over.")
	}
	return nil
}
