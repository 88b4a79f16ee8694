package event

import "github.com/google/uuid"

// AccountExternalIDSet keeps what a client of SCIM says of an account and NinjaOne has no
// place for: what the client calls it, so that it can find it by that (RFC 7643 §3.1), and
// the name to show. Both often are a person's, so that they are personal.
type AccountExternalIDSet struct {
	// Account is what the client knows the account by: its row's id, or, where the client
	// made it, that of the request.
	Account    uuid.UUID `json:"account"`
	ExternalID Personal  `json:"external_id"` // absent: none any more
	// DisplayName is the name to show; absent: first and last name.
	DisplayName Personal `json:"display_name"`
	// Deleted tells that the client deleted it, which it must not be shown to it any more,
	// for as long as the deletion is not refused (RFC 7644 §3.6).
	Deleted bool `json:"deleted,omitempty"`
}

// EventType implements Payload.
func (AccountExternalIDSet) EventType() Type { return "AccountExternalIDSet" }

// Personals lists the personal members.
func (p *AccountExternalIDSet) Personals() []Member {
	return []Member{{"external_id", &p.ExternalID}, {"display_name", &p.DisplayName}}
}

// AccountExternalIDStream is the stream of what clients call an account.
func AccountExternalIDStream(account uuid.UUID) string {
	return "account-external-id/" + account.String()
}
