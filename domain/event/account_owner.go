package event

import "github.com/google/uuid"

// AccountOwnerSet says whose a NinjaOne account is, against what its e-mail address or
// name suggests (C1P-06). Who a person is by rule is derived and never an event.
type AccountOwnerSet struct {
	Connection uuid.UUID `json:"connection"`
	UserID     int64     `json:"user_id"`
	// Contact is the person; zero: the account is nobody's, such as one of a service.
	Contact uuid.UUID `json:"contact"`
}

// AccountOwnerReset takes that back: the rule holds again.
type AccountOwnerReset struct {
	Connection uuid.UUID `json:"connection"`
	UserID     int64     `json:"user_id"`
}

// EventType implements Payload.
func (AccountOwnerSet) EventType() Type { return "AccountOwnerSet" }

// EventType implements Payload.
func (AccountOwnerReset) EventType() Type { return "AccountOwnerReset" }

// AccountOwnerStream is the stream of the decisions about whose an account is.
func AccountOwnerStream(connection uuid.UUID, user int64) string {
	return ninjaStream("account-owner/", connection, user)
}
