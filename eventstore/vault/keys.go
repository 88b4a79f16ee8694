package vault

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// secretSize is what a subject's row wraps: one key to seal and one for tags.
const secretSize = 2 * keySize

// subjectKey names a key: a subject may have one a week, see weeks.go.
type subjectKey struct {
	tenant  uuid.UUID
	subject uuid.UUID
	version int32
}

// key is a subject's secret, or the fact that it was erased.
type key struct {
	secret [secretSize]byte
	erased bool
}

func (k *key) sealing() []byte { return k.secret[:keySize] }
func (k *key) tagging() []byte { return k.secret[keySize:] }

const selectKeys = `
select w.at, k.version, k.wrapped
from unnest($2::uuid[], $3::int[]) with ordinality as w (subject, version, at)
cross join lateral (
    select version, wrapped from vault.subject_keys
    where tenant_id = $1 and subject = w.subject and (version = w.version or version > 999 and w.version > 999)
    offset 0 -- one probe of the primary key each, whatever the statistics say
) k`

// keysOf returns the named keys; those that the database has never had are missing.
func (v *Vault) keysOf(ctx context.Context, t *tenant, names []subjectKey) (map[subjectKey]key, error) {
	stamp := t.current()
	keys := make(map[subjectKey]key, len(names))
	var missing []subjectKey
	for _, n := range names {
		if _, have := keys[n]; have {
			continue
		}
		k, ok := v.keys.get(n, stamp)
		if !ok {
			missing = append(missing, n)
		}
		keys[n] = k // a placeholder where it is missing
	}
	if len(missing) == 0 {
		return keys, nil
	}
	for _, n := range missing {
		delete(keys, n)
	}
	return keys, v.readKeys(ctx, t, stamp, missing, keys)
}

func (v *Vault) readKeys(ctx context.Context, t *tenant, stamp uint64, names []subjectKey, into map[subjectKey]key) error {
	subjects, versions := make([][16]byte, len(names)), make([]int32, len(names))
	for i, n := range names {
		subjects[i], versions[i] = n.subject, n.version
	}
	rows, err := v.pool.Query(ctx, selectKeys, t.id, subjects, versions)
	if err != nil {
		return fmt.Errorf("read %d subject keys: %w", len(names), err)
	}
	var at int64
	var version int32
	var wrapped []byte
	_, err = pgx.ForEachRow(rows, []any{&at, &version, &wrapped}, func() error {
		name := names[at-1]
		k, err := t.unwrap(subjectKey{name.tenant, name.subject, version}, wrapped)
		if err != nil {
			return err
		}
		if version > lastPlain {
			k = k.ofWeek(version, name.version)
		}
		into[name] = k
		v.keep(t, stamp, name, k)
		return nil
	})
	if err != nil {
		return fmt.Errorf("read %d subject keys: %w", len(names), err)
	}
	return nil
}

func (v *Vault) keep(t *tenant, stamp uint64, name subjectKey, k key) {
	if t.mayCache(v.cfg.Clock()) {
		v.keys.put(name, k, stamp)
	}
}

// unwrap opens a key as it is stored; nothing stored means erased.
func (t *tenant) unwrap(name subjectKey, wrapped []byte) (key, error) {
	if wrapped == nil {
		return key{erased: true}, nil
	}
	var k key
	if len(wrapped) != nonceSize+secretSize+t.wrap.Overhead() {
		return key{}, fmt.Errorf("key %d of subject %s: %d bytes are not a wrapped key", name.version, name.subject, len(wrapped))
	}
	if _, err := t.wrap.Open(k.secret[:0], wrapped[:nonceSize], wrapped[nonceSize:], name.aad()); err != nil {
		return key{}, fmt.Errorf("key %d of subject %s is not wrapped by this tenant's key, or was changed: %w", name.version, name.subject, err)
	}
	return k, nil
}

// newKey makes a key and its wrapped form.
func (t *tenant) newKey(name subjectKey) (k key, wrapped []byte) {
	_, _ = rand.Read(k.secret[:]) // never fails: it would end the program instead
	return k, t.wrapped(&k, &name)
}

// wrapped is a key as it is stored.
func (t *tenant) wrapped(k *key, name *subjectKey) []byte {
	nonce := make([]byte, nonceSize, nonceSize+secretSize+t.wrap.Overhead())
	_, _ = rand.Read(nonce) // never fails: it would end the program instead
	return t.wrap.Seal(nonce, nonce, k.secret[:], name.aad())
}

func (n *subjectKey) aad() []byte {
	aad := make([]byte, 0, 36)
	aad = append(append(aad, n.tenant[:]...), n.subject[:]...)
	return binary.BigEndian.AppendUint32(aad, uint32(n.version))
}
