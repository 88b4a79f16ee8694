package service

import (
	"context"
	"slices"
	"time"

	"coresync/domain"
	"coresync/domain/event"
	"coresync/domain/privacy"
	"coresync/eventstore"
	"coresync/eventstore/vault"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Keys are the keys of persons.
type Keys interface {
	// SubjectOf finds a person. Error: vault.ErrNoSubject.
	SubjectOf(ctx context.Context, tenant uuid.UUID, ref event.SubjectRef) (uuid.UUID, error)
	Describe(ctx context.Context, tenant uuid.UUID, subjects []uuid.UUID) (map[uuid.UUID]vault.Held, error)
	Holdings(ctx context.Context, tenant uuid.UUID) (all []vault.Holding, erased int64, last time.Time, err error)
	EraseTx(ctx context.Context, tx pgx.Tx, tenant uuid.UUID, subjects ...uuid.UUID) ([]vault.Erased, error)
}

// privacyService implements api.Privacy.
type privacyService struct {
	log *eventstore.Store
	reads
	engine *pgxpool.Pool
	keys   Keys
	access access
	people api.Users
}

// Erase implements api.Privacy.
func (s privacyService) Erase(ctx context.Context, c api.Command, e api.Erasure) (api.ErasureDone, error) {
	if c.AppendID != uuid.Nil {
		if done, found, err := s.log.Lookup(ctx, c.Tenant, c.AppendID); found || err != nil {
			w, lookup := written(ctx, s.log, done, c.AppendID, 0)
			if err == nil {
				err = lookup
			}
			return api.ErasureDone{Written: w, Erased: []uuid.UUID{}}, conflicts(err)
		}
	}
	faults := privacy.CheckReason(e.Reason)
	if e.Kind != api.PersonContact && e.Kind != api.PersonAccount {
		faults = append(faults, domain.Fault{Pointer: "/kind", Code: "unknown", Message: "choose contact or account"})
	}
	if err := domain.Invalid(faults); err != nil {
		return api.ErasureDone{}, err
	}
	person, err := s.Person(ctx, api.Scope{Tenant: c.Tenant}, e.Kind, e.ID)
	if err != nil {
		return api.ErasureDone{}, err
	}
	chosen, err := chosenSubjects(&person, e.Include)
	if err != nil {
		return api.ErasureDone{}, err
	}
	return s.erase(ctx, c, &person, e, chosen)
}

// chosenSubjects are those that go: the person's own and the linked ones that are wanted,
// as far as they can be read.
func chosenSubjects(p *api.HeldPerson, include []uuid.UUID) (chosen []event.ErasedSubject, err error) {
	wanted := make(map[uuid.UUID]bool, len(include))
	for _, id := range include {
		wanted[id] = true
	}
	for _, h := range p.Subjects {
		if h.ErasedAt == nil && (h.Own || wanted[h.Subject] || include == nil && h.Preselected) {
			chosen = append(chosen, event.ErasedSubject{Subject: h.Subject, Kind: event.SubjectKind(h.Kind)})
		}
		delete(wanted, h.Subject)
	}
	if len(wanted) > 0 {
		return nil, domain.Invalid([]domain.Fault{{Pointer: "/include", Code: "unknown", Message: "names a subject that is not linked to this person; ask what is held of them once more"}})
	}
	return chosen, nil
}

// erase destroys the keys and records it, in one transaction.
func (s privacyService) erase(ctx context.Context, c api.Command, p *api.HeldPerson, e api.Erasure, chosen []event.ErasedSubject) (api.ErasureDone, error) {
	answer := api.ErasureDone{Erased: []uuid.UUID{}}
	done := eventstore.Appended{Tenant: c.Tenant}
	id := c.AppendID // of a repeated request the same
	if id == uuid.Nil {
		id = uuid.New()
	}
	if len(chosen) > 0 {
		said := &event.PersonErased{Erasure: id, Subjects: chosen, Reason: e.Reason}
		if e.Kind == api.PersonContact {
			said.Contact = &p.ID
		} else {
			said.Account = &p.ID
		}
		for _, of := range chosen {
			answer.Erased = append(answer.Erased, of.Subject)
		}
		var err error
		done, err = s.appendErasing(ctx, c, []event.New{{Stream: event.ErasureStream(id), Payload: said}}, answer.Erased)
		if err != nil {
			return answer, conflicts(err)
		}
	}
	w, err := written(ctx, s.log, done, id, 0)
	answer.Written = w
	return answer, err
}

// erasedAtOnce bounds the persons that one statement erases.
const erasedAtOnce = 1000

// appendErasing destroys keys and appends what says so in one transaction: nobody sees the
// one without the other. Keys go first, so that the log is locked for the event alone.
func (s privacyService) appendErasing(ctx context.Context, c api.Command, events []event.New, subjects []uuid.UUID) (done eventstore.Appended, err error) {
	err = pgx.BeginFunc(ctx, s.engine, func(tx pgx.Tx) error {
		for part := range slices.Chunk(subjects, erasedAtOnce) {
			if _, err := s.keys.EraseTx(ctx, tx, c.Tenant, part...); err != nil {
				return err
			}
		}
		done, err = s.log.AppendTx(ctx, tx, eventstore.Append{
			Tenant: c.Tenant, ID: c.AppendID, Actor: c.Actor, CorrelationID: c.Correlation, Events: events,
		})
		return err
	})
	if err == nil {
		s.log.Committed(done)
	}
	return done, err
}
