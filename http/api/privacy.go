package api

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// Kinds of persons that personal data is asked for or erased by.
const (
	PersonContact = "contact" // of the directory
	PersonAccount = "account" // of NinjaOne, by the id that /access/accounts gives it
)

// HeldSubject is one of the data subjects of a person: what is sealed under one key, and
// can be erased alone.
type HeldSubject struct {
	Subject uuid.UUID `json:"subject"`
	// Kind is contact, account, email or user, the name that somebody logs on by.
	Kind string `json:"kind"`
	// Label is what it is about, in clear; empty where nothing can be read.
	Label string `json:"label"`
	// Why says what makes it this person's.
	Why string `json:"why"`
	// Own: it is what was asked for. The others are linked to it.
	Own bool `json:"own"`
	// Preselected: somebody said that it is this person's, or the e-mail address is the
	// same. What a rule merely takes for this person's is not.
	Preselected bool       `json:"preselected"`
	Since       time.Time  `json:"since"`
	ErasedAt    *time.Time `json:"erased_at,omitempty"`
	// Data are the kinds of data that are sealed under it.
	Data []string `json:"data"`
}

// HeldPerson is what is held of a person: the answer to somebody who asks for their data,
// and what an erasure would take.
type HeldPerson struct {
	Kind string    `json:"kind"`
	ID   uuid.UUID `json:"id"`
	// Name is what to call the person by; empty once erased.
	Name  string `json:"name"`
	Email string `json:"email,omitempty"`
	Phone string `json:"phone,omitempty"`
	// InNinjaOne: NinjaOne listed the person when it was read last, and would show them again.
	InNinjaOne bool          `json:"in_ninjaone"`
	Subjects   []HeldSubject `json:"subjects"`
	// Devices are those that are assigned to the person; the link stays after an erasure.
	Devices []Ref `json:"devices"`
}

// Erased tells whether nothing of what was asked for can be read any more.
func (p *HeldPerson) Erased() bool {
	for _, s := range p.Subjects {
		if s.Own && s.ErasedAt == nil {
			return false
		}
	}
	return true
}

// Erasure asks that a person be made unreadable for good.
type Erasure struct {
	Kind string    `json:"kind"`
	ID   uuid.UUID `json:"id"`
	// Include are the linked subjects that go too. nil: those that are preselected.
	Include []uuid.UUID `json:"include"`
	// Reason stays in the log for good, in clear: nothing personal belongs into it.
	Reason string `json:"reason"`
}

// ErasureDone is the answer to an erasure.
type ErasureDone struct {
	Written
	// Erased are the subjects whose keys were destroyed now; empty where they had been before.
	Erased []uuid.UUID `json:"erased"`
}

// Privacy answers for personal data (GAP-07).
type Privacy interface {
	// Person says what is held of somebody. Error: domain.CodeNotFound for who was never seen.
	Person(ctx context.Context, s Scope, kind string, id uuid.UUID) (HeldPerson, error)
	// Erase destroys the keys of a person, in the transaction that records who did it, when
	// and why. Erasing again changes nothing.
	Erase(ctx context.Context, c Command, e Erasure) (ErasureDone, error)
}
