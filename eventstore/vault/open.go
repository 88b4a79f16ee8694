package vault

import (
	"context"
	"fmt"

	"coresync/domain/event"

	"github.com/google/uuid"
)

// Open implements eventstore.Sealer: every sealed member gets its plain text, or is
// marked erased when the person's key was deleted. A member that can't be opened for
// any other reason is an error, never an empty value; members before it may be open
// by then.
//
// Errors: *SealedError (its At says which event of the batch), eventstore.ErrNoTenant.
func (v *Vault) Open(ctx context.Context, tenant uuid.UUID, ids []uuid.UUID, payloads []event.Payload) error {
	if len(ids) != len(payloads) {
		return fmt.Errorf("open %d payloads: %d event ids were given", len(payloads), len(ids))
	}
	var sealed []member
	var names []subjectKey
	for _, m := range membersOf(ids, payloads) {
		if m.Value.Sealed() {
			sealed = append(sealed, m)
			names = append(names, subjectKey{tenant, m.Value.Subject, m.Value.KeyVersion})
		}
	}
	if len(sealed) == 0 {
		return nil
	}
	t, err := v.tenantOf(ctx, tenant, false)
	if err != nil {
		return fmt.Errorf("open %d members: %w", len(sealed), err)
	}
	keys, err := v.keysOf(ctx, t, names)
	if err != nil {
		return fmt.Errorf("open %d members: %w", len(sealed), err)
	}
	for i := range sealed {
		m := &sealed[i]
		k, ok := keys[names[i]]
		switch {
		case !ok:
			return t.fault(m, ErrKeyMissing)
		case k.erased:
			m.Value.Erase()
		default:
			if err := t.openMember(m, &k); err != nil {
				return err
			}
		}
	}
	return nil
}
