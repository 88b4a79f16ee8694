package vault

import (
	"context"
	"crypto/rand"
	"fmt"

	"coresync/domain/event"

	"github.com/google/uuid"
)

// Seal implements eventstore.Sealer. Beside plain members it seals again, for the
// new event, those that were opened or that an attempt of this process sealed
// before, so that a payload may be carried forward or an append repeated. A member
// whose person was erased stays as it was. Nothing is changed when it fails.
//
// Errors: *SealedError, eventstore.ErrNoTenant.
func (v *Vault) Seal(ctx context.Context, tenant uuid.UUID, ids []uuid.UUID, payloads []event.Payload) error {
	if len(ids) != len(payloads) {
		return fmt.Errorf("seal %d payloads: %d event ids were given", len(payloads), len(ids))
	}
	members := membersOf(ids, payloads)
	if len(members) == 0 {
		return nil
	}
	t, err := v.tenantOf(ctx, tenant, true)
	if err != nil {
		return err
	}
	keys, err := v.keysToSeal(ctx, t, members)
	if err != nil {
		return err
	}
	sealed := make([]event.Personal, len(members))
	nonces := make([]byte, nonceSize*len(members))
	_, _ = rand.Read(nonces) // never fails: it would end the program instead
	for i := range members {
		draft := members[i]
		sealed[i] = *draft.Value
		draft.Value = &sealed[i]
		if err := t.sealAs(&draft, &keys[i], nonces[nonceSize*i:][:nonceSize]); err != nil {
			return err
		}
	}
	for i := range members {
		*members[i].Value = sealed[i]
	}
	return nil
}

func (t *tenant) sealAs(m *member, who *subject, nonce []byte) error {
	if who.key.erased {
		m.Value.Erase()
		return nil
	}
	if err := t.sealMember(m, &who.key, nonce); err != nil {
		return err
	}
	m.Value.Seal(who.name.subject, who.name.version, m.Value.Cipher)
	return nil
}

// keysToSeal finds the person of each member: of a plain one by name, of one that
// was sealed before by the subject that it carries.
func (v *Vault) keysToSeal(ctx context.Context, t *tenant, members []member) ([]subject, error) {
	keys := make([]subject, len(members))
	var refs []event.SubjectRef
	var plain, again []int
	var names []subjectKey
	for i := range members {
		switch m := members[i].Value; {
		case m.Plain():
			refs, plain = append(refs, m.Of), append(plain, i)
		case m.Erased():
			keys[i].key.erased = true
		case m.Sealed() && m.Value == "":
			return nil, t.fault(&members[i], ErrSealedElsewhere)
		default:
			names, again = append(names, subjectKey{t.id, m.Subject, m.KeyVersion}), append(again, i)
		}
	}
	subjects, err := v.subjectsOf(ctx, t, refs)
	if err != nil {
		return nil, err
	}
	for j, i := range plain {
		keys[i] = subjects[j]
	}
	known, err := v.keysOf(ctx, t, names)
	if err != nil {
		return nil, err
	}
	for j, i := range again {
		k, ok := known[names[j]]
		if !ok {
			return nil, t.fault(&members[i], ErrKeyMissing)
		}
		keys[i] = subject{names[j], k}
	}
	return keys, nil
}
