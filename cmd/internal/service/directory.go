package service

import (
	"context"
	"errors"
	"fmt"

	"coresync/adapters/importer"
	"coresync/domain"
	"coresync/domain/directory"
	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/http/api"

	"github.com/google/uuid"
)

// directoryWriter records the entities of the directory. What an entity is stands
// in its newest event; a stream without a tag has ended.
type directoryWriter struct {
	log *eventstore.Store
}

// create records a new entity.
func (w directoryWriter) create(ctx context.Context, c api.Command, kind directory.Kind, id uuid.UUID, p event.Payload, refers ...directory.Reference) (api.Written, error) {
	stream := kind.Stream(id)
	heads, err := w.log.Streams(ctx, c.Tenant, []string{stream})
	if err != nil {
		return api.Written{}, err
	}
	expected := eventstore.NoStream()
	if h, ok := heads[stream]; ok && len(h.Tag) == 0 {
		expected = eventstore.Exact(h.Version) // it ended, and may begin again
	}
	answer, err := w.record(ctx, c, kind, id, p, expected, refers)
	var refused *domain.Error
	if errors.As(err, &refused) && refused.Reason == "version_conflict" {
		return answer, &domain.Error{Code: domain.CodeConflict, Reason: "external_id_taken", Cause: err,
			Message: "Something else has this external id already. Choose another one, or change that."}
	}
	return answer, err
}

// change loads an entity with its personal members open, lets patch change it, and records it.
func (w directoryWriter) change(ctx context.Context, c api.Command, kind directory.Kind, id uuid.UUID, patch func(event.Payload) []directory.Reference) (api.Written, error) {
	if c.AppendID != uuid.Nil {
		if done, found, err := w.log.Lookup(ctx, c.Tenant, c.AppendID); found || err != nil {
			return api.Written{ID: &id, Position: api.Position{Epoch: done.Epoch, N: done.Last}, Replayed: true}, err
		}
	}
	head, current, err := w.load(ctx, c.Tenant, kind, id)
	if err != nil {
		return api.Written{}, err
	}
	if c.Expected != nil && *c.Expected != head.Version {
		return api.Written{}, conflicts(&eventstore.VersionConflictError{
			Stream: head.Stream, Want: eventstore.Exact(*c.Expected), Got: head.Version,
		})
	}
	refers := patch(current)
	return w.record(ctx, c, kind, id, current, eventstore.Exact(head.Version), refers)
}

// remove ends an entity.
func (w directoryWriter) remove(ctx context.Context, c api.Command, kind directory.Kind, id uuid.UUID) (api.Written, error) {
	return w.end(ctx, c, kind, id, kind.Removed(id))
}

// end ends an entity by this event.
func (w directoryWriter) end(ctx context.Context, c api.Command, kind directory.Kind, id uuid.UUID, p event.Payload) (api.Written, error) {
	if c.AppendID != uuid.Nil {
		if done, found, err := w.log.Lookup(ctx, c.Tenant, c.AppendID); found || err != nil {
			return api.Written{ID: &id, Position: api.Position{Epoch: done.Epoch, N: done.Last}, Replayed: true}, err
		}
	}
	head, err := w.head(ctx, c.Tenant, kind, id)
	if err != nil {
		return api.Written{}, err
	}
	expected := head.Version
	if c.Expected != nil {
		expected = *c.Expected
	}
	return w.append(ctx, c, id, eventstore.Exact(expected), event.New{
		Stream: head.Stream, Payload: p, Tag: []byte{},
	})
}

func (w directoryWriter) record(ctx context.Context, c api.Command, kind directory.Kind, id uuid.UUID, p event.Payload, expected eventstore.Expected, refers []directory.Reference) (api.Written, error) {
	if err := w.check(ctx, c.Tenant, p, refers); err != nil {
		return api.Written{}, err
	}
	tagger, err := w.log.Sealer().Tagger(ctx, c.Tenant)
	if err != nil {
		return api.Written{}, err
	}
	tag, err := importer.ChangeTag(tagger, p)
	if err != nil {
		return api.Written{}, err
	}
	return w.append(ctx, c, id, expected, event.New{
		Stream: kind.Stream(id), Payload: p, Tag: tag, TagVersion: importer.TagVersion,
	})
}

func (w directoryWriter) append(ctx context.Context, c api.Command, id uuid.UUID, expected eventstore.Expected, e event.New) (api.Written, error) {
	done, err := w.log.Append(ctx, eventstore.Append{
		Tenant: c.Tenant, ID: c.AppendID, Actor: c.Actor, CorrelationID: c.Correlation,
		Events: []event.New{e}, Expect: map[string]eventstore.Expected{e.Stream: expected},
	})
	if err != nil {
		return api.Written{}, conflicts(err)
	}
	answer, err := written(ctx, w.log, done, id, done.Versions[e.Stream])
	if undoKindOf(undoKinds(), e.Stream) == nil {
		return answer, err
	}
	return undoable(ctx, w.log, c.Tenant, done, answer, err)
}

// check tells all faults of an entity, and what it refers to that is not there.
func (w directoryWriter) check(ctx context.Context, tenant uuid.UUID, p event.Payload, refers []directory.Reference) error {
	var faults []domain.Fault
	for _, f := range directory.Check(p) {
		faults = append(faults, domain.Fault{Pointer: "/" + f.Column, Code: "invalid", Message: f.Message})
	}
	for _, ref := range refers {
		if _, err := w.head(ctx, tenant, ref.Kind, ref.ID); domain.ErrorCode(err) == domain.CodeNotFound {
			faults = append(faults, domain.Fault{Pointer: "/" + ref.Column, Code: "unknown", Message: "there is no such one among the " + string(ref.Kind)})
		} else if err != nil {
			return err
		}
	}
	return domain.Invalid(faults)
}

// head is the head of a living entity's stream.
func (w directoryWriter) head(ctx context.Context, tenant uuid.UUID, kind directory.Kind, id uuid.UUID) (eventstore.StreamHead, error) {
	stream := kind.Stream(id)
	heads, err := w.log.Streams(ctx, tenant, []string{stream})
	if err != nil {
		return eventstore.StreamHead{}, err
	}
	h, ok := heads[stream]
	if !ok || len(h.Tag) == 0 {
		return h, domain.NotFound(string(kind[:len(kind)-1]))
	}
	return h, nil
}

func (w directoryWriter) load(ctx context.Context, tenant uuid.UUID, kind directory.Kind, id uuid.UUID) (eventstore.StreamHead, event.Payload, error) {
	head, err := w.head(ctx, tenant, kind, id)
	if err != nil {
		return head, nil, err
	}
	var eventID uuid.UUID
	var current event.Payload
	position := head.SnapshotPosition
	if position == 0 { // of a kind whose every event is folded, so the newest says what it is
		position = head.LastPosition
	}
	newest := eventstore.Query{After: position - 1, To: position}
	err = w.log.Read(ctx, tenant, newest, func(e event.Recorded) (err error) {
		eventID = e.ID
		current, err = w.log.Registry().Decode(e)
		return err
	})
	if err != nil {
		return head, nil, err
	}
	if current == nil {
		return head, nil, fmt.Errorf("load %s: position %d is not in the log", head.Stream, position)
	}
	if err := w.log.Sealer().Open(ctx, tenant, []uuid.UUID{eventID}, []event.Payload{current}); err != nil {
		return head, nil, err
	}
	for _, m := range event.PersonalMembers(current) {
		// What was opened is sealed anew: a cipher text is bound to its event.
		*m.Value = event.PlainPersonal(event.SubjectContact, id.String(), m.Value.Text())
	}
	return head, current, nil
}
