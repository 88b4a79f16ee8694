package vault

import (
	"context"
	"fmt"

	"coresync/domain/event"
	"coresync/eventstore"

	"github.com/google/uuid"
)

// Tagger implements eventstore.Sealer. The function stays valid for good: it holds
// the tenant's key for tags.
func (v *Vault) Tagger(ctx context.Context, tenant uuid.UUID) (eventstore.Tagger, error) {
	t, err := v.tenantOf(ctx, tenant, true)
	if err != nil {
		return nil, err
	}
	return func(dst, data []byte) []byte {
		tag := t.tags.of(data)
		return append(dst, tag[:]...)
	}, nil
}

// PersonalTags returns a tag of data[i] under the key of the person of[i], for
// change tags of what is personal (DeviceUserObserved): when the person is erased,
// the tag can't be used any more to try out what the value was. Unknown persons are
// made, as by Seal. Errors: eventstore.ErrNoTenant.
func (v *Vault) PersonalTags(ctx context.Context, tenant uuid.UUID, of []event.SubjectRef, data [][]byte) ([][]byte, error) {
	if len(of) != len(data) {
		return nil, fmt.Errorf("tag %d values: %d persons were given", len(data), len(of))
	}
	t, err := v.tenantOf(ctx, tenant, true)
	if err != nil {
		return nil, err
	}
	subjects, err := v.subjectsOf(ctx, t, of)
	if err != nil {
		return nil, fmt.Errorf("tag %d values: %w", len(data), err)
	}
	tags, room := make([][]byte, len(of)), make([]byte, 0, tagSize*len(of))
	for i := range subjects {
		tag := once(subjects[i].key.tagging(), data[i])
		room = append(room, tag[:]...)
		tags[i] = room[len(room)-tagSize : len(room) : len(room)]
	}
	return tags, nil
}
