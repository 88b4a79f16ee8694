// Package webhook decides what is told to programs outside: which kinds of things, of whom,
// together or each alone. It is pure. Where it goes and how it is signed is no part of the log.
package webhook

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"coresync/domain"
	"coresync/domain/event"

	"github.com/google/uuid"
)

// Ways of telling.
const (
	Each = "each" // each thing alone
	Run  = "run"  // what a run changed together, once it ended
)

// Reasons of a pause.
const (
	ByPerson = "person"
	Gone     = "gone"    // the receiver answered 410
	Failing  = "failing" // it took nothing for days
)

// The limits of a subscription.
const (
	mostName   = 100
	mostNarrow = 200
)

// State is a subscription as it stands; the zero value is none.
type State struct {
	event.WebhookSet
	Paused string // why; empty: it is not
}

// Exists tells whether there is a subscription.
func (s State) Exists() bool { return s.Webhook != uuid.Nil }

// Evolve folds an event.
func Evolve(s State, p event.Payload) State {
	switch p := p.(type) {
	case *event.WebhookSet:
		s.WebhookSet = *p
	case *event.WebhookPaused:
		s.Paused = p.Why
	case *event.WebhookResumed:
		s.Paused = ""
	case *event.WebhookRemoved:
		return State{}
	}
	return s
}

// Commands about a subscription.
type (
	// Set makes one, or says all of one anew; New refuses one that is there. Moved: its
	// address is another one, of which the log holds the host alone.
	Set struct {
		event.WebhookSet
		New, Moved bool
	}
	// Pause stops it.
	Pause struct{ Why string }
	// Resume lets it go on.
	Resume struct{}
	// Replay tells all from a position on once more.
	Replay struct{ From int64 }
	// Renew gives it a new secret.
	Renew struct{}
	// Remove ends it.
	Remove struct{}
)

// Decide turns a command into events: none where it changes nothing.
func Decide(s State, command any) ([]event.Payload, error) {
	if set, is := command.(Set); is && (set.New || s.Exists()) {
		return decideSet(s, set)
	}
	if !s.Exists() {
		return nil, domain.NotFound("webhook")
	}
	switch c := command.(type) {
	case Pause:
		if s.Paused != "" {
			return nil, nil
		}
		return []event.Payload{&event.WebhookPaused{Webhook: s.Webhook, Why: c.Why}}, nil
	case Resume:
		if s.Paused == "" {
			return nil, nil
		}
		return []event.Payload{&event.WebhookResumed{Webhook: s.Webhook}}, nil
	case Replay:
		if c.From < 0 {
			return nil, domain.Invalid([]domain.Fault{{Pointer: "/from", Code: "range", Message: "is no position of the log"}})
		}
		return []event.Payload{&event.WebhookReplayed{Webhook: s.Webhook, From: c.From}}, nil
	case Renew:
		return []event.Payload{&event.WebhookSecretMade{Webhook: s.Webhook}}, nil
	case Remove:
		return []event.Payload{&event.WebhookRemoved{Webhook: s.Webhook}}, nil
	}
	return nil, nil
}

func decideSet(s State, c Set) ([]event.Payload, error) {
	if err := domain.Invalid(Check(&c.WebhookSet)); err != nil {
		return nil, err
	}
	if s.Exists() && !c.Moved && s.same(&c.WebhookSet) {
		return nil, nil
	}
	return []event.Payload{&c.WebhookSet}, nil
}

// same tells whether a subscription says what it says already.
func (s State) same(n *event.WebhookSet) bool {
	o := s.WebhookSet
	return o.Name == n.Name && o.Host == n.Host && o.Batch == n.Batch && o.Personal == n.Personal && o.All == n.All &&
		slices.Equal(o.Kinds, n.Kinds) && slices.Equal(o.Customers, n.Customers) && slices.Equal(o.Connections, n.Connections)
}

// Check finds all that is wrong, and brings lists in order, each thing once.
func Check(n *event.WebhookSet) (faults []domain.Fault) {
	fault := func(pointer, code, message string) {
		faults = append(faults, domain.Fault{Pointer: pointer, Code: code, Message: message})
	}
	if n.Name = strings.TrimSpace(n.Name); n.Name == "" || utf8.RuneCountInString(n.Name) > mostName {
		fault("/name", "required", fmt.Sprintf("give it a name of at most %d characters", mostName))
	}
	n.Kinds = ordered(n.Kinds, strings.Compare)
	if len(n.Kinds) == 0 {
		fault("/kinds", "required", "choose what is told")
	}
	for _, k := range n.Kinds {
		if !Known(k) {
			fault("/kinds", "unknown", fmt.Sprintf("%q is nothing that is told; choose of %s", k, strings.Join(Kinds(), ", ")))
		}
	}
	if n.Batch != Each && n.Batch != Run {
		fault("/batch", "unknown", "choose each or run")
	}
	byID := func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) }
	n.Customers, n.Connections = ordered(n.Customers, byID), ordered(n.Connections, byID)
	if len(n.Customers) > mostNarrow {
		fault("/customers", "too_many", fmt.Sprintf("choose at most %d customers", mostNarrow))
	}
	if len(n.Connections) > mostNarrow {
		fault("/connections", "too_many", fmt.Sprintf("choose at most %d connections", mostNarrow))
	}
	return faults
}

// ordered is a list in order, each thing once; nil where it is empty, as it is read back.
func ordered[T comparable](all []T, by func(a, b T) int) []T {
	all = slices.Clone(all)
	slices.SortFunc(all, by)
	if all = slices.Compact(all); len(all) == 0 {
		return nil
	}
	return all
}
