package api

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// ContactOffer is a contact or end user in NinjaOne, offered as a contact of its
// organization's customer (SCH-04).
type ContactOffer struct {
	Connection   uuid.UUID   `json:"connection"`
	Source       string      `json:"source"` // contact or end_user
	PersonID     int64       `json:"person_id"`
	Name         string      `json:"name"`
	Email        string      `json:"email,omitempty"`
	Phone        string      `json:"phone,omitempty"`
	Erased       bool        `json:"erased"`
	Organization string      `json:"organization,omitempty"`
	Customer     *Ref        `json:"customer,omitempty"`
	State        string      `json:"state"`               // offered, linked, ignored or unmapped
	Suggested    *ContactRef `json:"suggested,omitempty"` // with the same e-mail address
	Contact      *ContactRef `json:"contact,omitempty"`   // when linked
	Created      bool        `json:"created"`             // the contact was made for the person
	DecidedAt    *time.Time  `json:"decided_at,omitempty"`
	DecidedBy    string      `json:"decided_by,omitempty"`
	Version      int64       `json:"version"` // to be sent as expected_version
}

// ContactOfferFilter selects people; the zero value selects all that NinjaOne lists.
type ContactOfferFilter struct {
	Connection uuid.UUID
	Customer   uuid.UUID
	States     []string
	Suggested  bool  // only those of whom a contact has the e-mail address
	Created    *bool // only those for whom a contact was made, or was not; nil: either
}

// ContactOfferCounts counts people by what became of them; Suggested are those of
// Offered of whom a contact has the e-mail address.
type ContactOfferCounts struct {
	Offered   int `json:"offered"`
	Suggested int `json:"suggested"`
	Linked    int `json:"linked"` // with a contact that was there
	Created   int `json:"created"`
	Ignored   int `json:"ignored"`
	Unmapped  int `json:"unmapped"`
}

// ContactOfferPage adds how many there are in each state, whatever the states that are
// filtered by.
type ContactOfferPage struct {
	Page[ContactOffer]
	Counts ContactOfferCounts
}

// ContactLinkDecision is what a person decided about somebody in NinjaOne.
type ContactLinkDecision struct {
	Connection uuid.UUID `json:"connection"`
	Source     string    `json:"source"`
	PersonID   int64     `json:"person_id"`
	// Action is link (with Contact, or the suggested one), create, ignore or unlink.
	Action          string     `json:"action"`
	Contact         *uuid.UUID `json:"contact"`
	ExpectedVersion int64      `json:"expected_version"`
}

// ContactLinkResult is what became of one row.
type ContactLinkResult struct {
	Connection uuid.UUID   `json:"connection"`
	Source     string      `json:"source"`
	PersonID   int64       `json:"person_id"`
	Outcome    string      `json:"outcome"` // saved, unchanged, conflict or refused
	Code       string      `json:"code,omitempty"`
	Message    string      `json:"message,omitempty"` // what to do, unless saved
	Contact    *ContactRef `json:"contact,omitempty"`
	Version    int64       `json:"version"`
}

// ContactLinksWritten is the answer to a batch; rows are in the order of the request.
type ContactLinksWritten struct {
	Rows     []ContactLinkResult
	Position Position
	Replayed bool
	// Undo is what to give to Undos to take the batch back, the contacts that were made
	// with it unless somebody changed them since; nil: nothing was saved.
	Undo *uuid.UUID
}

// ContactLinks offers the people in NinjaOne as contacts. Contacts are made and linked,
// never overwritten.
type ContactLinks interface {
	List(ctx context.Context, s Scope, f ContactOfferFilter, l List) (Answer[ContactOfferPage], error)
	// Counts are those of List, without a page of it.
	Counts(ctx context.Context, s Scope, f ContactOfferFilter) (Answer[ContactOfferCounts], error)
	Decide(ctx context.Context, c Command, rows []ContactLinkDecision) (ContactLinksWritten, error)
}
