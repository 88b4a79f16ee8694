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

	// Report says what is held of whom, and what was ended.
	Report(ctx context.Context, s Scope) (PrivacyReport, error)
	// LastUsers are the rules on last users.
	LastUsers(ctx context.Context, s Scope) (Answer[LastUserRules], error)
	// SetKeeping sets one; it holds for what is polled from then on. Command.Expected is the
	// version of the rules.
	SetKeeping(ctx context.Context, c Command, d KeepingDraft) (Written, error)
	// Effect says how much a rule that drops last users would be about.
	Effect(ctx context.Context, s Scope, of LastUserScope) (KeepingEffect, error)
	// Forget makes unreadable what was recorded of last users so far.
	Forget(ctx context.Context, c Command, f Forgetting) (ErasureDone, error)
	// SetRetention says for how long last users can be read.
	SetRetention(ctx context.Context, c Command, d RetentionDraft) (Written, error)
}

// Whether last users are kept.
const (
	KeepOn      = "on"
	KeepOff     = "off"
	KeepDefault = "default" // of a customer: as of the connection
)

// LastUserScope names whose devices are meant: a connection's or a customer's.
type LastUserScope struct {
	Connection *uuid.UUID `json:"connection,omitempty"`
	Customer   *uuid.UUID `json:"customer,omitempty"`
}

// KeepingRule says whether the last users of a connection's or customer's devices are
// written to the log at all.
type KeepingRule struct {
	LastUserScope
	Name string `json:"name"` // of the connection or customer
	Keep string `json:"keep"`
}

// LastUserRules are what a workspace set about last users (GAP-07).
type LastUserRules struct {
	Connections []KeepingRule `json:"connections"`
	// Customers are those that have a rule of their own, which goes before the connection's.
	Customers []KeepingRule `json:"customers"`
	// RetentionDays is for how long last users can be read; 0: for good.
	RetentionDays int   `json:"retention_days"`
	Version       int64 `json:"version"` // of the rules, for If-Match; 0: none was set
}

// KeepingDraft sets a rule.
type KeepingDraft struct {
	LastUserScope
	Keep string `json:"keep"`
}

// KeepingEffect is how much a rule or a forgetting is about.
type KeepingEffect struct {
	// Devices are those whose last user is not recorded from the next sync on.
	Devices int `json:"devices"`
	// Known are those of them that show a last user now.
	Known int `json:"known"`
	// Users are the names of logons that were ever recorded of them and can be read.
	Users int `json:"users"`
	// Elsewhere are those of Users that are the last user of another device, too.
	Elsewhere int `json:"elsewhere"`
}

// Forgetting asks that the last users of some devices be made unreadable, all that were
// ever recorded of them.
type Forgetting struct {
	LastUserScope
	// Everywhere: those that are the last user of another device too go with it.
	Everywhere bool `json:"everywhere"`
}

// RetentionDraft says for how many days last users can be read; 0: for good.
type RetentionDraft struct {
	Days int `json:"days"`
}

// IDs are the connection and the customer; zero where it is the other.
func (s LastUserScope) IDs() (connection, customer uuid.UUID) {
	if s.Connection != nil {
		connection = *s.Connection
	}
	if s.Customer != nil {
		customer = *s.Customer
	}
	return connection, customer
}

// HeldKind is how many persons of a kind are held.
type HeldKind struct {
	Kind     string    `json:"kind"`
	Subjects int64     `json:"subjects"` // that can be read
	Since    time.Time `json:"since"`    // when the first of them was seen
	Data     []string  `json:"data"`     // the kinds of data
}

// PrivacyAct is an end of personal data, as the log says.
type PrivacyAct struct {
	At       time.Time `json:"at"`
	By       string    `json:"by"`   // an id
	What     string    `json:"what"` // person, last_users or expiry
	Subjects int       `json:"subjects"`
	Reason   string    `json:"reason,omitempty"`
	// Before is the day before which an expiry made last users unreadable.
	Before *time.Time `json:"before,omitempty"`
}

// PrivacyReport says what personal data a workspace holds.
type PrivacyReport struct {
	Kinds []HeldKind `json:"kinds"`
	// Operators are the users of Coresync itself, whose names and addresses are no part of the log.
	Operators    int64      `json:"operators"`
	Erased       int64      `json:"erased"` // persons, so far
	LastErasedAt *time.Time `json:"last_erased_at,omitempty"`
	// Acts are the newest ends of personal data, the newest first.
	Acts  []PrivacyAct  `json:"acts"`
	Rules LastUserRules `json:"rules"`
	// NotSealed says what may name somebody and is stored in clear, so that no erasure reaches it.
	NotSealed []string `json:"not_sealed"`
}
