package event

import "github.com/google/uuid"

// AccessConnectorSet says how the accounts and roles of a connection are governed: all
// settings at once (C1C-05 to C1C-12, C1P-06).
type AccessConnectorSet struct {
	Connection uuid.UUID `json:"connection"`
	// App is what the connector was added to, by name; Managed tells that it existed as
	// a managed app before.
	App     string `json:"app,omitempty"`
	AppKind string `json:"app_kind,omitempty"` // unmanaged, managed or new
	// Owners are users of Coresync by id; at least one once the connector was added.
	Owners []uuid.UUID `json:"owners,omitempty"`
	// Matching says by what an account finds its person: "narrow" (e-mail address), or
	// "broad" (else first and last name).
	Matching string `json:"matching"`
	// Provisioning tells whether requests may change anything in NinjaOne.
	Provisioning bool `json:"provisioning"`
	// Approval says which requests another person must approve: "always", "risky"
	// (administrators and deletions), or "never".
	Approval string `json:"approval"`
	// Frequency is how often access alone is read: hourly, daily, weekly or manual.
	Frequency string `json:"frequency"`
}

// EventType implements Payload.
func (AccessConnectorSet) EventType() Type { return "AccessConnectorSet" }

// AccessConnectorStream is the stream of how access of a connection is governed.
func AccessConnectorStream(connection uuid.UUID) string {
	return "access-connector/" + connection.String()
}
