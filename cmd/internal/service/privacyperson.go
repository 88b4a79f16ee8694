package service

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"coresync/domain"
	"coresync/domain/event"
	"coresync/domain/privacy"
	"coresync/eventstore"
	"coresync/eventstore/vault"
	"coresync/http/api"
	"coresync/projections"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
)

// Person implements api.Privacy.
func (s privacyService) Person(ctx context.Context, scope api.Scope, kind string, id uuid.UUID) (api.HeldPerson, error) {
	f := &finding{privacyService: s, tenant: scope.Tenant, at: make(map[uuid.UUID]int)}
	f.person = api.HeldPerson{Kind: kind, ID: id, Subjects: []api.HeldSubject{}, Devices: []api.Ref{}}
	err := projections.Read(ctx, s.pool, scope.Tenant, s.now(), func(r *projections.Reading) error {
		f.r = r
		var err error
		switch kind {
		case api.PersonContact:
			err = f.ofContact(ctx, id, mine)
		case api.PersonAccount:
			err = f.ofAccountAsked(ctx, id)
		default:
			return domain.Invalid([]domain.Fault{{Pointer: "/kind", Code: "unknown", Message: "choose contact or account"}})
		}
		return err
	})
	if err != nil {
		return f.person, conflicts(err)
	}
	return f.person, f.describe(ctx)
}

// finding gathers the data subjects of one person.
type finding struct {
	privacyService
	r      *projections.Reading
	tenant uuid.UUID
	person api.HeldPerson
	at     map[uuid.UUID]int // places in person.Subjects
}

// tie says how a subject belongs to the person.
type tie struct {
	own, preselected bool
	why              string
}

var mine = tie{own: true, preselected: true, why: "what was asked for"}

// add notes a subject; of one that is found twice the firmer tie counts.
func (f *finding) add(subject uuid.UUID, kind event.SubjectKind, label string, t tie) {
	if subject == uuid.Nil {
		return
	}
	at, known := f.at[subject]
	if !known {
		f.at[subject] = len(f.person.Subjects)
		f.person.Subjects = append(f.person.Subjects, api.HeldSubject{
			Subject: subject, Kind: string(kind), Label: label, Why: t.why, Own: t.own, Preselected: t.preselected,
		})
		return
	}
	was := &f.person.Subjects[at]
	if t.own && !was.Own || t.preselected && !was.Preselected {
		was.Why = t.why
	}
	was.Own, was.Preselected = was.Own || t.own, was.Preselected || t.preselected
	if was.Label == "" {
		was.Label = label
	}
}

// named adds whoever the vault finds by kind and value.
func (f *finding) named(ctx context.Context, kind event.SubjectKind, value, label string, t tie) error {
	if value == "" {
		return nil
	}
	subject, err := f.keys.SubjectOf(ctx, f.tenant, event.SubjectRef{Kind: kind, Value: value})
	if errors.Is(err, vault.ErrNoSubject) {
		return nil
	}
	f.add(subject, kind, label, t)
	return err
}

// sealed adds whom members that rows hold are sealed for: erased ones, too.
func (f *finding) sealed(kind event.SubjectKind, label string, t tie, members ...json.RawMessage) error {
	for _, raw := range members {
		if len(raw) == 0 {
			continue
		}
		var p event.Personal
		if err := p.UnmarshalJSON(raw); err != nil {
			return fmt.Errorf("find whom a row is about: %w", err)
		}
		f.add(p.Subject, kind, label, t)
	}
	return nil
}

// emails adds who is known by an e-mail address alone: of requests for accounts, and of
// what SCIM says of users.
func (f *finding) emails(ctx context.Context, email string) error {
	email = strings.ToLower(strings.TrimSpace(email))
	return f.named(ctx, event.SubjectEmail, email, email, tie{preselected: true, why: "requests and SCIM name the same e-mail address"})
}

// linked adds the subjects that somebody tied to a contact.
func (f *finding) linked(ctx context.Context, contact uuid.UUID) error {
	return f.log.Read(ctx, f.tenant, eventstore.Query{Types: []event.Type{"SubjectLinked"}}, func(e event.Recorded) error {
		payload, err := f.log.Registry().Decode(e)
		if p, is := payload.(*event.SubjectLinked); is && p.Contact == contact {
			f.add(p.Subject, "", "", tie{preselected: true, why: "somebody linked it to the contact, or assigned a device by it"})
		}
		return err
	})
}

// describe completes the subjects by what the vault knows, and leaves out whom it does not.
func (f *finding) describe(ctx context.Context) error {
	ids := make([]uuid.UUID, len(f.person.Subjects))
	for i, h := range f.person.Subjects {
		ids[i] = h.Subject
	}
	known, err := f.keys.Describe(ctx, f.tenant, ids)
	if err != nil {
		return err
	}
	all := f.person.Subjects[:0]
	for _, h := range f.person.Subjects {
		held, there := known[h.Subject]
		if !there {
			continue
		}
		if h.Kind == "" {
			h.Kind = string(held.Kind)
		}
		if h.Kind == "" {
			h.Kind = string(event.SubjectUserString) // what found it is gone with its key
		}
		h.Since, h.ErasedAt, h.Data = held.Since, when(held.ErasedAt), privacy.Data(event.SubjectKind(h.Kind))
		all = append(all, h)
	}
	f.person.Subjects = all
	return nil
}
