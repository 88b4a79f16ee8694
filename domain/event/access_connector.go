package event

import "github.com/google/uuid"

// AccessConnectorSet says how the accounts and roles of a connection are governed: all
// settings at once (C1C-12, C1C-15, C1P-06).
type AccessConnectorSet struct {
	Connection uuid.UUID `json:"connection"`
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

// ConnectorAdded says that the access of a connection is governed as that of an app
// (C1C-04 to C1C-09). The connector has the connection's id, which may come after it: an
// owner can be asked to enter the configuration.
type ConnectorAdded struct {
	Connector uuid.UUID `json:"connector"`
	App       uuid.UUID `json:"app"`
	// Owners are users of Coresync by id, at least one.
	Owners []uuid.UUID `json:"owners"`
}

// ConnectorOwnersSet says who looks after a connector from now on: all of them.
type ConnectorOwnersSet struct {
	Connector uuid.UUID   `json:"connector"`
	Owners    []uuid.UUID `json:"owners"`
}

// ConnectorRemoved ends a connector. The connection stays, and its access is read as before.
type ConnectorRemoved struct {
	Connector uuid.UUID `json:"connector"`
}

// AppDiscovered says that an app was found that signs people in or is given them, and that
// nobody manages yet (C1C-05).
type AppDiscovered struct {
	App  uuid.UUID `json:"app"`
	Name string    `json:"name"`
	// Source is csv, oidc or scim, ExternalID what the source knows it by.
	Source     string `json:"source"`
	ExternalID string `json:"external_id"`
}

// AppManaged says that an app is managed from now on (C1C-06, C1C-07). Name is empty for
// one that was discovered: it keeps its name.
type AppManaged struct {
	App  uuid.UUID `json:"app"`
	Name string    `json:"name,omitempty"`
}

// AppForgotten says that the source of an app names it no more. One that is managed stays.
type AppForgotten struct {
	App uuid.UUID `json:"app"`
}

// EventType implements Payload.
func (AppForgotten) EventType() Type { return "AppForgotten" }

// EventType implements Payload.
func (AccessConnectorSet) EventType() Type { return "AccessConnectorSet" }

// EventType implements Payload.
func (ConnectorAdded) EventType() Type { return "ConnectorAdded" }

// EventType implements Payload.
func (ConnectorOwnersSet) EventType() Type { return "ConnectorOwnersSet" }

// EventType implements Payload.
func (ConnectorRemoved) EventType() Type { return "ConnectorRemoved" }

// EventType implements Payload.
func (AppDiscovered) EventType() Type { return "AppDiscovered" }

// EventType implements Payload.
func (AppManaged) EventType() Type { return "AppManaged" }

// AccessConnectorStream is the stream of how access of a connection is governed.
func AccessConnectorStream(connection uuid.UUID) string {
	return "access-connector/" + connection.String()
}

// ConnectorStream is the stream of a connector: its app and its owners.
func ConnectorStream(connector uuid.UUID) string { return "connector/" + connector.String() }

// AppStream is the stream of an app.
func AppStream(app uuid.UUID) string { return "app/" + app.String() }
