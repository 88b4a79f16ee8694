package api

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// ContactRef is a contact as it is named elsewhere; name and e-mail are empty once the
// person was erased.
type ContactRef struct {
	ID     uuid.UUID `json:"id"`
	Name   string    `json:"name"`
	Email  string    `json:"email,omitempty"`
	Erased bool      `json:"erased,omitempty"`
}

// ContactCandidate is a contact who may use a device, and why (CON-09).
type ContactCandidate struct {
	Contact ContactRef `json:"contact"`
	Percent int        `json:"percent"` // 0 to 100
	Form    string     `json:"form"`    // the rule, such as "initial-last"
	Reason  string     `json:"reason"`  // the rule in words
}

// ContactSuggestion is a device with its last user and who that may be.
type ContactSuggestion struct {
	Asset    Ref    `json:"asset"`
	Category string `json:"category"`
	Status   string `json:"status"`
	Customer *Ref   `json:"customer,omitempty"`
	// Username is the last user as reported (CON-02).
	Username    string     `json:"username,omitempty"`
	Account     string     `json:"account,omitempty"` // Username normalised, as it is compared
	UserErased  bool       `json:"user_erased,omitempty"`
	LastLogonAt *time.Time `json:"last_logon_at,omitempty"`
	// SeenDays is on how many of the last SeenOf days, at most 30, that was the last user.
	SeenDays int `json:"seen_days"`
	SeenOf   int `json:"seen_of"`
	// State is high, lower, none, shared, differs, assigned, skipped, never,
	// no_customer or pending.
	State       string `json:"state"`
	Preselected bool   `json:"preselected"` // CON-08: 80 % and above
	// Kind is what the last user is: person, nobody, machine, built_in, shared,
	// technician or erased; empty while it was not matched.
	Kind        string `json:"kind,omitempty"`
	Reason      string `json:"reason,omitempty"`
	SameAccount int    `json:"same_account"` // devices of the customer with this last user
	// Suggested is the likeliest contact; absent where nobody or several alike fit.
	Suggested  *ContactCandidate  `json:"suggested,omitempty"`
	Candidates []ContactCandidate `json:"candidates"` // CON-10, the likeliest first
	Assigned   *ContactRef        `json:"assigned,omitempty"`
	AssignedAt *time.Time         `json:"assigned_at,omitempty"`
	AssignedBy string             `json:"assigned_by,omitempty"`
	DecidedAt  *time.Time         `json:"decided_at,omitempty"` // that it was skipped, or is nobody's own
	DecidedBy  string             `json:"decided_by,omitempty"`
	Rules      string             `json:"rules,omitempty"` // version of the rules of matching people
	Version    int64              `json:"version"`         // to be sent as expected_version
}

// AssociationFilter selects devices; the zero value selects all.
type AssociationFilter struct {
	Customer   uuid.UUID
	Connection uuid.UUID
	States     []string
	Unassigned bool // ASG-01
	Contact    uuid.UUID
	// Assets selects these alone, those kept by hand or out of service, too.
	Assets []uuid.UUID
}

// AssociationPage adds how many there are in each state, whatever state is filtered by.
type AssociationPage struct {
	Page[ContactSuggestion]
	Counts map[string]int64
	// Matched is up to where in the log suggestions are complete; decisions show at
	// the answer's own position.
	Matched Position
}

// AssociationDecision is what a person decided about one asset.
type AssociationDecision struct {
	Asset uuid.UUID `json:"asset"`
	// Action is apply (the suggestion, or Contact), assign, unassign, skip, never or reopen.
	Action  string     `json:"action"`
	Contact *uuid.UUID `json:"contact"`
	// OtherCustomer takes a contact of another customer all the same.
	OtherCustomer bool `json:"other_customer"`
	// Replace takes the asset from whoever has it.
	Replace bool `json:"replace"`
	// ExpectedVersion is the version that the person looked at.
	ExpectedVersion int64 `json:"expected_version"`
}

// AssociationResult is what became of one row.
type AssociationResult struct {
	Asset   Ref         `json:"asset"`
	Outcome string      `json:"outcome"` // saved, unchanged, conflict or refused
	Code    string      `json:"code,omitempty"`
	Message string      `json:"message,omitempty"` // what to do, unless saved
	Contact *ContactRef `json:"contact,omitempty"` // who has it now
	// Notes say what else came of it: "set in use", "of another customer".
	Notes   []string `json:"notes"`
	Version int64    `json:"version"` // of the decisions now
}

// AssociationsWritten is the answer to a batch; rows are in the order of the request.
type AssociationsWritten struct {
	Rows     []AssociationResult
	Position Position
	Replayed bool
	More     bool // of ApplyHigh: more are left for another call
	// Undo is what to give to Undos to take the batch back; nil: nothing was saved.
	Undo *uuid.UUID
}

// Associations shows who may use what, and takes decisions about it.
type Associations interface {
	List(ctx context.Context, s Scope, f AssociationFilter, l List) (Answer[AssociationPage], error)
	// Counts tells how many assets of a connection there are in each state.
	Counts(ctx context.Context, s Scope, connection uuid.UUID) (Answer[map[string]int64], error)
	// Decide saves what can be saved and reports each row; one row's failure leaves
	// the others alone (ASG-04, CON-14).
	Decide(ctx context.Context, c Command, rows []AssociationDecision) (AssociationsWritten, error)
	// ApplyHigh applies all suggestions of 80 % and above, of a customer or a connection,
	// or of all (CON-15); nothing else of f counts.
	ApplyHigh(ctx context.Context, c Command, f AssociationFilter) (AssociationsWritten, error)
}
