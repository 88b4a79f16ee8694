package orgs

import "github.com/google/uuid"

// Outcome says what becomes of an organization.
type Outcome uint8

// Outcomes. Only Linked takes effect without a person.
const (
	None      Outcome = iota // no customer is near enough
	Ambiguous                // several are about equally near: a person chooses
	Suggested                // one is near: a person confirms
	Linked                   // the same name, unique both ways
	Saved                    // a person has decided; nothing was looked for
)

var outcomeNames = [...]string{"none", "ambiguous", "suggested", "linked", "saved"}

// String is the outcome's name in read models.
func (o Outcome) String() string { return outcomeNames[o] }

// Candidate is a customer that an organization may be.
type Candidate struct {
	Customer uuid.UUID
	// Score is 0 to 100: of the candidates of a score, at least so many of 100 are right.
	Score int
	// Reason says in words why the customer is near; it quotes words of both names.
	Reason string
}

// Shown is how many candidates a verdict lists at most.
const Shown = 5

// Verdict is what is known about an organization's customer.
type Verdict struct {
	Organization uuid.UUID
	Outcome      Outcome
	// Customer and Score are those of the best candidate where it is linked or suggested;
	// else nil and 0.
	Customer uuid.UUID
	Score    int
	// Reason says in words why the outcome is what it is.
	Reason string
	// Candidates are the nearest customers, best first; those equally near stand in the
	// order of their ids.
	Candidates []Candidate
}
