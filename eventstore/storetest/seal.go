package storetest

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"errors"

	"coresync/domain/event"

	"coresync/eventstore"

	"github.com/google/uuid"
)

// Sealer is a sealer for tests of what stands around the vault: it keeps its keys
// in memory and its cipher is a keyed xor. The vault's own tests are with the vault.
type Sealer struct{}

var _ eventstore.Sealer = Sealer{}

func mask(tenant, id uuid.UUID, path string, text []byte) []byte {
	sum := sha256.Sum256(append(append(tenant[:], id[:]...), path...))
	out := bytes.Clone(text)
	for i := range out {
		out[i] ^= sum[i%len(sum)]
	}
	return append(sum[:4], out...)
}

// Seal implements eventstore.Sealer: as the vault does, it seals again, for the new
// event, what was opened or sealed by an earlier attempt.
func (Sealer) Seal(_ context.Context, tenant uuid.UUID, ids []uuid.UUID, payloads []event.Payload) error {
	for i, p := range payloads {
		for _, m := range event.PersonalMembers(p) {
			subject := m.Value.Subject
			switch {
			case m.Value.Absent() || m.Value.Erased():
				continue
			case m.Value.Plain():
				subject = uuid.NewSHA1(tenant, []byte(string(m.Value.Of.Kind)+"/"+m.Value.Of.Value))
			case m.Value.Value == "":
				return errors.New("seal a personal member: it is sealed for another event")
			}
			m.Value.Seal(subject, 1, mask(tenant, ids[i], m.Path, []byte(m.Value.Value)))
		}
	}
	return nil
}

// Open implements eventstore.Sealer.
func (Sealer) Open(_ context.Context, tenant uuid.UUID, ids []uuid.UUID, payloads []event.Payload) error {
	for i, p := range payloads {
		for _, m := range event.PersonalMembers(p) {
			if !m.Value.Sealed() {
				continue
			}
			if len(m.Value.Cipher) < 4 {
				return errors.New("open a personal member: too short")
			}
			plain := mask(tenant, ids[i], m.Path, m.Value.Cipher[4:])
			if !bytes.Equal(plain[:4], m.Value.Cipher[:4]) {
				return errors.New("open a personal member: it belongs elsewhere")
			}
			m.Value.Open(string(plain[4:]))
		}
	}
	return nil
}

// Tagger implements eventstore.Sealer.
func (Sealer) Tagger(_ context.Context, tenant uuid.UUID) (eventstore.Tagger, error) {
	return func(dst, data []byte) []byte {
		mac := hmac.New(sha256.New, tenant[:])
		mac.Write(data)
		return append(dst, mac.Sum(nil)[:16]...)
	}, nil
}
