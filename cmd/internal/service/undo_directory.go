package service

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	"coresync/domain/directory"
	"coresync/domain/event"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// errErased says that what was there is about a person who was erased since.
var errErased = errors.New("the person was erased")

// directoryUndo takes back what was recorded about an entity of the directory: its state
// is the event that said what it is; nil: there is none.
func directoryUndo(kind directory.Kind, types ...event.Type) undoKind {
	return undoSpec[event.Payload]{
		evolve: func(_, p event.Payload) event.Payload {
			if strings.HasSuffix(string(p.EventType()), "Removed") {
				return nil
			}
			return p
		},
		restore: func(stream string, now, before event.Payload) ([]event.Payload, error) {
			id, err := uuid.Parse(strings.TrimPrefix(stream, kind.StreamPrefix()))
			switch {
			case err != nil || now == nil && before == nil:
				return nil, err
			case before == nil:
				return []event.Payload{kind.Removed(id)}, nil
			case hasErased(before):
				return nil, errErased
			}
			same, err := sayTheSame(now, before)
			if same || err != nil {
				return nil, err
			}
			return []event.Payload{before}, nil
		},
		words: entityWords,
		refs:  entityRefs,
	}.of(undoKind{
		prefixes: []string{kind.StreamPrefix()}, needs: permission.ContactsManage, types: types, personal: true,
		title: func(now, before any) string {
			for _, state := range []any{now, before} {
				if p, is := state.(event.Payload); is {
					return entityName(p)
				}
			}
			return ""
		},
	})
}

func hasErased(p event.Payload) bool {
	for _, m := range event.PersonalMembers(p) {
		if m.Value.Erased() {
			return true
		}
	}
	return false
}

func sayTheSame(now, before event.Payload) (bool, error) {
	if now == nil || hasErased(now) {
		return false, nil
	}
	a, err := event.PlainText(now)
	if err != nil {
		return false, err
	}
	b, err := event.PlainText(before)
	return bytes.Equal(a, b), err
}

// open opens what the stream said before the save and says now. A cipher text is bound to
// its event, so what comes back is sealed anew.
func (s undos) open(ctx context.Context, tenant uuid.UUID, d *decided, events map[event.Payload]uuid.UUID) error {
	for _, state := range []any{d.before, d.now} {
		p, is := state.(event.Payload)
		if !is || len(event.PersonalMembers(p)) == 0 || events[p] == uuid.Nil {
			continue
		}
		if err := s.log.Sealer().Open(ctx, tenant, []uuid.UUID{events[p]}, []event.Payload{p}); err != nil {
			return fmt.Errorf("open %s: %w", d.stream, err)
		}
		delete(events, p)
		_, id, _ := strings.Cut(d.stream, "/")
		for _, m := range event.PersonalMembers(p) {
			if !m.Value.Erased() {
				*m.Value = event.PlainPersonal(event.SubjectContact, id, m.Value.Text())
			}
		}
	}
	return nil
}

func entityName(p event.Payload) string {
	switch e := p.(type) {
	case *event.CustomerRecorded:
		return e.Name
	case *event.ContactRecorded:
		return orErased(e.Name)
	case *event.ContractRecorded:
		return e.Name
	case *event.TicketRecorded:
		return strings.TrimSpace(e.Number + " " + e.Subject)
	}
	return ""
}

func orErased(p event.Personal) string {
	if p.Erased() {
		return "(erased)"
	}
	return p.Value
}

func entityRefs(p event.Payload) []uuid.UUID {
	switch e := p.(type) {
	case *event.ContactRecorded:
		return []uuid.UUID{e.Customer}
	case *event.ContractRecorded:
		return []uuid.UUID{e.Customer}
	case *event.TicketRecorded:
		return []uuid.UUID{e.Customer, e.Contact}
	}
	return nil
}

// entityWords say what an entity is.
func entityWords(p event.Payload, name func(uuid.UUID) string) string {
	of := func(id uuid.UUID) string {
		if id == uuid.Nil {
			return ""
		}
		return "of " + name(id)
	}
	switch e := p.(type) {
	case *event.CustomerRecorded:
		return filled(append([]string{e.Name, e.Number, e.City}, e.Domains...)...)
	case *event.ContactRecorded:
		return filled(orErased(e.Name), e.Email.Value, e.Phone.Value, of(e.Customer))
	case *event.ContractRecorded:
		return filled(e.Name, strings.Trim(e.Start+" to "+e.End, " "), of(e.Customer))
	case *event.TicketRecorded:
		return filled(e.Number, e.Subject, e.Status, of(e.Customer), of(e.Contact))
	}
	return "not there"
}

// filled puts what is filled behind each other.
func filled(texts ...string) string {
	var some []string
	for _, text := range texts {
		if text != "" && text != "to" {
			some = append(some, text)
		}
	}
	return strings.Join(some, ", ")
}
