package event

import (
	"time"

	"github.com/google/uuid"
)

// PersonErased says that keys were destroyed: whatever was sealed under them can't be
// read any more, in no event, read model or past (GAP-07). Who did it is the event's
// actor, and when its time; both stand in the transaction that destroyed the keys.
type PersonErased struct {
	Erasure uuid.UUID `json:"erasure"`
	// Contact is the person where a contact of the directory was named.
	Contact *uuid.UUID `json:"contact,omitempty"`
	// Account is the row of an account of NinjaOne, where that was named.
	Account  *uuid.UUID      `json:"account,omitempty"`
	Subjects []ErasedSubject `json:"subjects"`
	// Reason is why, such as the number of a request. It is stored plain and for good, so
	// nothing personal belongs into it.
	Reason string `json:"reason"`
}

// ErasedSubject is one of the data subjects of a person, by the random id that stands for
// it in the log.
type ErasedSubject struct {
	Subject uuid.UUID   `json:"subject"`
	Kind    SubjectKind `json:"kind"`
}

// Keeping says whether the last logged-in users of devices are kept.
type Keeping string

// The choices. A customer without one follows its connections.
const (
	KeepUsers   Keeping = "on"
	DropUsers   Keeping = "off"
	FollowUsers Keeping = "default"
)

// LastUserKeepingSet says whether the last users of some devices are written to the log at
// all: of a connection's, or of a customer's, which goes before the connection's (GAP-07).
type LastUserKeepingSet struct {
	Connection uuid.UUID `json:"connection"` // zero: of a customer
	Customer   uuid.UUID `json:"customer"`   // zero: of a connection
	Keep       Keeping   `json:"keep"`
}

// LastUsersForgotten says that the last users of a customer's or connection's devices were
// erased, as they stood in the log until then.
type LastUsersForgotten struct {
	Erasure    uuid.UUID   `json:"erasure"`
	Connection uuid.UUID   `json:"connection"`
	Customer   uuid.UUID   `json:"customer"`
	Subjects   []uuid.UUID `json:"subjects"`
	// Elsewhere is how many stay, since they are the last user of another device, too.
	Elsewhere int `json:"elsewhere"`
}

// LastUserRetentionSet says for how many days last users can be read; 0: for good.
type LastUserRetentionSet struct {
	Days int `json:"days"`
}

// LastUsersExpired says that the keys of what was sealed before a day were destroyed, since
// the retention of last users was over.
type LastUsersExpired struct {
	Before   time.Time `json:"before"`
	Subjects int       `json:"subjects"` // whose keys were
}

// Withheld says why a device's last user was not written to the log.
type Withheld string

// The reasons.
const (
	WithheldByCustomer   Withheld = "customer"
	WithheldByConnection Withheld = "connection"
)

// PrivacyStream is the stream of a workspace's rules on last users.
func PrivacyStream() string { return "privacy" }

// ErasureStream is the stream of one erasure.
func ErasureStream(id uuid.UUID) string { return "erasure/" + id.String() }

// ExpiryStream is the stream of what the retention of last users destroyed.
func ExpiryStream() string { return "privacy-expiry" }

// EventType implements Payload.
func (PersonErased) EventType() Type { return "PersonErased" }

// EventType implements Payload.
func (LastUserKeepingSet) EventType() Type { return "LastUserKeepingSet" }

// EventType implements Payload.
func (LastUsersForgotten) EventType() Type { return "LastUsersForgotten" }

// EventType implements Payload.
func (LastUserRetentionSet) EventType() Type { return "LastUserRetentionSet" }

// EventType implements Payload.
func (LastUsersExpired) EventType() Type { return "LastUsersExpired" }
