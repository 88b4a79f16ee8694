package event

import "github.com/google/uuid"

// AccountExternalIDSet keeps what a client of SCIM calls an account, so that it can find it
// by that (RFC 7643 §3.1). Often it is a name, so that it is personal.
type AccountExternalIDSet struct {
	// Account is what the client knows the account by: its row's id, or, where the client
	// made it, that of the request.
	Account    uuid.UUID `json:"account"`
	ExternalID Personal  `json:"external_id"` // absent: none any more
}

// EventType implements Payload.
func (AccountExternalIDSet) EventType() Type { return "AccountExternalIDSet" }

// Personals lists the personal members.
func (p *AccountExternalIDSet) Personals() []Member { return []Member{{"external_id", &p.ExternalID}} }

// AccountExternalIDStream is the stream of what clients call an account.
func AccountExternalIDStream(account uuid.UUID) string {
	return "account-external-id/" + account.String()
}
